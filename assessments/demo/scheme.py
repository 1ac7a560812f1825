"""Two rubrics: the one that is in force, and one that still scores what should not be scored."""

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from assessments.models import GradeRule, Indicator, Scheme
from assessments.rules.scheme import DUE_FIELDS
from assessments.services.scheme import RowDraft, advance_scheme, create_scheme, write_group
from assessments.services.scheme.writing import GRADE_FIELDS, GROUP_FIELDS, INDICATOR_FIELDS
from branches.models import Organization
from brands.demo.clock import Story
from brands.demo.registry import Stage
from core.onetime import new_key

STARTED = 200  # days ago
DRAFTED = 12
DUE_IN = (5, 20, 35)  # days ahead: self-scored, checked, confirmed
DECIMALS = {"maximum", "floor", "per_event", "threshold", "required_points", "bonus_cap", "total_cap"}


def scheme_stories(stage: Stage) -> list[Story]:
    rubrics = tomllib.loads((Path(__file__).parent / "schemes.toml").read_text(encoding="utf-8"))
    return [_yearly(stage, rubrics["yearly"]), _stars(stage, rubrics["stars"])]


def _yearly(stage: Stage, rubric: Mapping[str, Any]) -> Story:
    yield stage.clock.at(STARTED + 10, 15)
    today = stage.clock.today
    dates = {name: today + timedelta(days=days) for name, days in zip(DUE_FIELDS, DUE_IN, strict=True)}
    scheme = write_rubric(stage.organizations["gw"], rubric, actor=stage.cast["office"], year=today.year, dates=dates)
    yield stage.clock.at(STARTED, 9)
    advance_scheme(scheme, "start", actor=stage.cast["office"])


def _stars(stage: Stage, rubric: Mapping[str, Any]) -> Story:
    """One of its lines counts articles: it cannot start before somebody has looked."""
    yield stage.clock.at(DRAFTED, 16)
    write_rubric(stage.organizations["gw"], rubric, actor=stage.cast["office"], year=stage.clock.today.year)


def write_rubric(
    organizer: Organization,
    rubric: Mapping[str, Any],
    *,
    actor: Any,
    year: int,
    dates: Mapping[str, date] | None = None,
) -> Scheme:
    """A draft, through the services that the pages use."""
    values = _plain(rubric["values"]) | {name: rubric[name] for name in ("name", "basis", "application")}
    grades = [RowDraft(None, _plain({k: v for k, v in row.items() if k in GRADE_FIELDS})) for row in rubric["grades"]]
    values |= {"year": year, **(dates or {})}
    scheme = create_scheme(organizer, actor=actor, values=values, grades=grades, key=new_key())
    names = dict(scheme.grades.values_list("name", "pk"))
    for order, group in enumerate(rubric["groups"], start=1):
        heading = _plain({name: group[name] for name in GROUP_FIELDS if name in group}) | {"order": order}
        lines = [RowDraft(None, _line(line, names)) for line in group["lines"]]
        write_group(scheme, None, actor=actor, values=heading, indicators=lines)
    for row in rubric["grades"]:
        if "required" in row:
            indicator = Indicator.objects.of(scheme).get(name=row["required"])
            GradeRule.objects.filter(pk=names[row["name"]]).update(required=indicator)
    return Scheme.objects.get(pk=scheme.pk)


def _line(line: Mapping[str, Any], grades: Mapping[str, int]) -> dict[str, Any]:
    values = _plain({name: line[name] for name in INDICATOR_FIELDS if name in line})
    return values | ({"veto_grade_id": grades[line["veto_grade"]]} if "veto_grade" in line else {})


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: Decimal(value) if name in DECIMALS else value for name, value in values.items()}
