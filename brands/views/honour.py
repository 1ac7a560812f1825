"""Honours with the way that led to them, and naming documents."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from brands.documents.honour import check_address, naming_pdf
from brands.enums import HonourStatus
from brands.filters.honour import DocumentFilter, HonourFilter
from brands.filters.selection import tabs_of
from brands.forms.selection import StepForm
from brands.models import Honour, OfficialDocument
from brands.selectors.honour import chain_of
from brands.services.honour import advance_honour
from brands.views.selection.common import add_error, confirm_page, download
from brands.workflow.honour import HONOUR_FLOW
from core.errors import BusinessError
from core.paging import paginate

EFFECTS = {
    "revoke": ["该称号自即日起失效，展示墙上不再显示；历史记录保留。", "理由记入称号的办理过程。"],
    "restore": ["该称号恢复有效，有效期不变。"],
}


@login_required
@require_safe
def honour_list(request: HttpRequest) -> HttpResponse:
    visible = Honour.objects.visible_to(request.user)
    chosen = HonourFilter(request.GET, queryset=visible)
    status = request.GET.get("status", "")
    status = status if status in HonourStatus.values else ""
    counts = dict(chosen.qs.order_by().values_list("status").annotate(n=Count("pk")))
    rows = chosen.qs.filter(status=status) if status else chosen.qs
    context = {
        "page": paginate(request, rows.select_related("brand__organization", "document"), order=("-granted_on", "-pk")),
        "filter": chosen,
        "tabs": tabs_of(counts, HonourStatus.choices, status),
    }
    return render(request, "brands/honour/honour_list.html", context)


def _get(request: HttpRequest, pk: int) -> Honour:
    rows = Honour.objects.visible_to(request.user).select_related(
        "brand__organization", "document__organization", "round"
    )
    return get_object_or_404(rows, pk=pk)


@login_required
@require_safe
def honour_detail(request: HttpRequest, pk: int) -> HttpResponse:
    honour = _get(request, pk)
    context = {
        "honour": honour,
        "chain": chain_of(honour),
        "events": honour.events.all(),
        "steps": HONOUR_FLOW.open_steps(request.user, honour),
        "step_url": reverse("brands:honour_step", args=[pk, "STEP"]),
    }
    return render(request, "brands/honour/honour_detail.html", context)


@login_required
def honour_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    honour = _get(request, pk)
    row = HONOUR_FLOW[step]
    if row.allowed is None or not row.allowed(request.user, honour):
        raise PermissionDenied(f"您没有“{row.label}”的权限。")
    form = StepForm(request.POST if request.method == "POST" else None, label="理由", required=True)
    detail = reverse("brands:honour_detail", args=[pk])
    if form.is_bound and form.is_valid():
        try:
            comment, seen = form.cleaned_data["comment"], request.POST.get("seen") or None
            advance_honour(honour, step, actor=request.user, comment=comment, seen=seen)
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, f"已办理：{row.label}。")
            return redirect(detail)
    context: dict[str, Any] = {
        "title": row.label,
        "subject": honour,
        "parent_url": detail,
        "lines": EFFECTS[step],
        "submit_label": f"确认{row.label}",
        "cancel_url": detail,
        "form": form,
        "tone": "danger" if row.tone == "danger" else "primary",
        "hidden": {"seen": honour.status},
    }
    return confirm_page(request, context, status=400 if form.errors else 200)


@login_required
@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    chosen = DocumentFilter(request.GET, queryset=OfficialDocument.objects.visible_to(request.user))
    page = paginate(request, chosen.qs.select_related("organization"), order=("-issued_on", "-pk"))
    return render(request, "brands/honour/document_list.html", {"page": page, "filter": chosen})


def _get_document(request: HttpRequest, pk: int) -> OfficialDocument:
    rows = OfficialDocument.objects.visible_to(request.user).select_related("organization", "issued_by", "round")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_safe
def document_detail(request: HttpRequest, pk: int) -> HttpResponse:
    document = _get_document(request, pk)
    honours = Honour.objects.visible_to(request.user).filter(document=document)
    context = {
        "document": document,
        "check_url": check_address(document.check_code),
        "honours": {honour.brand.name: honour for honour in honours.select_related("brand")},
    }
    return render(request, "brands/honour/document_detail.html", context)


@login_required
@require_safe
def document_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    document = _get_document(request, pk)
    return download(request, naming_pdf(document), f"{document.reference}.pdf", "application/pdf", document)
