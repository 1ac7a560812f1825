"""Pages of imports: upload, preview of every row, confirmation, temporary passwords."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from branches import documents
from branches.enums import Ability, ImportSheet, ImportStage, RowAction
from branches.forms.fields import tell
from branches.forms.importing import UploadForm
from branches.imports.columns import SHEETS
from branches.models import ImportBatch
from branches.permissions import may_import
from branches.roles import scope_of
from branches.services import importing as services
from core.answers import confirm_page
from core.errors import BusinessError
from core.files import TYPES
from core.paging import paginate

SECONDS_A_HASH = 0.11
TONES = {
    RowAction.CREATE: "ok",
    RowAction.UPDATE: "info",
    RowAction.SAME: "neutral",
    RowAction.LEFT_OUT: "warn",
    RowAction.FAULTY: "danger",
}
STAGE_TONES = {
    ImportStage.CHECKING: "active",
    ImportStage.IMPORTING: "active",
    ImportStage.READY: "info",
    ImportStage.DONE: "ok",
    ImportStage.FAULTY: "danger",
    ImportStage.STOPPED: "warn",
}


@login_required
@require_http_methods(["GET", "POST"])
def import_list(request: HttpRequest) -> HttpResponse:
    """Upload a workbook; below, one's own imports."""
    _refuse_strangers(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                batch = services.upload(form.cleaned_data["file"], actor=request.user)
            except BusinessError as error:
                tell(form, error)
            else:
                return redirect("branches:import_detail", batch.pk)
    rows = ImportBatch.objects.visible_to(request.user).select_related("job")
    page = paginate(request, rows, order=("-created_at", "-pk"))
    context = {
        "form": form,
        "page": page,
        "stage_tones": STAGE_TONES,
        "organizations_open": bool(scope_of(request.user, Ability.MANAGE_ORGANIZATIONS)),
        "accounts_open": bool(scope_of(request.user, Ability.MANAGE_ACCOUNTS)),
    }
    return render(request, "branches/importing/list.html", context)


@login_required
@require_GET
def import_template(request: HttpRequest) -> HttpResponse:
    _refuse_strangers(request)
    return _workbook(documents.import_template(), "党组织党员账号导入模板.xlsx")


@login_required
@require_GET
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the import stands, and every row with what becomes of it."""
    batch = _batch(request, pk)
    context: dict[str, Any] = {"batch": batch, "stage": batch.stage, "tone": STAGE_TONES.get(batch.stage, "neutral")}
    if batch.checked_at:
        context |= _preview(request, batch)
    return render(request, "branches/importing/detail.html", context)


def _preview(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    sheet = request.GET.get("sheet", "")
    action = request.GET.get("action", "")
    sheets = [s for s in ImportSheet if s.value in batch.counts]
    if sheet not in [s.value for s in sheets]:
        sheet = _first_sheet(batch, sheets)
    counts = batch.counts.get(sheet, {})
    if action not in counts:
        action = RowAction.FAULTY.value if RowAction.FAULTY.value in counts and "action" not in request.GET else ""
    rows = batch.rows.filter(sheet=sheet)
    page = paginate(request, rows.filter(action=action) if action else rows, order=("number", "pk"), per_page=50)
    fields = SHEETS[ImportSheet(sheet)]
    for row in page.rows:
        row.cells = [(field.label, row.data.get(field.name, "")) for field in fields]
        row.tone = TONES[RowAction(row.action)]
    return {
        "page": page,
        "fields": fields,
        "sheet_tabs": [
            {
                "label": s.label,
                "url": f"?sheet={s.value}#list",
                "active": s.value == sheet,
                "count": sum(batch.counts[s.value].values()),
            }
            for s in sheets
        ],
        "tabs": [{"label": "全部", "url": f"?sheet={sheet}&action=all#list", "active": not action, "count": None}]
        + [
            {
                "label": a.label,
                "url": f"?sheet={sheet}&action={a.value}#list",
                "active": a.value == action,
                "count": counts[a.value],
            }
            for a in RowAction
            if a.value in counts
        ],
        "totals": [(a.label, batch.total(a), TONES[a]) for a in RowAction if batch.total(a)],
    }


def _first_sheet(batch: ImportBatch, sheets: list[ImportSheet]) -> str:
    """The one to look at first: with faults, else with something to write."""
    for actions in ({RowAction.FAULTY}, {RowAction.CREATE, RowAction.UPDATE}, set(RowAction)):
        for sheet in sheets:
            if any(batch.counts[sheet.value].get(action.value) for action in actions):
                return sheet.value
    return ImportSheet.ORGANIZATIONS.value


@login_required
@require_GET
def import_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that asks again while a job runs, and then has the page read anew."""
    batch = _batch(request, pk)
    if batch.stage not in (ImportStage.CHECKING, ImportStage.IMPORTING):
        return HttpResponseClientRefresh()
    return render(request, "branches/importing/progress.html", {"batch": batch, "stage": batch.stage})


@login_required
@require_http_methods(["GET", "POST"])
def import_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)
    if request.method == "POST":
        services.confirm(batch, actor=request.user)
        return redirect("branches:import_detail", pk)
    if batch.stage != ImportStage.READY:
        return redirect("branches:import_detail", pk)
    lines = []
    for sheet in ImportSheet:
        counts = batch.counts.get(sheet.value, {})
        parts = [f"{a.label} {counts[a.value]} 行" for a in RowAction if counts.get(a.value)]
        if parts:
            lines.append(f"{sheet.label}：{'，'.join(parts)}。")
    accounts = len(services.created_usernames(batch))
    if accounts:
        minutes = max(1, round(accounts * SECONDS_A_HASH / 60))
        lines.append(f"为新账号生成临时密码，约需 {minutes} 分钟；完成后可下载一次密码表。")
    lines.append("全部写入或全部不写入，中途出错不会留下一半。")
    context = {
        "title": "确认导入",
        "parent_label": batch.file_name,
        "parent_url": reverse("branches:import_detail", args=[pk]),
        "lines": lines,
    }
    return confirm_page(request, context)


@login_required
@require_POST
def import_recheck(request: HttpRequest, pk: int) -> HttpResponse:
    services.recheck(_batch(request, pk), actor=request.user)
    return redirect("branches:import_detail", pk)


@login_required
@require_POST
def import_discard(request: HttpRequest, pk: int) -> HttpResponse:
    services.discard(_batch(request, pk), actor=request.user)
    messages.success(request, "已放弃该导入，没有写入任何内容。")
    return redirect("branches:import_list")


@login_required
@require_POST
def import_passwords(request: HttpRequest, pk: int) -> HttpResponse:
    """The temporary passwords of the accounts made: once."""
    try:
        lines = services.hand_out_passwords(_batch(request, pk), actor=request.user)
    except BusinessError as error:
        messages.error(request, error.message)
        return redirect(reverse("branches:import_detail", args=[pk]))
    return _workbook(documents.password_list(lines), "临时密码.xlsx")


def _workbook(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=TYPES[".xlsx"])
    response.headers["Content-Disposition"] = content_disposition_header(True, name)  # type: ignore[assignment]
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _batch(request: HttpRequest, pk: int) -> ImportBatch:
    _refuse_strangers(request)
    return get_object_or_404(ImportBatch.objects.visible_to(request.user).select_related("job"), pk=pk)


def _refuse_strangers(request: HttpRequest) -> None:
    if not may_import(request.user):
        raise PermissionDenied
