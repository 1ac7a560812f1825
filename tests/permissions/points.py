"""Plans of points, accounts and appraisals on each side, with notes that only their owners may read."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from assessments.enums.point import AppraisalGrade, AppraisalStatus, PointPlanStatus
from tests.factories.branches import MemberFactory
from tests.factories.points import (
    AppraisalFactory,
    AppraisalRowFactory,
    PointEntryFactory,
    PointMonthFactory,
    PointPlanFactory,
    PointRuleFactory,
)
from tests.permissions.canaries import Canaries
from tests.permissions.people import BUSINESS, REVIEWERS, RUN

YEAR, MONTH = 2026, 1
KEEPERS = ("clerk", "secretary")


def fill(side: Any, canaries: Canaries) -> None:
    known = [*side.names(*(BUSINESS if not side.prefix else RUN)), *side.names("auditor")]
    if side.prefix:
        known += side.names("clerk", "secretary", "committee_reviewer", "judge")
    top = side.places["top"]
    name = canaries.new(f"{side.prefix}plan of points", known)
    plan = PointPlanFactory(organizer=top, name=f"{name}办法")
    drafted = canaries.new(f"{side.prefix}draft plan of points", side.names("office", "auditor"))
    later = plan.starts_on + timedelta(days=1)
    draft = PointPlanFactory(organizer=top, name=f"{drafted}办法", starts_on=later, status=PointPlanStatus.DRAFT)
    PointRuleFactory(plan=draft)
    closed = PointPlanFactory(organizer=top, name="停用的办法", status=PointPlanStatus.CLOSED)
    side.things |= {"point_plan": plan, "draft_point_plan": draft, "closed_point_plan": closed}
    _accounts(side, canaries, plan)
    _appraisals(side, canaries)


def _accounts(side: Any, canaries: Canaries, plan: Any) -> None:
    """Months of two branches; in the first one a member with an account of its own."""
    rule = PointRuleFactory(plan=plan, item="结对帮扶", points=Decimal(3))
    user = side.people.get(f"{side.prefix}member")
    # Members of the committee read lists with names; the marks lie in the notes.
    owner = MemberFactory(organization=side.places["branch"], user=user, name="账户本人")
    other = MemberFactory(organization=side.places["branch"], name="账户他人")
    neighbour = MemberFactory(organization=side.places["sibling"], name="邻部党员")
    for place, members in (("branch", (owner, other)), ("sibling", (neighbour,))):
        month = PointMonthFactory(organization=side.places[place], plan=plan, year=YEAR, month=MONTH)
        side.things[f"{place}_point_month"] = month
        keepers = side.names(*KEEPERS) if place == "branch" else side.names("sibling_secretary")
        for member in members:
            readers = [*keepers, *([side.prefix + "member"] if member is owner else [])]
            note = canaries.new(f"{side.prefix}points of {member.name}", readers)
            entry = PointEntryFactory(
                month=month, member=member, rule=rule, happened_on=date(YEAR, MONTH, 5), note=note
            )
            role = {owner: "own", other: "other"}.get(member, "sibling")
            side.things |= {f"{role}_account": member, f"{role}_point_entry": entry}


def _appraisals(side: Any, canaries: Canaries) -> None:
    """A draft, one handed in and one approved, of years that do not get in each other's way."""
    for year, status in ((2023, "draft"), (2024, "submitted"), (2025, "approved")):
        readers = side.names(*KEEPERS, *(() if status == "draft" else (*REVIEWERS, *RUN)))
        appraisal = AppraisalFactory(
            organization=side.places["branch"], year=year, status=AppraisalStatus(status), held_on=date(year, 12, 20),
            expected=1, present=1,
        )  # fmt: skip
        reason = canaries.new(f"{side.prefix}{status} appraisal: reason", readers)
        member = MemberFactory(organization=side.places["branch"], name="参评党员")
        AppraisalRowFactory(appraisal=appraisal, member=member, grade=AppraisalGrade.QUALIFIED, reason=reason)
        side.things[f"{status}_appraisal"] = appraisal
