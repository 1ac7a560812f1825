"""Appeals and their answers; what a closed year suggests."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessments.enums.ledger import AppealStatus, Column, LedgerStatus, ProposalStatus
from assessments.forms.ledger import StepForm
from assessments.forms.result import AnswerForm, AppealForm, CorrectionForm
from assessments.models import Appeal, LedgerProposal
from assessments.permissions.ledger import may_self_score, reads_words
from assessments.rules.ledger import appeal_recusal
from assessments.rules.result import check_appeals_open
from assessments.selectors.ledger import attach_parts, blocks_of, entries_of, indicators_of
from assessments.services.result import advance_proposal, answer_appeal, file_appeal, withdraw_appeal
from assessments.views.ledger.common import get_ledger
from assessments.workflow.result import APPEAL_FLOW, PROPOSAL_FLOW
from core.answers import confirm_page
from core.errors import BusinessError
from core.forms import add_error
from core.onetime import form_key
from core.paging import paginate

EFFECTS = {
    "dismiss": ["维持原结果，答复告知申诉单位。"],
    "withdraw": ["申诉撤回，不再办理；申诉期内可以再次提出。"],
    "adopt": ["采纳建议。建议复核的，立即对其有效称号启动复核；建议推荐的，请在评选批次中推荐该品牌。"],
    "leave": ["不采纳建议，理由留存。"],
}


@login_required
@require_safe
def appeal_list(request: HttpRequest) -> HttpResponse:
    visible = Appeal.objects.visible_to(request.user)
    status = request.GET.get("status", "")
    status = status if status in AppealStatus.values else ""
    rows = visible.filter(status=status) if status else visible
    rows = rows.select_related("ledger__organization", "ledger__scheme", "entry__indicator")
    tabs = [{"label": "全部", "url": "?", "active": not status, "count": None}] + [
        {"label": label, "url": f"?status={value}", "active": status == value, "count": None}
        for value, label in AppealStatus.choices
    ]
    context = {"page": paginate(request, rows, order=("-filed_at", "-pk")), "tabs": tabs}
    return render(request, "assessments/result/appeal_list.html", context)


@login_required
def appeal_create(request: HttpRequest, pk: int) -> HttpResponse:
    ledger = get_ledger(request, pk, parts=True)
    if not may_self_score(request.user, ledger):
        raise PermissionDenied("只有本单位书记可以提出申诉。")
    # What is sent twice leads to what the first one made: the service looks at the key before it looks at the rest.
    if request.method != "POST":
        check_appeals_open(ledger)
    indicators = indicators_of(ledger.scheme)
    form = AppealForm(request.POST if request.method == "POST" else None, indicators=indicators)
    if form.is_bound and form.is_valid():
        chosen = next((i for i in indicators if i.pk == form.cleaned_data["indicator"]), None)
        try:
            text, key = form.cleaned_data["text"], request.POST.get("key")
            appeal = file_appeal(ledger, text=text, indicator=chosen, actor=request.user, key=key)
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, "已提出申诉，请等待答复。")
            return redirect("assessments:appeal_detail", appeal.pk)
    detail = reverse("assessments:ledger_detail", args=[pk])
    until = ledger.scheme.publications.out().values_list("appeals_until", flat=True).first()
    context = {
        "title": "提出申诉",
        "subject": ledger,
        "parent_url": detail,
        "intro": f"申诉期至{until:%Y-%m-%d}（含当日）。" if until else "",
        "lines": ["申诉由考核单位核实后书面答复；成立的予以更正并重新核算。"],
        "submit_label": "提出申诉",
        "cancel_url": detail,
        "form": form,
        "hidden": {"key": form_key(request.POST)},
    }
    return confirm_page(request, context, status=400 if form.errors else 200)


def _get(request: HttpRequest, pk: int) -> Appeal:
    rows = Appeal.objects.visible_to(request.user).select_related(
        "ledger__organization__parent", "ledger__scheme__organizer", "entry__indicator", "filed_by"
    )
    return get_object_or_404(rows, pk=pk)


@login_required
@require_safe
def appeal_detail(request: HttpRequest, pk: int) -> HttpResponse:
    appeal = _get(request, pk)
    events = list(appeal.events.all())
    for event in events:
        # How it was looked into is the organiser's record; the unit reads the answer.
        event.comment = event.comment if reads_words(request.user, appeal.ledger, event.step) else ""
    context = {
        "appeal": appeal,
        "events": events,
        "duty": appeal_recusal(request.user, appeal),
        "is_taken_down": appeal.ledger.status == LedgerStatus.CONFIRMED,
        "steps": APPEAL_FLOW.open_steps(request.user, appeal),
        "step_url": reverse("assessments:appeal_step", args=[pk, "STEP"]),
    }
    return render(request, "assessments/result/appeal_detail.html", context)


@login_required
def appeal_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    appeal = _get(request, pk)
    row = APPEAL_FLOW[step]
    if row.allowed is None or not row.allowed(request.user, appeal):
        raise PermissionDenied(appeal_recusal(request.user, appeal) or f"您没有“{row.label}”的权限。")
    if step == "uphold":
        return _uphold(request, appeal)
    posted = request.POST if request.method == "POST" else None
    form = AnswerForm(posted, label="调查核实情况", required=True) if step == "dismiss" else StepForm(posted)
    detail = reverse("assessments:appeal_detail", args=[pk])
    if form.is_bound and form.is_valid():
        try:
            _take(request, appeal, step, form.cleaned_data)
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, f"已办理：{row.label}。")
            return redirect(detail)
    context = {
        "title": row.label,
        "subject": appeal,
        "parent_url": detail,
        "lines": EFFECTS[step],
        "submit_label": f"确认{row.label}",
        "cancel_url": detail,
        "form": form,
        "hidden": {"seen": appeal.status},
    }
    return confirm_page(request, context, status=400 if form.errors else 200)


def _take(request: HttpRequest, appeal: Appeal, step: str, data: dict[str, Any]) -> None:
    seen = request.POST.get("seen") or None
    if step == "withdraw":
        withdraw_appeal(appeal, actor=request.user, comment=data["comment"], seen=seen)
        return
    answer_appeal(appeal, step, answer=data["answer"], comment=data["comment"], actor=request.user, seen=seen)


def _uphold(request: HttpRequest, appeal: Appeal) -> HttpResponse:
    """With the lines that are corrected."""
    ledger = appeal.ledger
    attach_parts(ledger.scheme)
    entries = entries_of(ledger)
    form = CorrectionForm(
        request.POST if request.method == "POST" else None,
        column=Column.CONFIRMED, indicators=indicators_of(ledger.scheme), entries=entries,
    )  # fmt: skip
    detail = reverse("assessments:appeal_detail", args=[appeal.pk])
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            answer_appeal(
                appeal, "uphold", answer=data["answer"], comment=data["comment"], corrections=form.touched(),
                actor=request.user, seen=request.POST.get("seen") or None,
            )  # fmt: skip
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, "申诉成立，已更正，正在重新核算。")
            return redirect(detail)
    context = {
        "appeal": appeal,
        "ledger": ledger,
        "form": form,
        "rows": form.rows(),
        "blocks": blocks_of(ledger, list(Column), entries=entries),
        "cancel_url": detail,
    }
    return render(request, "assessments/result/appeal_uphold.html", context, status=400 if form.errors else 200)


# Proposals ---------------------------------------------------------------------------------------------------------


@login_required
@require_safe
def proposal_list(request: HttpRequest) -> HttpResponse:
    """What closed years suggest, for the office."""
    visible = LedgerProposal.objects.visible_to(request.user)
    status = request.GET.get("status", ProposalStatus.OPEN)
    status = status if status in ProposalStatus.values else ""
    rows = visible.filter(status=status) if status else visible
    rows = rows.select_related("ledger__organization", "ledger__scheme__organizer", "brand")
    tabs = [{"label": "全部", "url": "?status=all", "active": not status, "count": None}] + [
        {"label": label, "url": f"?status={value}", "active": status == value, "count": None}
        for value, label in ProposalStatus.choices
    ]
    page = paginate(request, rows, order=("-ledger__year", "ledger__organization_path", "pk"))
    found = [(row, PROPOSAL_FLOW.open_steps(request.user, row)) for row in page.rows]
    return render(request, "assessments/result/proposal_list.html", {"page": page, "rows": found, "tabs": tabs})


@login_required
def proposal_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    rows = LedgerProposal.objects.visible_to(request.user).select_related("ledger__scheme__organizer", "brand")
    proposal = get_object_or_404(rows, pk=pk)
    row = PROPOSAL_FLOW[step]
    if row.allowed is None or not row.allowed(request.user, proposal):
        raise PermissionDenied(f"您没有“{row.label}”的权限。")
    label = "理由" if row.needs_comment else "意见"
    form = StepForm(request.POST if request.method == "POST" else None, label=label, required=row.needs_comment)
    url = reverse("assessments:proposal_list")
    if form.is_bound and form.is_valid():
        try:
            comment, seen = form.cleaned_data["comment"], request.POST.get("seen") or None
            advance_proposal(proposal, step, actor=request.user, comment=comment, seen=seen)
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, f"已办理：{row.label}。")
            return redirect(url)
    context = {
        "title": row.label,
        "subject": proposal,
        "parent_url": url,
        "intro": proposal.reason,
        "lines": EFFECTS[step],
        "submit_label": f"确认{row.label}",
        "cancel_url": url,
        "form": form,
        "hidden": {"seen": proposal.status},
    }
    return confirm_page(request, context, status=400 if form.errors else 200)
