"""What the pages of inspections share."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from brands.enums import InspectionStatus
from brands.models import Inspection
from brands.permissions.inspection import may_run_inspection
from core.errors import BusinessError


def get_inspection(request: HttpRequest, pk: int) -> Inspection:
    rows = Inspection.objects.visible_to(request.user).select_related("organizer", "region", "created_by")
    return get_object_or_404(rows, pk=pk)


def require_inspector(user: Any, inspection: Inspection) -> None:
    if not may_run_inspection(user, inspection):
        raise PermissionDenied("只有督查单位的审核员或工委办公室可以办理。")


def require_planned(inspection: Inspection) -> None:
    if inspection.status != InspectionStatus.PLANNED:
        raise BusinessError(f"该督查{inspection.get_status_display()}，不能再修改。")
