"""Honours: granted with a document, revoked and restored with reasons; the brand shows the highest in force."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from brands.models import Brand, Honour, OfficialDocument, SelectionRound
from brands.services.creation import brand_changed
from brands.workflow.honour import HONOUR_FLOW


def grant(brand: Brand, *, round: SelectionRound, document: OfficialDocument) -> Honour:
    """By the document, for the round's number of years; the last day is included."""
    honour = Honour.objects.create(
        brand=brand,
        organization_path=brand.organization_path,
        level=round.level,
        round=round,
        document=document,
        granted_on=document.issued_on,
        expires_on=last_day(document.issued_on, round.valid_years),
    )
    show_highest(brand)
    return honour


def last_day(granted_on: date, years: int) -> date:
    """The day before the anniversary; 29 February counts as 1 March in other years."""
    try:
        anniversary = granted_on.replace(year=granted_on.year + years)
    except ValueError:
        anniversary = date(granted_on.year + years, 3, 1)
    return anniversary - timedelta(days=1)


def show_highest(brand: Brand) -> Brand:
    """Copy the highest honour in force to the brand, as the wall sorts and filters by it."""
    fresh = Brand.objects.select_for_update(of=("self",)).get(pk=brand.pk)
    highest = fresh.honours.valid().select_related("round").order_by("-level", "-granted_on", "-pk").first()
    fresh.honour_level = highest.level if highest else 0
    fresh.named_year = highest.round.year if highest else None
    fresh.save(update_fields=["honour_level", "named_year", "updated_at"])
    brand_changed(fresh)
    return fresh


def advance_honour(honour: Honour, step: str, *, actor: Any, comment: str = "", seen: str | None = None) -> Honour:
    """Revoke or restore, with reasons."""
    with transaction.atomic():
        # Before the trail's end is locked, as every act on brands does.
        brand = Brand.objects.select_for_update(of=("self",)).get(pk=honour.brand_id)
        expect = {"status": seen} if seen else None
        honour = HONOUR_FLOW.take(step, honour, actor=actor, comment=comment, expect=expect)
        show_highest(brand)
    return honour
