"""What classified guidance looks at, counted for many brands at once, and what its pages show."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q

from brands.enums import AnnualPlanStatus, FindingStatus, GuidanceFact, PhaseRecordStatus
from brands.models import Activity, AnnualPlan, Brand, Finding, GuidanceRule, PhaseRecord

UNFINISHED = (PhaseRecordStatus.OPEN, PhaseRecordStatus.UPCOMING)
UNSETTLED = (FindingStatus.OPEN, FindingStatus.ANSWERED)


def year_before(day: date) -> date:
    """The same day a year earlier; of 29 February the 28th."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def facts_of(brands: Sequence[Brand], today: date) -> dict[int, dict[str, Decimal | int | None]]:
    """Brand → fact → value, in four queries however many brands there are.

    A finding belongs to the brand that it names, or else to every brand of its organisation.
    """
    pks = [brand.pk for brand in brands]
    overdue = _counts(PhaseRecord.objects.filter(brand__in=pks, status__in=UNFINISHED, due_on__lt=today))
    plans = AnnualPlan.objects.filter(brand__in=pks, year=today.year, status=AnnualPlanStatus.DRAFT, due_on__lt=today)
    missing = _counts(plans)
    held = Activity.objects.filter(brand__in=pks, is_void=False, held_on__gt=year_before(today), held_on__lte=today)
    activities = _counts(held)
    unsettled, late = _findings(brands, today)
    return {
        brand.pk: {
            GuidanceFact.OVERDUE_PHASES: overdue[brand.pk],
            GuidanceFact.OVERDUE_FINDINGS: late[brand.pk],
            GuidanceFact.OPEN_FINDINGS: unsettled[brand.pk],
            GuidanceFact.LEDGER_SCORE: brand.last_ledger_score,
            GuidanceFact.PLAN_MISSING: missing[brand.pk],
            GuidanceFact.ACTIVITIES: activities[brand.pk],
        }
        for brand in brands
    }


def _counts(rows: Any) -> dict[int, int]:
    found = rows.order_by().values_list("brand").annotate(n=Count("pk"))
    return defaultdict(int, dict(found))


def _findings(brands: Sequence[Brand], today: date) -> tuple[dict[int, int], dict[int, int]]:
    """Brand → findings not closed, and those of them that the branch should have answered by now."""
    organizations = {brand.organization_id for brand in brands}
    rows = Finding.objects.filter(organization__in=organizations, status__in=UNSETTLED).order_by()
    late = Q(status=FindingStatus.OPEN, due_on__lt=today)
    counted = rows.values_list("organization", "brand").annotate(n=Count("pk"), late=Count("pk", filter=late))
    unsettled: dict[int, int] = defaultdict(int)
    overdue: dict[int, int] = defaultdict(int)
    by_place = {(organization, brand): (n, m) for organization, brand, n, m in counted}
    for brand in brands:
        for key in ((brand.organization_id, brand.pk), (brand.organization_id, None)):
            n, m = by_place.get(key, (0, 0))
            unsettled[brand.pk] += n
            overdue[brand.pk] += m
    return unsettled, overdue


def rules_by_program(programs: Iterable[int]) -> dict[int, list[GuidanceRule]]:
    found: dict[int, list[GuidanceRule]] = defaultdict(list)
    for rule in GuidanceRule.objects.filter(program__in=set(programs)).order_by("program", "order", "pk"):
        found[rule.program_id].append(rule)
    return found
