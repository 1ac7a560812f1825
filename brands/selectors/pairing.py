"""What the pages of pairs show."""

from typing import Any

from django.db.models import QuerySet

from branches.enums import Ability
from branches.roles import scope_of
from brands.models import Activity, Pairing
from brands.selectors.workbench import NEXT, Due, Source

ACTIVITIES_SHOWN = 30


def linkable_activities(user: Any, pairing: Pairing) -> QuerySet[Activity]:
    """The two branches' activities since the pair began that it does not hold yet, as far as the user writes them."""
    places = [pairing.strong.organization_id, pairing.weak_id]
    rows = Activity.objects.filter(scope_of(user, Ability.EDIT).condition("organization_path"))
    rows = rows.filter(organization__in=places, is_void=False, held_on__gte=pairing.starts_on)
    return rows.exclude(pairings=pairing).order_by("-held_on", "-pk")[:ACTIVITIES_SHOWN]


def next_pairings(rows: QuerySet[Pairing]) -> list[Due]:
    found = rows.select_related("strong", "weak").order_by("created_at", "pk")[:NEXT]
    return [Due(str(row), "brands:pairing_detail", row.pk, "请确认是否同意", row.created_at) for row in found]


SOURCES = (
    Source(
        key="pairings_to_agree",
        label="待确认的结对",
        icon="people",
        url_name="brands:pairing_list",
        query="status=proposed",
        abilities=(Ability.SUBMIT,),
        rows=lambda user: Pairing.objects.to_agree(user),
        next_rows=next_pairings,
        menu="guidance",
    ),
)
