"""What the pages of applications share: finding one, the way back to the list, what was seen."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse

from brands.models import Application
from brands.services.application import SEEN_FIELDS, seen_of
from core.posted import whole

LONGEST_BACK = 1000


def get_application(request: HttpRequest, pk: int) -> Application:
    """404 for what this person may not see."""
    rows = Application.objects.visible_to(request.user).select_related(
        "program__organizer",
        "organization",
        "held_by",
        "brand",
        "resolution",
        "edited_by",
        "submitted_by",
    )
    return get_object_or_404(rows, pk=pk)


def get_own_application(request: HttpRequest, pk: int) -> Application:
    """One that this person may write; 404 for others, who see submitted versions only."""
    application = get_application(request, pk)
    if not Application.objects.written_by(request.user).filter(pk=application.pk).exists():
        raise Http404
    return application


def back_to_list(request: HttpRequest) -> str:
    """The list as it was when it was left; the address holds its query alone, never another page."""
    query = QueryDict(request.GET.get("back", "")[:LONGEST_BACK]).urlencode()
    return reverse("brands:application_list") + (f"?{query}" if query else "")


def seen_token(application: Application) -> str:
    """What the person saw, for a form's hidden field."""
    return ".".join(str(value) for value in seen_of(application).values())


def read_seen(token: str) -> dict[str, Any]:
    """The token's values; 400 for one that no page of ours made."""
    parts = token.split(".")
    if len(parts) != len(SEEN_FIELDS):
        raise BadRequest("页面已失效，请返回后重新打开。")
    status, held_by, is_screened, version, edits = parts
    numbers = whole(version), whole(edits)
    holder = None if held_by == "None" else whole(held_by)
    if None in numbers or (held_by != "None" and holder is None) or is_screened not in ("True", "False"):
        raise BadRequest("页面已失效，请返回后重新打开。")
    return dict(zip(SEEN_FIELDS, (status, holder, is_screened == "True", *numbers), strict=True))
