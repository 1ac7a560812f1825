"""Honours are revoked and restored with reasons; they are granted by a naming document, see outcomes.py."""

from typing import Any

from django.db import transaction

from brands.models import Brand, Honour
from brands.services.consequences import follow
from brands.services.taken import Taken
from brands.workflow.honour import HONOUR_FLOW


def advance_honour(honour: Honour, step: str, *, actor: Any, comment: str = "", seen: str | None = None) -> Honour:
    """Revoke or restore; the brand then shows the highest honour that is left."""
    with transaction.atomic():
        # Before the trail's end is locked, as every act on brands does.
        Brand.objects.select_for_update(of=("self",)).get(pk=honour.brand_id)
        expect = {"status": seen} if seen else None
        honour = HONOUR_FLOW.take(step, honour, actor=actor, comment=comment, expect=expect)
        follow("honour", step, Taken(honour, actor))
    return honour
