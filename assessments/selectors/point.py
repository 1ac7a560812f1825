"""What the pages of points show: a branch's year, a member's account, the superior's figures without names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from assessments.enums.point import PointMonthStatus, PointPlanStatus
from assessments.models import Appraisal, AppraisalRow, PointEntry, PointMonth, PointPlan
from assessments.permissions.point import may_keep_accounts
from assessments.scoring.point import band_of, hides_people
from branches.enums import ExemptClass
from branches.models import Member, Organization
from branches.tree import ancestor_paths

MONTHS = range(1, 13)


def plans_above(organization: Organization) -> list[PointPlan]:
    """Every plan that is or was in force in the line, the own one included."""
    line = ancestor_paths(organization.path, include_self=True)
    plans = PointPlan.objects.filter(status__in=[PointPlanStatus.IN_FORCE, PointPlanStatus.CLOSED])
    return list(plans.filter(organizer__path__in=line).select_related("organizer"))


def plan_of_month(plans: Sequence[PointPlan], year: int, month: int) -> PointPlan | None:
    """Of the plans whose time the month falls into the nearest organisation's; the one in force, or the last before."""
    found = [plan for plan in plans if plan.covers(year, month)]
    return max(found, key=_precedence, default=None)


def _precedence(plan: PointPlan) -> tuple[int, bool, date, int]:
    return len(plan.organizer.path), plan.status == PointPlanStatus.IN_FORCE, plan.starts_on, plan.pk


def plan_for(organization: Organization, year: int | None = None, month: int | None = None) -> PointPlan | None:
    """The plan by which that month is kept; without a month the present one."""
    today = timezone.localdate()
    return plan_of_month(plans_above(organization), year or today.year, month or today.month)


def plan_of_year(organization: Organization, year: int) -> PointPlan | None:
    """The plan by which the year's latest month was kept; before the first one the plan of its time."""
    latest = PointMonth.objects.filter(organization=organization, year=year).select_related("plan").order_by("-month")
    month = latest.first()
    if month:
        return month.plan
    today = timezone.localdate()
    return plan_for(organization, year, today.month if year == today.year else 12)


@dataclass(frozen=True)
class MonthState:
    """A month in the overview: not begun, open or closed; without a plan of its time it has no page."""

    number: int
    label: str
    status: str
    is_there: bool


def months_of(organization: Organization, year: int) -> list[MonthState]:
    rows = dict(PointMonth.objects.filter(organization=organization, year=year).values_list("month", "status"))
    today, plans = timezone.localdate(), plans_above(organization)
    states = []
    for number in MONTHS:
        status = rows.get(number, "")
        has_come = (year, number) <= (today.year, today.month)
        label = PointMonthStatus(status).label if status else ("未登记" if has_come else "未到")
        is_there = bool(status) or (has_come and plan_of_month(plans, year, number) is not None)
        states.append(MonthState(number, label, status, is_there))
    return states


@dataclass
class MemberYear:
    """One member's line in the branch's table; the order is the branch's own, never that of the points."""

    member: Member
    is_exempt: bool
    monthly: list[Decimal | None] = field(default_factory=lambda: [None] * 12)
    total: Decimal = Decimal(0)
    band: str = ""


def year_table(organization: Organization, year: int, plan: PointPlan | None) -> list[MemberYear]:
    """Every active member, and whoever has entries in the year."""
    sums = PointEntry.objects.filter(month__organization=organization, month__year=year).order_by()
    by_month = {
        (member, month): total
        for member, month, total in sums.values_list("member", "month__month").annotate(total=Sum("points"))
    }
    counted = {member for member, _ in by_month}
    members = Member.objects.filter(organization=organization, is_active=True) | Member.objects.filter(pk__in=counted)
    exempt = plan.exempt_classes if plan else []
    bands = bands_of(plan)
    lines = []
    for member in members.order_by("group", "pk"):
        line = MemberYear(member, member.exempt_class in exempt)
        line.monthly = [by_month.get((member.pk, number)) for number in MONTHS]
        line.total = sum((part for part in line.monthly if part is not None), plan.base_points if plan else Decimal(0))
        line.band = "" if line.is_exempt else band_of(line.total, bands)
        lines.append(line)
    return lines


def bands_of(plan: PointPlan | None) -> list[tuple[str, Decimal | None]]:
    return list(plan.bands.values_list("name", "at_least")) if plan else []


