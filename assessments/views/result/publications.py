"""The publication of a scheme's results, and what those it is meant for may read."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from assessments.documents.result import results_xlsx
from assessments.enums.ledger import PublicationStatus
from assessments.forms.ledger import StepForm
from assessments.forms.result import PublicationForm, SecrecyForm
from assessments.models import LedgerPublication
from assessments.permissions.ledger import may_run_scheme
from assessments.permissions.result import may_decide_publication, may_draft_publication
from assessments.rules.result import check_may_be_drafted, mass_gap
from assessments.selectors.committee import missing_for_publication
from assessments.selectors.result import results_for, results_page
from assessments.services.result import (
    advance_publication,
    draft_publication,
    resume_publication,
    update_publication,
)
from assessments.services.result.publishing import is_moving, left_behind
from assessments.views.ledger.common import get_run_scheme, require_office
from assessments.workflow.result import PUBLICATION_FLOW
from core.answers import confirm_page, download
from core.enums import PublicationRange
from core.errors import BusinessError
from core.forms import add_error
from core.onetime import form_key

EFFECTS = {
    "check": ["公布件转工委负责人批准；批准前不能再修改。", "您的姓名和审查意见记入公布件。"],
    "approve": [
        "考核结果立即在“{range}”范围内公布，自今天起{days}个工作日内接受申诉。",
        "各单位台账转为“已公布”，此后只有申诉成立才能更正。",
    ],
    "send_back": ["公布件退回工委办公室修改，改后须重新审查。"],
    "withdraw": ["考核结果立即撤下，各单位台账回到“已审定”，可以更正后重新公布。"],
    "close": [
        "全部台账归档，此后任何人不能改动。",
        "等次记入各支部品牌，重新确定指导类别；高等次推荐评选、低等次和否决情形提示复核，请办公室办理。",
    ],
}
OFFICE = "只有考核单位的工委办公室可以办理。"


def _get(request: HttpRequest, pk: int) -> LedgerPublication:
    rows = LedgerPublication.objects.visible_to(request.user).select_related(
        "scheme__organizer", "secrecy_checked_by", "approved_by"
    )
    return get_object_or_404(rows, pk=pk)


@login_required
def publication_create(request: HttpRequest, pk: int) -> HttpResponse:
    scheme = get_run_scheme(request, pk)
    require_office(request.user, scheme)
    check_may_be_drafted(scheme)
    initial = {
        "title": f"{scheme.year}年度考核结果",
        "body": f"根据《{scheme}》，经自评、上级审核和审定，现公布{scheme.year}年度考核结果。"
        "对本单位结果有异议的，可在申诉期内提出。",
        "contact": f"{scheme.organizer.name}办公室",
        "wanted_range": PublicationRange.UNIT,
    }
    form = PublicationForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            made = draft_publication(scheme, values=form.cleaned_data, actor=request.user, key=request.POST.get("key"))
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, "已拟写，请进行保密与准确性审查。")
            return redirect("assessments:publication_detail", made.pk)
    context = {"scheme": scheme, "form": form, "key": form_key(request.POST), "title": "拟写公布件"}
    return render(request, "assessments/result/publication_form.html", context, status=400 if form.errors else 200)


@login_required
def publication_edit(request: HttpRequest, pk: int) -> HttpResponse:
    publication = _get(request, pk)
    if not may_draft_publication(request.user, publication):
        raise PermissionDenied(OFFICE)
    form = PublicationForm(request.POST if request.method == "POST" else None, instance=publication)
    seen = request.POST.get("seen") or publication.updated_at.isoformat()
    if form.is_bound and form.is_valid():
        try:
            update_publication(publication, values=form.cleaned_data, actor=request.user, seen=seen)
        except BusinessError as error:
            add_error(form, error)
            seen = LedgerPublication.objects.get(pk=pk).updated_at.isoformat()
        else:
            messages.success(request, "已保存。")
            return redirect("assessments:publication_detail", pk)
    context = {"scheme": publication.scheme, "form": form, "seen": seen, "title": "修改公布件"}
    return render(request, "assessments/result/publication_form.html", context, status=400 if form.errors else 200)


@login_required
@require_safe
def publication_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The organiser works on it; everybody else reads, of its results, what its range tells them."""
    publication, user = _get(request, pk), request.user
    is_run = may_run_scheme(user, publication.scheme)
    page = results_page(request, publication, user)
    steps = PUBLICATION_FLOW.open_steps(user, publication) if is_run else []
    is_prepared = is_run and publication.status in (PublicationStatus.DRAFT, PublicationStatus.CHECKED)
    behind = left_behind(publication) if may_decide_publication(user, publication) else 0
    context = {
        "publication": publication,
        "scheme": publication.scheme,
        "page": page,
        "rows": results_for(publication, page.rows, user),
        "is_run": is_run,
        "shows_totals": is_run or publication.shows_totals,
        "events": publication.events.all() if is_run else [],
        "steps": steps,
        "step_url": reverse("assessments:publication_step", args=[pk, "STEP"]),
        "is_editable": publication.status == PublicationStatus.DRAFT and may_draft_publication(user, publication),
        "left_behind": behind,
        "is_moving": bool(behind) and is_moving(publication),
        "gap": mass_gap(publication.scheme) if is_prepared else "",
        "missing": missing_for_publication(publication.scheme) if is_prepared else [],
    }
    return render(request, "assessments/result/publication_detail.html", context)


@login_required
@require_safe
def publication_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    publication = _get(request, pk)
    content = results_xlsx(publication, request.user)
    return download(request, content, f"{publication.title}.xlsx", publication)


@login_required
def publication_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    publication = _get(request, pk)
    row = PUBLICATION_FLOW[step]
    if row.allowed is None or not row.allowed(request.user, publication):
        raise PermissionDenied(f"您没有“{row.label}”的权限；审查人和批准人须为不同的同志。")
    posted = request.POST if request.method == "POST" else None
    form_class = SecrecyForm if step == "check" else StepForm
    form = form_class(posted, label="理由" if row.tone != "primary" else "意见", required=row.needs_comment)
    detail = reverse("assessments:publication_detail", args=[pk])
    if form.is_bound and form.is_valid():
        try:
            comment, seen = form.cleaned_data["comment"], request.POST.get("seen") or None
            version = request.POST.get("version")
            advance_publication(publication, step, actor=request.user, comment=comment, seen=seen, version=version)
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, f"已办理：{row.label}。")
            return redirect(detail)
    words = {"range": publication.get_wanted_range_display(), "days": publication.appeal_days}
    context: dict[str, Any] = {
        "title": row.label,
        "subject": publication,
        "parent_url": detail,
        "lines": [line.format(**words) for line in EFFECTS[step]],
        "submit_label": f"确认{row.label}",
        "cancel_url": detail,
        "warning": mass_gap(publication.scheme) if step in ("check", "approve") else "",
        "form": form,
        "tone": "danger" if row.tone == "danger" else "primary",
        "hidden": {"seen": publication.status, "version": publication.updated_at.isoformat()},
    }
    return confirm_page(request, context, status=400 if form.errors else 200)


@login_required
@require_POST
def publication_resume(request: HttpRequest, pk: int) -> HttpResponse:
    publication = _get(request, pk)
    if not may_decide_publication(request.user, publication):
        raise PermissionDenied("只有考核单位的工委负责人可以办理。")
    resume_publication(publication, actor=request.user)
    messages.success(request, "正在继续办理，稍后刷新查看。")
    return redirect("assessments:publication_detail", pk)
