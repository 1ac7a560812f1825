"""What the pages of phases share: finding one, what was seen, why nothing can be done."""

from datetime import date
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from brands.models import PhaseRecord
from brands.services.phase import seen_of
from core.posted import whole

BROKEN = "页面已失效，请返回后重新打开。"


def get_phase(request: HttpRequest, pk: int) -> PhaseRecord:
    """404 for what this person may not see."""
    rows = PhaseRecord.objects.visible_to(request.user).select_related(
        "brand__organization", "brand__program__organizer", "phase", "held_by", "submitted_by"
    )
    return get_object_or_404(rows, pk=pk)


def seen_token(record: PhaseRecord) -> str:
    """What the person saw, for a form's hidden field."""
    return ".".join(str(value) for value in seen_of(record).values())


def read_seen(token: str) -> dict[str, Any]:
    """The token's values; 400 for one that no page of ours made."""
    parts = token.split(".")
    version = whole(parts[1], 9) if len(parts) == 3 else None
    if version is None:
        raise BadRequest(BROKEN)
    try:
        due_on = date.fromisoformat(parts[2])
    except ValueError as error:
        raise BadRequest(BROKEN) from error
    return {"status": parts[0], "edit_version": version, "due_on": due_on}
