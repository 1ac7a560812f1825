"""What the pages of demonstration sites show."""

from datetime import date
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils import timezone

from branches.enums import Ability
from branches.models import Organization
from branches.roles import scope_of
from brands.enums import HalfDay
from brands.models import Brand, DemonstrationSite, Visit
from brands.rules.site import COMING
from brands.selectors.guidance import GUIDED
from brands.selectors.workbench import NEXT, Due, Source


def booked_halves(site: DemonstrationSite, today: date) -> list[dict[str, Any]]:
    """The half days ahead on which somebody comes, and how many more may; without saying who."""
    coming = site.visits.filter(visit_on__gte=today, status__in=COMING).order_by("visit_on", "half")
    rows = coming.values("visit_on", "half")
    return [
        {
            "day": row["visit_on"],
            "half": HalfDay(row["half"]).label,
            "left": max(0, site.capacity - row["total"]),
        }
        for row in rows.annotate(total=Sum("people"))[:30]
    ]


def visitors_for(user: Any, site: DemonstrationSite) -> QuerySet[Organization]:
    """In whose name this person may book a visit to the site."""
    paths = sorted(scope_of(user, Ability.SUBMIT).nodes)
    rows = Organization.objects.below(site.organizer).active().filter(path__in=paths)
    return rows.exclude(pk=site.brand.organization_id).order_by("path")


def markable_brands(user: Any) -> QuerySet[Brand]:
    """Brands of the office's own programs that are no site yet."""
    paths = sorted(scope_of(user, Ability.ORGANIZE).nodes)
    return Brand.objects.filter(program__organizer__path__in=paths, status__in=GUIDED, site__isnull=True)


def next_visits(rows: QuerySet[Visit]) -> list[Due]:
    """The next day first."""
    found = rows.select_related("site__brand", "organization").order_by("visit_on", "half", "pk")[:NEXT]
    return [
        Due(
            f"{row.organization.short_name}：{row.site.brand.name}",
            "brands:visit_detail",
            row.pk,
            f"{row.visit_on:%Y-%m-%d}{row.get_half_display()}来访",
            row.created_at,
        )
        for row in found
    ]


SOURCES = (
    Source(
        key="visits_to_answer",
        label="待确认的来访",
        icon="calendar-check",
        url_name="brands:site_list",
        query="tab=visits",
        abilities=(Ability.SUBMIT,),
        rows=lambda user: Visit.objects.to_answer(user),
        next_rows=next_visits,
        menu="guidance",
    ),
    Source(
        key="visits_to_report",
        label="待填写的学习收获",
        icon="journal-text",
        url_name="brands:site_list",
        query="tab=visits",
        abilities=(Ability.EDIT,),
        rows=lambda user: Visit.objects.to_report(user, timezone.localdate()),
        next_rows=next_visits,
        menu="guidance",
    ),
)
