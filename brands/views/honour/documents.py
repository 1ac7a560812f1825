"""Naming and decision documents: the list, one of them, its PDF, making it void."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from brands.documents.honour import check_address, naming_pdf
from brands.filters.honour import DocumentFilter
from brands.forms.selection import StepForm
from brands.models import Honour, OfficialDocument
from brands.services.honour import annul_document
from brands.workflow.honour import DOCUMENT_FLOW
from core.answers import confirm_page, download
from core.errors import BusinessError
from core.forms import add_error
from core.paging import paginate


@login_required
@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    chosen = DocumentFilter(request.GET, queryset=OfficialDocument.objects.visible_to(request.user))
    page = paginate(request, chosen.qs.select_related("organization"), order=("-issued_on", "-pk"))
    return render(request, "brands/honour/document_list.html", {"page": page, "filter": chosen})


def _get(request: HttpRequest, pk: int) -> OfficialDocument:
    rows = OfficialDocument.objects.visible_to(request.user).select_related("organization", "issued_by", "round")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_safe
def document_detail(request: HttpRequest, pk: int) -> HttpResponse:
    document = _get(request, pk)
    visible = Honour.objects.visible_to(request.user)
    granted = visible.filter(document=document)
    honours = (granted | visible.filter(events__document=document)).distinct()
    context = {
        "document": document,
        "check_url": check_address(document.check_code),
        "honours": {honour.brand.name: honour for honour in honours.select_related("brand")},
        "events": document.events.all(),
        "steps": DOCUMENT_FLOW.open_steps(request.user, document),
        "step_url": reverse("brands:document_step", args=[pk, "STEP"]),
    }
    return render(request, "brands/honour/document_detail.html", context)


@login_required
@require_safe
def document_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    document = _get(request, pk)
    return download(request, naming_pdf(document), f"{document.reference}.pdf", document)


@login_required
def document_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Making it void: the number stays taken."""
    document, row = _get(request, pk), DOCUMENT_FLOW[step]
    if row.allowed is None or not row.allowed(request.user, document):
        raise PermissionDenied(f"您没有“{row.label}”的权限。")
    form = StepForm(request.POST if request.method == "POST" else None, label="作废理由", required=True)
    detail = reverse("brands:document_detail", args=[pk])
    if form.is_bound and form.is_valid():
        try:
            annul_document(document, actor=request.user, reason=form.cleaned_data["comment"])
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, f"{document.reference}已作废。")
            return redirect(detail)
    context = {
        "title": row.label,
        "subject": document,
        "parent_url": detail,
        "lines": [
            "文号不再使用，文件和历史记录保留。",
            "公开核验页面显示该文件已作废及理由。",
            "称号的状态不因此改变。",
        ],
        "submit_label": "确认作废",
        "cancel_url": detail,
        "form": form,
        "tone": "danger",
        "hidden": {},
    }
    return confirm_page(request, context, status=400 if form.errors else 200)
