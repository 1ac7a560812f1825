"""What the pages of selection share: finding the subject, refusing politely."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from brands.models import SelectionRound
from brands.permissions.selection import may_decide_round, may_organize_round, may_run_round

OFFICE_ONLY = "只有组织单位的工委办公室可以办理。"
DIRECTOR_ONLY = "只有组织单位的工委负责人可以办理。"
ORGANIZER_ONLY = "只有组织单位的工委办公室和工委负责人可以查看。"


def get_round(request: HttpRequest, pk: int) -> SelectionRound:
    rows = SelectionRound.objects.visible_to(request.user).select_related(
        "program__organizer", "earliest_phase", "document"
    )
    return get_object_or_404(rows, pk=pk)


def require_office(user: Any, round: SelectionRound) -> None:
    if not may_organize_round(user, round):
        raise PermissionDenied(OFFICE_ONLY)


def require_director(user: Any, round: SelectionRound) -> None:
    if not may_decide_round(user, round):
        raise PermissionDenied(DIRECTOR_ONLY)


def require_organizer(user: Any, round: SelectionRound) -> None:
    if not may_run_round(user, round):
        raise PermissionDenied(ORGANIZER_ONLY)
