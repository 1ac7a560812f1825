"""Good deeds on their way to the public: what waits for whom, and what the public reads."""

from django.db.models import QuerySet

from branches.enums import Ability
from brands.limits import DEEDS_SHOWN
from brands.models import Brand, Deed
from brands.selectors.workbench import NEXT, Due, Source


def public_deeds(brand: Brand) -> list[Deed]:
    """The newest that are approved and still agreed to; the brand itself is public."""
    rows = Deed.objects.public().filter(brand=brand).select_related("member")
    return list(rows.order_by("-happened_on", "-pk")[:DEEDS_SHOWN])


def next_deeds(rows: QuerySet[Deed]) -> list[Due]:
    found = rows.select_related("organization").order_by("updated_at", "pk")[:NEXT]
    return [Due(row.title, "brands:deed_detail", row.pk, row.organization.short_name, row.updated_at) for row in found]


SOURCES = (
    Source(
        key="deed_checks",
        label="待保密审查的好人好事",
        icon="heart",
        url_name="brands:deed_list",
        query="status=proposed",
        abilities=(Ability.ORGANIZE,),
        rows=lambda user: Deed.objects.to_screen(user),
        next_rows=next_deeds,
        menu="activities",
    ),
    Source(
        key="deed_approvals",
        label="待批准公开的好人好事",
        icon="heart",
        url_name="brands:deed_list",
        query="status=checked",
        abilities=(Ability.DECIDE,),
        rows=lambda user: Deed.objects.to_approve(user),
        next_rows=next_deeds,
        menu="activities",
    ),
)
