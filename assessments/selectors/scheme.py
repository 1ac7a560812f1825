"""Schemes as pages show them: the rubric as a table, and what two versions have in common."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assessments.enums.scheme import GroupRule, IndicatorKind, TieRule
from assessments.models import GradeRule, Group, Indicator, Scheme, SchemeFlag
from assessments.rules.scheme import DUES, findings_of, indicator_spec, meaning_changes, share_of, spec_of
from assessments.scoring import entry_range, plain

__all__ = [
    "Difference",
    "Line",
    "Part",
    "arithmetic_words",
    "date_table",
    "differences",
    "findings_of",
    "grade_table",
    "grade_words",
    "indicator_spec",
    "rubric",
    "share_of",
    "spec_of",
    "worth",
]
COUNTED = (IndicatorKind.BASE, IndicatorKind.DEDUCTION)


def worth(indicator: Indicator, group: Group, grades: Mapping[int, str]) -> str:
    """What the line is worth, as a person would write it; `grades`: names by primary key."""
    spec = indicator_spec(indicator)
    kind, parts = spec.kind, []
    if kind == IndicatorKind.VETO:
        return f"最高评为“{grades[veto]}”" if (veto := indicator.veto_grade_id or 0) in grades else "评为最低等次"
    if kind == IndicatorKind.BASE or (
        kind == IndicatorKind.DEDUCTION and spec.maximum is not None and not group.is_pool
    ):
        parts.append(f"{plain(spec.maximum)}分" if spec.maximum is not None else "未填分值")
    if spec.per_event is not None:
        verb = {IndicatorKind.BONUS: "加", IndicatorKind.DEDUCTION: "扣"}.get(kind, "计")
        parts.append(f"每次{verb}{plain(spec.per_event)}分")
    most = entry_range(spec)[1]
    if kind == IndicatorKind.BONUS:
        parts.append(f"最高加{plain(most)}分" if most is not None else "加分不封顶")
    elif kind == IndicatorKind.DEDUCTION and (group.is_pool or spec.maximum is None):
        parts.append(f"最多扣{plain(most)}分" if most is not None else ("扣完为止" if group.is_pool else "扣分不限"))
    elif kind == IndicatorKind.DEDUCTION:
        parts.append("扣完为止" if not spec.floor else f"最低计{plain(spec.floor)}分")
    return "，".join(parts)


def grade_words(rule: GradeRule, indicators: Mapping[int, str]) -> str:
    """A grade's conditions in one sentence; `indicators`: names by primary key."""
    parts = [f"总分不低于{plain(rule.threshold)}分"] if rule.threshold is not None else []
    if rule.quota:
        parts.append(f"不超过参评单位的{rule.quota}")
    if rule.seats is not None:
        parts.append(f"不超过{rule.seats}个")
    if (required := rule.required_id or 0) in indicators and rule.required_points is not None:
        parts.append(f"“{indicators[required]}”不低于{plain(rule.required_points)}分")
    return "，".join(parts) or "其余单位"


@dataclass(frozen=True)
class Line:
    """An indicator with what it is worth in words, and the flags on it."""

    indicator: Indicator
    worth: str
    flags: tuple[SchemeFlag, ...]


@dataclass(frozen=True)
class Part:
    """A group with its lines and what it comes to."""

    group: Group
    lines: tuple[Line, ...]
    total: str


def rubric(scheme: Scheme) -> list[Part]:
    """The whole rubric as a table; reads what `with_parts` has fetched."""
    grades = {grade.pk: grade.name for grade in scheme.grades.all()}
    parts = []
    for group in scheme.groups.all():
        lines = tuple(Line(i, worth(i, group, grades), tuple(i.flags.all())) for i in group.indicators.all())
        parts.append(Part(group, lines, _group_total(group, scheme)))
    return parts


def grade_table(scheme: Scheme) -> list[tuple[str, str]]:
    """Grades, the best first, with their conditions."""
    names = {i.pk: i.name for group in scheme.groups.all() for i in group.indicators.all()}
    return [(rule.name, grade_words(rule, names)) for rule in scheme.grades.all()]


