"""What the pages of schemes share."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header

from assessments.models import Scheme
from assessments.permissions.scheme import may_organize_scheme
from assessments.services.scheme import OFFICE_ONLY
from branches.enums import Ability
from branches.roles import scope_of
from brands.forms.program import organizers_of
from core.errors import BusinessError
from core.files import TYPES


def find(request: HttpRequest, pk: int, *, with_parts: bool = False) -> Scheme:
    rows = Scheme.objects.visible_to(request.user).select_related("organizer", "former", "regulation")
    return get_object_or_404(rows.with_parts() if with_parts else rows, pk=pk)


def require_office(request: HttpRequest, scheme: Scheme) -> Scheme:
    if not may_organize_scheme(request.user, scheme):
        raise PermissionDenied(OFFICE_ONLY)
    return scheme


def own_organizers(request: HttpRequest) -> Any:
    """Where the user is the office; nobody else writes schemes."""
    organizers = organizers_of(scope_of(request.user, Ability.ORGANIZE).nodes)
    if not organizers:
        raise PermissionDenied(OFFICE_ONLY)
    return organizers


def tell(form: BaseForm, error: BusinessError) -> None:
    form.add_error(None, [error.message, *error.details])


def seen_of(request: HttpRequest) -> int | None:
    """The edit version on the form; what is no number matches nothing."""
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else (-1 if text else None)


def with_row(posted: Any, most: int) -> Any:
    """One more row of the named formset, without JavaScript."""
    data = posted.copy()
    name = f"{data['add_row']}-TOTAL_FORMS"
    total = data.get(name, "")
    if total.isascii() and total.isdigit():
        data[name] = str(min(int(total[:4]) + 1, most))
    return data


def workbook(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=TYPES[".xlsx"])
    response.headers["Content-Disposition"] = content_disposition_header(True, name)  # type: ignore[assignment]
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