@dataclass
class AccountMonth:
    """A month of one member's account; its sum is final once the committee has closed it."""

    year: int
    month: int
    is_closed: bool
    entries: list[PointEntry]
    total: Decimal
    running: Decimal


def account_of(member: Member, year: int, plan: PointPlan | None) -> list[AccountMonth]:
    """Month by month with the running total, from the year's base points on."""
    rows = PointEntry.objects.filter(member=member).of_year(year)
    rows = rows.select_related("month", "rule", "activity", "reverses__month", "reversal")
    months: dict[int, list[PointEntry]] = {}
    for entry in rows.order_by("month__month", "happened_on", "pk"):
        months.setdefault(entry.month.month, []).append(entry)
    running, account = plan.base_points if plan else Decimal(0), []
    for number, entries in months.items():
        total = sum((entry.points for entry in entries), Decimal(0))
        running += total
        closed = entries[0].month.status == PointMonthStatus.CLOSED
        account.append(AccountMonth(year, number, closed, entries, total, running))
    return account


def rows_for(reader: Any, appraisal: Appraisal) -> list[AppraisalRow]:
    """The table as this person may know it: accounts of points are told to those who keep them, not to superiors."""
    rows = list(appraisal.rows.select_related("member"))
    if not may_keep_accounts(reader, appraisal.organization):
        for row in rows:
            row.points, row.band = None, ""
    return rows


def exempt_words(classes: Iterable[str]) -> str:
    known = [ExemptClass(value).label for value in classes if value in ExemptClass.values]
    return "、".join(known) or "无"


@dataclass
class BranchFigures:
    """What a superior sees of a branch: how far its months are, how many members in each band; nobody's name.

    `bands` is empty where it would tell a single member's band, see assessments.scoring.point.hides_people.
    """

    organization: Organization
    closed: int
    opened: int
    members: int
    bands: list[tuple[str, int]]
    is_withheld: bool = False


def figures_of(organizations: Sequence[Organization], year: int) -> list[BranchFigures]:
    """In the order given; a fixed number of queries."""
    ids = [organization.pk for organization in organizations]
    closed: dict[int, int] = {}
    opened: dict[int, int] = {}
    plans: dict[int, PointPlan] = {}
    months = PointMonth.objects.filter(organization__in=ids, year=year).select_related("plan")
    for month in months.prefetch_related("plan__bands").order_by("month"):
        counts = closed if month.status == PointMonthStatus.CLOSED else opened
        counts[month.organization_id] = counts.get(month.organization_id, 0) + 1
        plans[month.organization_id] = month.plan
    totals = _totals_by_member(ids, year)
    figures = []
    for row in organizations:
        found = totals.get(row.pk, [])
        bands = _band_counts(plans.get(row.pk), found)
        is_told = hides_people([count for _, count in bands])
        shown = BranchFigures(row, closed.get(row.pk, 0), opened.get(row.pk, 0), len(found), bands if is_told else [])
        shown.is_withheld = bool(bands and found) and not is_told
        figures.append(shown)
    return figures


def _totals_by_member(organizations: Sequence[int], year: int) -> dict[int, list[Decimal]]:
    sums = PointEntry.objects.filter(month__organization__in=organizations, month__year=year).order_by()
    totals: dict[int, list[Decimal]] = {}
    for organization, _, total in sums.values_list("month__organization", "member").annotate(total=Sum("points")):
        totals.setdefault(organization, []).append(total)
    return totals


def _band_counts(plan: PointPlan | None, totals: Sequence[Decimal]) -> list[tuple[str, int]]:
    if plan is None:
        return []
    bands = [(band.name, band.at_least) for band in plan.bands.all()]
    found = [band_of(plan.base_points + total, bands) for total in totals]
    return [(name, found.count(name)) for name, _ in bands]


def last_of(entries: Iterable[PointEntry]) -> int:
    """The mark of a month as it was seen: entries are only ever added, in the order of their keys."""
    return max((entry.pk for entry in entries), default=0)


def entries_of_month(organization: Organization, year: int, month: int) -> Any:
    rows = PointEntry.objects.filter(month__organization=organization, month__year=year, month__month=month)
    return rows.select_related("member", "rule", "activity", "reverses__month", "reversal", "created_by").order_by(
        "member__group", "member", "happened_on", "pk"
    )