def date_table(scheme: Scheme) -> list[tuple[str, date]]:
    """The dates that are set: label and day."""
    found = [(f"{words}截止", getattr(scheme, name)) for name, words in DUES.items()]
    return [(label, day) for label, day in found if day is not None]


def _group_total(group: Group, scheme: Scheme) -> str:
    counted = (i.maximum or Decimal(0) for i in group.indicators.all() if i.kind in COUNTED)
    total = (group.maximum or Decimal(0)) if group.is_pool else sum(counted, Decimal(0))
    parts = [f"{plain(total)}分"] if total else []
    if scheme.group_rule == GroupRule.WEIGHTED and group.weight is not None:
        parts.append(f"权重{plain(group.weight)}%")
    if group.is_pool:
        parts.append("从满分中扣，扣完为止")
    if group.bonus_cap is not None:
        parts.append(f"加分不超过{plain(group.bonus_cap)}分")
    if group.deduction_cap is not None:
        parts.append(f"扣分不超过{plain(group.deduction_cap)}分")
    return "，".join(parts)


def arithmetic_words(scheme: Scheme) -> list[tuple[str, str]]:
    """How the score comes about: label and words."""
    rows = [("满分", f"{plain(scheme.full_score)}分")]
    if scheme.base_score:
        rows.append(("基础分", f"{plain(scheme.base_score)}分"))
    rows.append(("类别得分", GroupRule(scheme.group_rule).label))
    if scheme.year_share is not None:
        rows.append(("平时与年终", f"平时{scheme.year_share}%，年终{100 - scheme.year_share}%"))
    rows.append(("组织考核与群众评价", f"组织考核{scheme.organization_share}%，群众评价{scheme.mass_share}%"))
    if scheme.extras_after_shares:
        rows.append(("加减分", "不折算，直接计入总分"))
    if scheme.bonus_cap is not None:
        rows.append(("加分合计上限", f"{plain(scheme.bonus_cap)}分"))
    if scheme.satisfaction_floor is not None:
        rows.append(("满意度否决线", f"群众评价低于{plain(scheme.satisfaction_floor)}分，评为最低等次"))
    low = f"不低于{plain(scheme.total_floor)}分" if scheme.total_floor is not None else ""
    high = f"不高于{plain(scheme.total_cap)}分" if scheme.total_cap is not None else ""
    if low or high:
        rows.append(("总分", "，".join(part for part in (low, high) if part)))
    rows += [
        ("不适用指标", scheme.get_not_applicable_display()),
        ("取舍", f"{scheme.get_rounding_display()}，保留{scheme.places}位小数"),
        ("总分相同", TieRule(scheme.tie_rule).label),
        ("名额取整", scheme.get_seat_rounding_display()),
        ("名额末位同分", scheme.get_cut_rule_display()),
    ]
    return rows


@dataclass(frozen=True)
class Difference:
    """A line of this version beside its former one; either may be missing."""

    now: Indicator | None
    before: Indicator | None
    changes: tuple[str, ...] = ()

    @property
    def is_comparable(self) -> bool:
        return self.now is not None and self.before is not None and self.now.is_comparable


def differences(scheme: Scheme) -> list[Difference]:
    """This version's lines in their order, each with its former one; then the former ones that are gone."""
    now = list(Indicator.objects.of(scheme).select_related("group", "predecessor__group"))
    former = list(Indicator.objects.of(scheme.former)) if scheme.former_id else []
    known = {indicator.pk for indicator in former}
    rows = [_difference(indicator, indicator.predecessor, known) for indicator in now]
    taken = {row.before.pk for row in rows if row.before}
    return rows + [Difference(None, indicator) for indicator in former if indicator.pk not in taken]


def _difference(indicator: Indicator, before: Indicator | None, known: Iterable[int]) -> Difference:
    if before is None or before.pk not in known:
        return Difference(indicator, None)
    return Difference(indicator, before, tuple(meaning_changes(indicator, before)))
