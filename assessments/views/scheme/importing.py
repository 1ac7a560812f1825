"""From a spreadsheet to a scheme: upload, what was understood and what is doubtful, corrected in place, taken over."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.documents.scheme import scheme_template as template_workbook
from assessments.enums.scheme import ImportStage, IndicatorKind, Method
from assessments.forms.scheme import ImportRowSet, TakeOverForm, UploadForm, row_initial
from assessments.forms.scheme.importing import ROWS_AT_ONCE
from assessments.models import SchemeImport
from assessments.services.scheme import (
    correct_rows,
    discard_import,
    is_doubtful,
    take_over,
    upload_scheme,
)
from assessments.views.scheme.common import own_organizers, seen_of
from core.answers import as_file
from core.copies import copy_shown
from core.errors import BusinessError
from core.forms import add_error
from core.onetime import form_key
from core.paging import paginate
from core.posted import whole

STAGE_TONES = {ImportStage.OPEN: "active", ImportStage.TAKEN: "ok", ImportStage.DISCARDED: "neutral"}


@login_required
@require_http_methods(["GET", "POST"])
def scheme_import_list(request: HttpRequest) -> HttpResponse:
    """Upload a spreadsheet; below, one's own imports."""
    organizers = own_organizers(request)
    form = UploadForm(initial={"organizer": organizers[0].pk}, organizers=organizers)
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES, organizers=organizers)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                organizer = form.cleaned_data["organizer"]
                draft = upload_scheme(file, organizer=organizer, actor=request.user, file_name=file.name)
            except BusinessError as error:
                add_error(form, error)
            else:
                return redirect("assessments:scheme_import_detail", draft.pk)
    rows = SchemeImport.objects.visible_to(request.user).select_related("scheme")
    page = paginate(request, rows, order=("-created_at", "-pk"))
    for row in page.rows:
        row.tone = STAGE_TONES[ImportStage(row.stage)]
    context = {"form": form, "page": page}
    return render(request, "assessments/scheme/import_list.html", context, status=400 if form.errors else 200)


@login_required
@require_safe
def scheme_template(request: HttpRequest) -> HttpResponse:
    own_organizers(request)
    return as_file(template_workbook(), "考核细则导入模板.xlsx")


@login_required
@require_http_methods(["GET", "POST"])
def scheme_import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Every row; doubtful ones and those that were opened stand in the form."""
    draft = _draft(request, pk)
    if draft.stage != ImportStage.OPEN:
        return render(request, "assessments/scheme/import_detail.html", {"draft": draft})
    known = {row["number"]: row for row in draft.rows}
    if request.method == "POST" and (number := known_number(request.POST.get("open", ""), known)):
        rows = ImportRowSet(with_row(request.POST, known[number]), prefix="rows", form_kwargs={"rows": known})
        return _preview(
            request, draft, rows, TakeOverForm(request.POST), seen=copy_shown(request.POST, draft.edit_version)
        )
    if request.method == "POST":
        rows = ImportRowSet(request.POST, prefix="rows", form_kwargs={"rows": known})
        naming = TakeOverForm(request.POST)
        if rows.is_valid() and (naming.is_valid() or "take" not in request.POST):
            return _act(request, draft, rows, naming)
        seen = copy_shown(request.POST, draft.edit_version)
        return _preview(request, draft, rows, naming, is_checked=True, seen=seen)
    return _preview(request, draft, _doubts(request, draft), TakeOverForm(initial=_naming(draft)))


def known_number(text: str, known: Mapping[int, Any]) -> int:
    number = whole(text)
    return number if number in known else 0


def with_row(data: QueryDict, row: dict[str, Any]) -> QueryDict:
    """What was typed, and one more row to be looked at below it; nothing is saved yet."""
    data = data.copy()
    total = whole(data.get("rows-TOTAL_FORMS"), 4) or 0
    if str(row["number"]) in [data.get(f"rows-{place}-number") for place in range(min(total, ROWS_AT_ONCE))]:
        return data
    (initial,) = row_initial([row])
    for name, value in initial.items():
        if value is not False:
            data[f"rows-{total}-{name}"] = "on" if value is True else str(value)
    data["rows-TOTAL_FORMS"] = str(total + 1)
    return data


def _act(request: HttpRequest, draft: SchemeImport, rows: Any, naming: TakeOverForm) -> HttpResponse:
    """Saves what was corrected; takes over when that was asked for."""
    try:
        if corrections := rows.corrections():
            draft = correct_rows(draft, actor=request.user, rows=corrections, seen=seen_of(request))
    except BusinessError as error:
        add_error(naming, error)
        return _preview(request, draft, rows, naming, is_checked=True)
    if "take" not in request.POST:
        messages.success(request, "核对已保存。")
        return redirect("assessments:scheme_import_detail", draft.pk)
    try:
        scheme = take_over(draft, actor=request.user, key=request.POST.get("key", ""), **naming.cleaned_data)
    except BusinessError as error:
        # The corrections are saved; what is still doubtful stands in the form.
        add_error(naming, error)
        return _preview(request, draft, _doubts(request, draft), naming, is_checked=True)
    messages.success(request, "已生成细则草稿。等次按常用设置，请核对计分规则后开始考核。")
    return redirect("assessments:scheme_detail", scheme.pk)


def _doubts(request: HttpRequest, draft: SchemeImport) -> Any:
    known = {row["number"]: row for row in draft.rows}
    initial = row_initial(_opened(request, draft.rows))
    return ImportRowSet(initial=initial, prefix="rows", form_kwargs={"rows": known})


def _opened(request: HttpRequest, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    wanted = set(request.GET.get("open", "").split(","))
    return [row for row in rows if is_doubtful(row) or str(row["number"]) in wanted][:ROWS_AT_ONCE]


def _naming(draft: SchemeImport) -> dict[str, Any]:
    return {"name": draft.title or "党支部工作考核细则", "year": timezone.localdate().year}


def _preview(
    request: HttpRequest,
    draft: SchemeImport,
    rows: Any,
    naming: TakeOverForm,
    *,
    is_checked: bool = False,
    seen: str = "",
) -> HttpResponse:
    open_now = {form.row["number"] for form in rows.forms if form.row}
    kinds, methods = dict(IndicatorKind.choices), dict(Method.choices)
    others = [
        row | {"kind": kinds.get(row["values"].get("kind"), ""), "method": methods.get(row["values"].get("method"), "")}
        for row in draft.rows
        if row["number"] not in open_now
    ]
    context = {
        "draft": draft,
        "rows": rows,
        "others": others,
        "doubtful": sum(is_doubtful(row) for row in draft.rows),
        "naming": naming,
        "seen": seen or draft.edit_version,
        "key": form_key(request.POST),
        "is_checked": is_checked,
    }
    return render(request, "assessments/scheme/import_detail.html", context, status=400 if is_checked else 200)


@login_required
@require_POST
def scheme_import_discard(request: HttpRequest, pk: int) -> HttpResponse:
    discard_import(_draft(request, pk), actor=request.user)
    messages.success(request, "已放弃该导入，没有生成细则。")
    return redirect("assessments:scheme_import_list")


def _draft(request: HttpRequest, pk: int) -> SchemeImport:
    own_organizers(request)
    return get_object_or_404(SchemeImport.objects.visible_to(request.user).select_related("scheme"), pk=pk)
