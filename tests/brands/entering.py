"""Activities as their pages take them in: what the form sends, what the answer says."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from core.onetime import new_key
from tests.factories.activities import kind


def values(**changes: Any) -> dict[str, Any]:
    """A form filled in with as little as it takes."""
    today = timezone.localdate().isoformat()
    return {"key": new_key(), "kind": kind().pk, "held_on": today, "title": "清明祭英烈"} | changes


def text(response: HttpResponse) -> str:
    return response.content.decode()
