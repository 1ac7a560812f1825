"""The steps of a brand: shown to the public or not, filed anew on the office's word, stopped and resumed."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from brands.enums import ApplicationStatus, BrandStatus
from brands.models import Application, Brand
from brands.services.consequences import follow
from brands.services.founding import publish
from brands.services.shown import brand_changed, refresh_search
from brands.services.taken import Taken
from brands.workflow.creation import BRAND_FLOW
from core.enums import PublicationRange
from core.errors import BusinessError


def advance_brand(
    brand: Brand,
    step: str,
    *,
    actor: Any,
    comment: str = "",
    seen: dict[str, Any] | None = None,
    publication_range: str = PublicationRange.NONE,
) -> Brand:
    """A step of the brand: its public entry, its filing anew on the office's word, its stop."""
    with transaction.atomic():
        brand = BRAND_FLOW.take(
            step, brand, actor=actor, comment=comment, expect=seen, **_changes(brand, step, actor, publication_range)
        )
        refresh_search(brand)
        brand_changed(brand)
        follow("brand", step, Taken(brand, actor))
    return brand


def _changes(brand: Brand, step: str, actor: Any, publication_range: str) -> dict[str, Any]:
    """The columns that a step sets besides the state."""
    if step == "publish":
        if publication_range not in PublicationRange.values or publication_range == PublicationRange.NONE:
            raise BusinessError("请选择公开范围。")
        fresh = Brand.objects.select_for_update(of=("self",)).get(pk=brand.pk)
        publish(fresh, publication_range, actor)
        names = ("publication_range", "approved_by", "approved_at", "published_from")
        return {name: getattr(fresh, name) for name in names} | {"published_until": None}
    if step in ("unpublish", "stop"):
        # What has been stopped is shown to nobody outside any more.
        return {"publication_range": PublicationRange.NONE, "published_until": timezone.now()}
    return {}


def revisable(brand: Brand) -> bool:
    """It has not been stopped, and no other filing for it is under way."""
    if brand.status == BrandStatus.CLOSED:
        return False
    open_states = (ApplicationStatus.DRAFT, ApplicationStatus.IN_REVIEW)
    return not Application.objects.filter(
        program=brand.program_id, organization=brand.organization_id, status__in=open_states
    ).exists()
