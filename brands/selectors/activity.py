"""Activities as pages and ledgers ask for them: what a form starts from, a month, a year, counts."""

import calendar
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Sum, Window
from django.db.models.functions import ExtractMonth, RowNumber
from django.utils import timezone

from branches.enums import Ability
from branches.models import Organization
from branches.roles import scope_of
from brands.enums import BrandStatus, PhaseRecordStatus
from brands.models import Activity, ActivityKind, Brand, PhaseRecord
from brands.querysets.activity import ActivityQuerySet

SHOWN_A_DAY = 3


def writable_organizations(user: Any) -> list[Organization]:
    """Where the user enters what was done, in the order of the tree."""
    scope = scope_of(user, Ability.EDIT)
    return list(Organization.objects.active().filter(scope.condition("path")).order_by("path")) if scope else []


def brands_of(organization: Organization) -> list[Brand]:
    """The organisation's living brands, the newest first: activities go to the first unless said otherwise."""
    rows = Brand.objects.filter(organization=organization).exclude(status=BrandStatus.CLOSED)
    return list(rows.select_related("program").order_by("-accepted_on", "-pk"))


def records_of(brands: Iterable[Brand]) -> list[PhaseRecord]:
    rows = PhaseRecord.objects.filter(brand__in=list(brands)).select_related("phase", "brand")
    return list(rows.order_by("brand", "phase__order"))


def record_on(brand: Brand | None, records: Iterable[PhaseRecord], day: date) -> PhaseRecord | None:
    """The phase in whose time the day lies; else the one under way."""
    own = [record for record in records if brand and record.brand_id == brand.pk]
    within = [record for record in own if record.starts_on <= day <= record.due_on]
    under_way = [record for record in own if record.status == PhaseRecordStatus.OPEN]
    return next(iter([*within, *under_way]), None)


def last_entered(organization: Organization) -> Activity | None:
    """Kind and place of the next one are usually those of the last one."""
    done = Activity.objects.counted().filter(organization=organization, held_on__lte=timezone.localdate())
    return done.order_by("-pk").select_related("kind").first()


def active_kinds() -> list[ActivityKind]:
    return list(ActivityKind.objects.filter(is_active=True).select_related("checklist"))


def month_bounds(month: date) -> tuple[date, date]:
    first = month.replace(day=1)
    return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])


def month_after(month: date, number: int = 1) -> date:
    """The first day of the month so many months on; the calendar ends where Python's does."""
    months = month.year * 12 + month.month - 1 + number
    return date(min(max(months // 12, 1), 9999), months % 12 + 1, 1)


def moved(day: date, months: int) -> date:
    """The same day of another month, or that month's last one."""
    first, last = month_bounds(month_after(day, months))
    return first.replace(day=min(day.day, last.day))


@dataclass
class Day:
    """A square of the month view."""

    on: date
    in_month: bool
    is_today: bool
    activities: list[Activity] = field(default_factory=list)
    total: int = 0

    @property
    def hidden(self) -> int:
        return self.total - len(self.activities)


def month_view(activities: ActivityQuerySet, month: date, today: date) -> list[list[Day]]:
    """Weeks from Monday; of each day the first few activities and how many there are. Two queries."""
    first, last = month_bounds(month)
    within = activities.counted().filter(held_on__range=(first, last))
    totals = dict(within.order_by().values_list("held_on").annotate(n=Count("pk")))
    place = Window(RowNumber(), partition_by=F("held_on"), order_by=F("pk").asc())
    shown: dict[date, list[Activity]] = {}
    rows = within.annotate(place_in_day=place).filter(place_in_day__lte=SHOWN_A_DAY)
    for activity in rows.select_related("kind", "organization").order_by("held_on", "pk"):
        shown.setdefault(activity.held_on, []).append(activity)
    weeks = calendar.Calendar(firstweekday=0).monthdatescalendar(first.year, first.month)
    return [
        [Day(day, first <= day <= last, day == today, shown.get(day, []), totals.get(day, 0)) for day in week]
        for week in weeks
    ]


@dataclass
class KindRow:
    """A kind's year: how many activities in each month."""

    label: str
    months: list[int]
    people: int

    @property
    def total(self) -> int:
        return sum(self.months)


def year_table(activities: ActivityQuerySet, year: int) -> list[KindRow]:
    """Every kind in its order, also those of which there was nothing, and the sum. Two queries."""
    held = activities.held(date(year, 1, 1), date(year, 12, 31)).order_by()
    grouped = held.annotate(month=ExtractMonth("held_on")).values_list("kind", "month")
    numbers: dict[int, list[int]] = {}
    people: Counter[int] = Counter()
    for kind, month, number, came in grouped.annotate(number=Count("pk"), came=Sum("people")):
        numbers.setdefault(kind, [0] * 12)[month - 1] = number
        people[kind] += came or 0
    kinds = [kind for kind in ActivityKind.objects.all() if kind.is_active or kind.pk in numbers]
    rows = [KindRow(kind.name, numbers.get(kind.pk, [0] * 12), people[kind.pk]) for kind in kinds]
    sums = [sum(row.months[month] for row in rows) for month in range(12)]
    return [*rows, KindRow("合计", sums, sum(row.people for row in rows))]


@dataclass
class ActivityCounts:
    """What was done in a span of time, as a ledger counts it; what is void or still ahead is not in it."""

    total: int = 0
    people: int = 0
    by_kind: Counter[str] = field(default_factory=Counter)  # by the kind's code
    by_strand: Counter[str] = field(default_factory=Counter)


def counts_in(
    *, organization_ids: Iterable[int] | None = None, brand: Brand | None = None, since: date, until: date
) -> dict[int, ActivityCounts]:
    """Organisation's key → counts from day to day (both included); one query, whoever has none is left out."""
    rows = Activity.objects.held(since, until).order_by()
    if organization_ids is not None:
        rows = rows.filter(organization__in=list(organization_ids))
    if brand is not None:
        rows = rows.filter(brand=brand)
    found: dict[int, ActivityCounts] = {}
    grouped = rows.values_list("organization", "kind__code", "strand")
    for organization, kind, strand, number, came in grouped.annotate(number=Count("pk"), came=Sum("people")):
        counts = found.setdefault(organization, ActivityCounts())
        counts.total += number
        counts.people += came or 0
        counts.by_kind[kind] += number
        counts.by_strand[strand] += number
    return found


def carrier_counts(brand: Brand) -> dict[int, int]:
    """Carrier's key → how many activities it carried so far."""
    rows = brand.activities.counted().filter(carrier__isnull=False).order_by()
    return dict(rows.values_list("carrier").annotate(n=Count("pk")))


def twins_of(organization: Organization, rows: Iterable[tuple[date, str]]) -> set[tuple[date, str]]:
    """Of these days and titles, those that stand on record already: a hint, never a refusal."""
    wanted = set(rows)
    if not wanted:
        return set()
    days = [day for day, _ in wanted]
    known = Activity.objects.counted().filter(organization=organization, held_on__range=(min(days), max(days)))
    return wanted & set(known.values_list("held_on", "title"))


def previous_month(today: date) -> date:
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)
