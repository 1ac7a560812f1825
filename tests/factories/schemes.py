"""Schemes for tests, written through the same services as an office's own."""

import tomllib
from decimal import Decimal
from pathlib import Path

from assessments.enums.scheme import IndicatorKind, SchemeStatus
from assessments.models import Indicator, Scheme
from assessments.rules.scheme import Findings
from assessments.selectors.scheme import findings_of
from assessments.services.scheme import RowDraft, create_scheme, usual_grades, write_group
from assessments.services.scheme.writing import GROUP_FIELDS, INDICATOR_FIELDS
from branches.enums import Role
from branches.models import Organization
from core.onetime import new_key
from tests.factories.branches import person

RUBRICS = {
    rubric["slug"]: rubric
    for rubric in tomllib.loads(
        (Path(__file__).parent.parent / "assessments/rubrics.toml").read_text(), parse_float=Decimal
    )["rubric"]
}
PLAIN = [
    {
        "name": "组织建设",
        "maximum": 60,
        "lines": [
            {"name": "组织生活", "maximum": 40, "mechanism": "每少1次扣2分。", "kind": "deduction", "per_event": 2},
            {"name": "党员教育", "maximum": 20, "mechanism": "按完成情况计分。"},
        ],
    },
    {"name": "服务群众", "lines": [{"name": "承诺兑现", "maximum": 40}, {"name": "发生违纪案件", "kind": "veto"}]},
]
# The last line says what must not be scored.
FLAGGED = [*PLAIN[:1], {"name": "宣传", "lines": [{"name": "信息", "maximum": 40, "mechanism": "被媒体报道的加分"}]}]
DECIMALS = ("maximum", "floor", "per_event", "weight", "bonus_cap", "deduction_cap", "threshold", "required_points")


def make_scheme(
    organizer: Organization, *, status: str = SchemeStatus.DRAFT, groups=PLAIN, grades=None, office=None, **values
) -> Scheme:
    """A scheme in which everything adds up, unless told otherwise; `status` is set without its step."""
    office = office or person(Role.OFFICE, organizer)
    values = {"name": "党支部工作考核细则", "year": 2026, "application": "作为评先推优的依据。"} | values
    drafts = usual_grades() if grades is None else [RowDraft(None, row) for row in grades]
    scheme = create_scheme(organizer, actor=office, values=values, grades=drafts, key=new_key())
    names = {grade.name: grade.pk for grade in scheme.grades.all()}
    for order, group in enumerate(groups, start=1):
        lines = [RowDraft(None, line_values(line, names)) for line in group["lines"]]
        heading = decimals({name: group[name] for name in GROUP_FIELDS if name in group}) | {"order": order}
        write_group(scheme, None, actor=office, values=heading, indicators=lines)
    Scheme.objects.filter(pk=scheme.pk).update(status=status)
    return Scheme.objects.select_related("organizer").get(pk=scheme.pk)


def findings(scheme: Scheme) -> Findings:
    """What the check says of the scheme as it is stored."""
    return findings_of(Scheme.objects.with_parts().get(pk=scheme.pk))


def line(name: str, maximum: int | None = None, **values) -> RowDraft:
    """A new line as the form of a group hands it over."""
    return RowDraft(None, {"name": name, "kind": "base", "maximum": maximum} | values)


def line_values(line: dict, grades: dict[str, int]) -> dict:
    values = decimals({name: line[name] for name in INDICATOR_FIELDS if name in line})
    values.setdefault("kind", IndicatorKind.BASE)
    if "veto_grade" in line:
        values["veto_grade_id"] = grades[line["veto_grade"]]
    return values


def decimals(values: dict) -> dict:
    return {name: Decimal(str(v)) if name in DECIMALS and v is not None else v for name, v in values.items()}


def make_rubric(organizer: Organization, slug: str) -> Scheme:
    """One of the rubrics of the data file, as rows."""
    rubric = RUBRICS[slug]
    values = {name: None if value == "" else value for name, value in rubric["values"].items()}
    if "group_rule" in rubric:
        values["group_rule"] = rubric["group_rule"]
    grades = [decimals({k: v for k, v in row.items() if k != "required"}) for row in rubric["grades"]]
    scheme = make_scheme(organizer, groups=rubric["groups"], grades=grades, name=rubric["name"], **values)
    for row, grade in zip(rubric["grades"], scheme.grades.all(), strict=True):
        if "required" in row:
            grade.required = Indicator.objects.get(group__scheme=scheme, name=row["required"])
            grade.save()
    return scheme
