"""The yearly democratic appraisal: the list, the table, its grades and steps."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessments.documents.appraisal import appraisal_pdf, appraisal_xlsx
from assessments.enums.point import AppraisalGrade, AppraisalStatus
from assessments.forms.point import AppraisalForm, with_rest
from assessments.models import Appraisal
from assessments.permissions.appraisal import may_edit_appraisal
from assessments.rules.point import excellent_most
from assessments.selectors.point import rows_for
from assessments.services.appraisal import (
    KEEPERS_ONLY,
    advance_appraisal,
    begin_appraisal,
    refresh_rows,
    write_appraisal,
)
from assessments.views.point.accounts import find_branch, kept_branches
from assessments.views.scheme.common import seen_of
from assessments.workflow.point import APPRAISAL_FLOW
from brands.forms.selection import StepForm
from core.answers import confirm_page, download
from core.copies import copy_shown
from core.errors import BusinessError
from core.forms import add_error
from core.paging import paginate
from core.posted import version_of

EFFECTS = {
    "submit": ["报上级党组织审批，审批前可以撤回修改。"],
    "withdraw": ["撤回修改，修改后再报送。"],
    "approve": ["同意评议结果，每名党员可以看到本人的等次。", "审批后不再修改。"],
    "return": ["退回党支部修改，理由记入办理过程。"],
}


def _find(request: HttpRequest, pk: int) -> Appraisal:
    rows = Appraisal.objects.visible_to(request.user).select_related("organization__parent")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_safe
def appraisal_list(request: HttpRequest) -> HttpResponse:
    rows = Appraisal.objects.visible_to(request.user).select_related("organization")
    branches, year = kept_branches(request), timezone.localdate().year
    begun = set(Appraisal.objects.filter(organization__in=branches, year=year).values_list("organization", flat=True))
    context = {
        "page": paginate(request, rows, order=("-year", "organization_path", "pk")),
        "to_begin": [branch for branch in branches if branch.pk not in begun],
        "year": year,
    }
    return render(request, "assessments/appraisal/appraisal_list.html", context)


@login_required
@require_POST
def appraisal_begin(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    branch = find_branch(request, pk)
    return redirect("assessments:appraisal_detail", begin_appraisal(branch, year, actor=request.user).pk)


@login_required
@require_safe
def appraisal_detail(request: HttpRequest, pk: int) -> HttpResponse:
    appraisal = _find(request, pk)
    rows = rows_for(request.user, appraisal)
    context = {
        "appraisal": appraisal,
        "rows": rows,
        "excellent": sum(row.grade == AppraisalGrade.EXCELLENT for row in rows),
        "excellent_most": excellent_most(rows),
        "may_edit": may_edit_appraisal(request.user, appraisal) and appraisal.status == AppraisalStatus.DRAFT,
        "events": appraisal.events.all(),
        "steps": APPRAISAL_FLOW.open_steps(request.user, appraisal),
    }
    return render(request, "assessments/appraisal/appraisal_detail.html", context)


def _editable(request: HttpRequest, pk: int) -> Appraisal:
    appraisal = _find(request, pk)
    if not may_edit_appraisal(request.user, appraisal):
        raise PermissionDenied(KEEPERS_ONLY)
    if appraisal.status != AppraisalStatus.DRAFT:
        raise BusinessError(f"民主评议{appraisal.get_status_display()}，不能修改。")
    return appraisal


@login_required
def appraisal_edit(request: HttpRequest, pk: int) -> HttpResponse:
    appraisal = _editable(request, pk)
    rows = list(appraisal.rows.select_related("member"))
    is_filling = "fill" in request.POST
    posted = request.POST if request.method == "POST" else None
    form = AppraisalForm(with_rest(posted, rows) if is_filling else posted, appraisal=appraisal, rows=rows)
    refused: BusinessError | None = None
    if posted is not None and form.is_valid() and not is_filling:
        try:
            seen = seen_of(request)
            verdicts, meeting = form.verdicts(), form.meeting()
            write_appraisal(
                appraisal, actor=request.user, verdicts=verdicts, seen=-1 if seen is None else seen, **meeting
            )
        except BusinessError as error:
            refused = error
            add_error(form, error)
        else:
            messages.success(request, "已保存。")
            return redirect("assessments:appraisal_detail", pk)
    # After a clash the form shows what is typed and may be saved over what was found.
    stored = Appraisal.objects.values_list("edit_version", flat=True).get(pk=pk)
    context = {
        "appraisal": appraisal,
        "form": form,
        "seen": copy_shown(request.POST, stored, refused),
        "excellent_most": excellent_most(rows),
        "is_filling": is_filling,
    }
    return render(request, "assessments/appraisal/appraisal_form.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def appraisal_refresh(request: HttpRequest, pk: int) -> HttpResponse:
    refresh_rows(_editable(request, pk), actor=request.user)
    messages.success(request, "已更新党员名单和积分。")
    return redirect("assessments:appraisal_detail", pk)


@login_required
def appraisal_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    appraisal, row = _find(request, pk), APPRAISAL_FLOW[step]
    if row.allowed is None or not row.allowed(request.user, appraisal):
        raise PermissionDenied(f"您没有“{row.label}”的权限。")
    back = reverse("assessments:appraisal_detail", args=[pk])
    posted = request.POST if request.method == "POST" else None
    form = StepForm(posted, label="意见", required=row.needs_comment)
    if posted is not None and form.is_valid():
        try:
            comment, seen = form.cleaned_data["comment"], request.POST.get("seen") or None
            version = version_of(request) if "version" in request.POST else None
            advance_appraisal(appraisal, step, actor=request.user, comment=comment, seen=seen, version=version)
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, f"已办理：{row.label}。")
            return redirect(back)
    context = {
        "title": row.label,
        "subject": appraisal,
        "parent_url": back,
        "cancel_url": back,
        "lines": EFFECTS[step],
        "warning": "" if form.is_bound else row.hindrance(appraisal),
        "submit_label": f"确认{row.label}",
        "form": form,
        "hidden": {"seen": appraisal.status, "version": appraisal.edit_version},
    }
    return confirm_page(request, context, status=400 if form.errors else 200)


@login_required
@require_safe
def appraisal_table_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    appraisal = _find(request, pk)
    return download(request, appraisal_pdf(appraisal, request.user), f"{appraisal}.pdf", appraisal)


@login_required
@require_safe
def appraisal_table_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    appraisal = _find(request, pk)
    return download(request, appraisal_xlsx(appraisal, request.user), f"{appraisal}.xlsx", appraisal)
