"""Member points: one plan for all, two branches that keep their months, last year's appraisals."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from django.utils import timezone

from assessments.enums.point import AppraisalGrade, CapPeriod
from assessments.models import Appraisal, PointPlan, PointRule
from assessments.rules.point import excellent_most, first_of_next
from assessments.services.appraisal import Verdict, advance_appraisal, begin_appraisal, write_appraisal
from assessments.services.point import EntryDraft, advance_plan, close_month, enter_points, reverse_entry, save_plan
from branches.enums import MemberStatus
from branches.models import Member, Organization
from brands.demo.clock import Story
from brands.demo.registry import Stage
from brands.models import Activity
from core.onetime import new_key

SEED = 2_026_7
BRANCHES = ("sw1a", "sw1b")
CLOSED_MONTHS = 3
# Late enough in the next month that no holiday before it leads back into the month itself.
CLOSING_DAY, APPRAISAL_DAY = 12, 20
MISTAKE = "登记时选错了党员，予以冲正。"
BASIC = "外出学习较多，参加支部活动偏少，已同本人谈话。"


def point_stories(stage: Stage) -> list[Story]:
    return [_story(PointDesk(stage))]


class PointDesk:
    """The two branches and whoever keeps their accounts."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.cast, self.clock = stage, stage.cast, stage.clock
        self.random = Random(SEED)  # noqa: S311 - the same figures every time
        self.plan: PointPlan | None = None

    def branches(self) -> list[tuple[Organization, list[Member], Any]]:
        return [
            (self.stage.organizations[key], self.stage.members[key], self.cast.secretaries[key]) for key in BRANCHES
        ]

    def begin(self) -> None:
        rubric = tomllib.loads((Path(__file__).parent / "points.toml").read_text(encoding="utf-8"))
        plan = save_plan(
            None,
            actor=self.cast["office"],
            organizer=self.stage.organizations["gw"],
            values=rubric["values"]
            | {
                "base_points": Decimal(rubric["values"]["base_points"]),
                "regulation": None,
                "starts_on": timezone.localdate().replace(day=1),
            },
            rules=[_rule(row) for row in rubric["rules"]],
            bands=[{"name": name, "at_least": Decimal(least) if least else None} for name, least in rubric["bands"]],
            key=new_key(),
        )
        self.plan = advance_plan(plan, "start", actor=self.cast["office"])

    def enter(self, organization: Organization, members: Sequence[Member], actor: Any, first: date) -> None:
        """Two or three entries for most; what needs an activity rests on one of the month."""
        last = min(first_of_next(first.year, first.month) - timedelta(days=1), timezone.localdate())
        days = (last - first).days
        activity = Activity.objects.filter(organization=organization, held_on__range=(first, last)).first()
        drafts = []
        for member in members:
            for rule in self._rules(self.random.choice((1, 2, 2, 3)), activity):
                day = first + timedelta(days=self.random.randint(0, days))
                linked = activity if rule.needs_activity else None
                drafts.append(EntryDraft(member, rule, linked.held_on if linked else day, activity=linked))
        enter_points(organization, first.year, first.month, drafts, actor=actor, key=new_key())

    def _rules(self, count: int, activity: Activity | None) -> list[PointRule]:
        """Points off are rare."""
        rules = [r for r in self.plan.rules.all() if activity or not r.needs_activity] if self.plan else []
        weights = [1 if rule.points < 0 else 12 for rule in rules]
        return self.random.choices(rules, weights, k=count)

    def close(self, organization: Organization, actor: Any, first: date) -> None:
        close_month(organization, first.year, first.month, actor=actor, met_on=timezone.localdate())

    def reverse_one(self) -> None:
        """The mistake of a closed month, found later: booked in the present month."""
        organization, _, actor = self.branches()[0]
        if self.plan is None:
            return
        for month in self.plan.months.filter(organization=organization, status="closed")[:1]:
            reverse_entry(list(month.entries.select_related("month__organization"))[1], actor=actor, reason=MISTAKE)

    def appraise(self, year: int) -> None:
        for organization, _, actor in self.branches():
            appraisal = begin_appraisal(organization, year, actor=actor)
            rows = list(appraisal.rows.select_related("member"))
            write_appraisal(
                appraisal,
                actor=actor,
                held_on=timezone.localdate(),
                expected=len(rows),
                present=len(rows) - 1,
                verdicts=_verdicts(appraisal),
                seen=appraisal.edit_version,
            )
            appraisal = advance_appraisal(Appraisal.objects.get(pk=appraisal.pk), "submit", actor=actor)
            advance_appraisal(appraisal, "approve", actor=self.cast["reviewer2"], comment="同意评议结果。")


def _rule(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "category": row["category"], "item": row["item"], "points": Decimal(row["points"]),
        "cap": Decimal(row["cap"]) if "cap" in row else None,
        "cap_period": CapPeriod(row.get("period", CapPeriod.NONE)),
        "starts_on": None, "ends_on": None, "needs_activity": row.get("needs_activity", False),
    }  # fmt: skip


def _verdicts(appraisal: Appraisal) -> dict[int, Verdict]:
    """Most points, good grade; one, never the secretary, lags behind; whoever is on probation has no grade."""
    rows = list(appraisal.rows.all())
    formal = sorted(
        (row for row in rows if row.member_status == MemberStatus.FORMAL), key=lambda row: (-(row.points or 0), row.pk)
    )
    verdicts = {row.pk: Verdict(AppraisalGrade.NONE) for row in rows}
    verdicts |= {row.pk: Verdict(AppraisalGrade.QUALIFIED) for row in formal}
    verdicts |= {row.pk: Verdict(AppraisalGrade.EXCELLENT) for row in formal[: excellent_most(rows)]}
    behind = [row for row in formal if row.pk != rows[0].pk][-1]
    return verdicts | {behind.pk: Verdict(AppraisalGrade.BASIC, BASIC)}


def _story(desk: PointDesk) -> Story:
    clock, last_year = desk.clock, desk.clock.today.year - 1
    yield clock.on(date(last_year, 10, 16), 10)
    desk.begin()
    kept = _months(clock.today)
    steps = [(clock.on(_day_after(first), 15), first) for first in kept]
    appraisal = clock.on(date(last_year + 1, 1, APPRAISAL_DAY), 15)
    for moment, first in [step for step in steps if step[0] <= appraisal]:
        yield moment
        _keep(desk, first)
    yield appraisal
    desk.appraise(last_year)
    for moment, first in [step for step in steps if step[0] > appraisal]:
        yield moment
        _keep(desk, first)
    yield clock.at(0, 8)
    for organization, members, actor in desk.branches():
        desk.enter(organization, members[:6], actor, timezone.localdate().replace(day=1))
    desk.reverse_one()


def _keep(desk: PointDesk, first: date) -> None:
    for organization, members, actor in desk.branches():
        desk.enter(organization, members, actor, first)
        desk.close(organization, actor, first)


def _months(today: date) -> list[date]:
    """The first days of last year's end and of the months just past, in order."""
    months, first = {date(today.year - 1, 11, 1), date(today.year - 1, 12, 1)}, today.replace(day=1)
    for _ in range(CLOSED_MONTHS):
        first = (first - timedelta(days=1)).replace(day=1)
        months.add(first)
    return sorted(months)


def _day_after(first: date) -> date:
    return first_of_next(first.year, first.month).replace(day=CLOSING_DAY)
