"""What the pages of selection share: finding the subject, refusing politely, downloads, confirmation."""

from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header

from brands.models import SelectionRound
from brands.permissions.selection import may_decide_round, may_organize_round, may_run_round
from core.audit import address_of, record
from core.enums import AuditKind
from core.errors import BusinessError
from core.uploads import safe_name

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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


def download(request: HttpRequest, content: bytes, name: str, content_type: str, subject: Any) -> HttpResponse:
    """A made document as a file; taking it out is an act that is recorded."""
    record(AuditKind.EXPORT, f"导出{name}"[:80], actor=request.user, subject=subject, address=address_of(request))
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, safe_name(name))
    response["X-Content-Type-Options"] = "nosniff"
    return response


def add_error(form: Form, error: BusinessError) -> None:
    form.add_error(None, [error.message, *error.details])


def ids_of(request: HttpRequest, name: str, most: int = 200) -> list[int]:
    """Keys posted several times under one name, or once with commas; 400 for anything else."""
    texts = [part for value in request.POST.getlist(name) for part in value.split(",") if part]
    if len(texts) > most or not all(text.isascii() and text.isdigit() and len(text) <= 18 for text in texts):
        raise BadRequest("所选项目无效，请从页面上重新选择。")
    return list(dict.fromkeys(int(text) for text in texts))


def confirm_page(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page that says what will happen; the context is that of templates/brands/selection/confirm.html."""
    context = {"subject": "", "parent_label": ""} | context
    return render(request, "brands/selection/confirm.html", context, status=status)
