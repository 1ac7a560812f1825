"""What the pages of schemes share."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from assessments.models import Scheme
from assessments.permissions.scheme import may_organize_scheme
from assessments.services.scheme import OFFICE_ONLY
from branches.enums import Ability
from branches.roles import scope_of
from brands.forms.program import organizers_of
from core.posted import version_of


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


def seen_of(request: HttpRequest) -> int | None:
    """The edit version on the form; what is no number matches nothing."""
    return version_of(request, "seen") if request.POST.get("seen") else None


def above(scheme: Scheme) -> dict[str, Any]:
    """Where a page of confirmation about the scheme stands."""
    return {
        "subject": scheme,
        "trail": [("考核细则", reverse("assessments:scheme_list"))],
        "parent_url": reverse("assessments:scheme_detail", args=[scheme.pk]),
    }
