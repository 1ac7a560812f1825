"""What classified guidance looks at, counted for many brands at once, and what its pages show."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, When

from branches.models import Organization
from branches.roles import reading_scope
from branches.tree import below
from brands.enums import AnnualPlanStatus, BrandStatus, FindingStatus, GuidanceClass, GuidanceFact, PhaseRecordStatus
from brands.limits import DEFAULT_GUIDANCE
from brands.models import (
    Activity,
    AnnualPlan,
    Brand,
    Finding,
    GuidanceJudgement,
    GuidanceRule,
    Pairing,
    PhaseRecord,
)
from brands.querysets.inspection import UNSETTLED, overseen
from brands.rules.guidance import fact_in_words, reason_in_words
from brands.rules.pairing import ALIVE

UNFINISHED = (PhaseRecordStatus.OPEN, PhaseRecordStatus.UPCOMING)
# What a stopped brand was classed as last stays as it is.
GUIDED = (BrandStatus.IN_CREATION, BrandStatus.REAPPLYING, BrandStatus.CONCLUDED)


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


def usual_rules(program: int) -> list[GuidanceRule]:
    """What a program goes by that has said nothing else; not stored yet."""
    return [
        GuidanceRule(
            program_id=program, order=order, guidance_class=given, fact=fact, at_least=_exact(low), at_most=_exact(high)
        )
        for order, (given, fact, low, high) in enumerate(DEFAULT_GUIDANCE, start=1)
    ]


def _exact(bound: int | str | None) -> Decimal | None:
    return None if bound is None else Decimal(bound)


def rules_in_use(program: int) -> list[GuidanceRule]:
    return rules_by_program([program])[program] or usual_rules(program)


@dataclass(frozen=True)
class ClassedRow:
    """A brand in a list of guidance, with why it is where it is."""

    brand: Brand
    reasons: list[str]
    judgement: GuidanceJudgement | None


def classed_brands(user: Any) -> QuerySet[Brand]:
    """The brands whose class this person may know: the own ones and, for superiors, all below; no judge's."""
    return Brand.objects.filter(reading_scope(user).condition("organization_path"), status__in=GUIDED)


def overseen_brands(user: Any) -> QuerySet[Brand]:
    return classed_brands(user).filter(overseen(user, "organization_path"))


def is_superior(user: Any) -> bool:
    return bool(reading_scope(user).subtrees)


def classed_rows(brands: Iterable[Brand]) -> list[ClassedRow]:
    """With the office's word in force, in one query for all."""
    brands = list(brands)
    in_force = GuidanceJudgement.objects.filter(brand__in=[b.pk for b in brands], ended_at__isnull=True)
    judged = {row.brand_id: row for row in in_force.select_related("made_by")}
    return [ClassedRow(b, [reason_in_words(r) for r in b.guidance_reasons], judged.get(b.pk)) for b in brands]


def facts_in_words(brand: Brand, today: date) -> list[str]:
    facts = facts_of([brand], today)[brand.pk]
    return [fact_in_words(fact, facts[fact]) for fact in GuidanceFact]


def strong_for(weak: Organization, organizer: Organization, most: int = 30) -> list[Brand]:
    """Good brands of the organiser's part of the tree: same line and region first, then the higher honour."""
    rows = Brand.objects.filter(below([organizer.path], "organization_path"), program__organizer=organizer)
    rows = rows.filter(guidance_class=GuidanceClass.GOOD, status__in=GUIDED).exclude(organization=weak)
    near = Case(
        When(line=weak.line_id, region=weak.region_id, then=0),
        When(line=weak.line_id, then=1),
        When(region=weak.region_id, then=2),
        default=3,
        output_field=IntegerField(),
    )
    return list(rows.select_related("organization", "line", "region").order_by(near, "-honour_level", "pk")[:most])


def weak_brands(organizer: Organization, most: int = 100) -> list[Brand]:
    """Weak brands whose branch has no pair yet."""
    alive = Pairing.objects.filter(weak=OuterRef("organization"), status__in=ALIVE)
    rows = Brand.objects.filter(program__organizer=organizer, guidance_class=GuidanceClass.WEAK, status__in=GUIDED)
    rows = rows.exclude(Exists(alive)).select_related("organization", "line", "region")
    return list(rows.order_by("organization_path", "pk")[:most])
