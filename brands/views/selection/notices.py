"""Public notices inside the application, and the opinions on them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from brands.documents.selection import draft_notice_text, notice_entries, notice_pdf
from brands.enums import NoticeStatus, OpinionStatus, RoundStatus
from brands.filters.selection import tabs_of
from brands.forms.selection import NoticeForm, OpinionReplyForm, SecrecyForm, StepForm
from brands.models import Opinion, PublicNotice, SelectionRound
from brands.permissions.selection import may_draft_notice
from brands.selectors.selection import OPEN_OPINIONS, is_secrecy_checker
from brands.services.selection import advance_notice, advance_opinion, draft_notice, update_notice
from brands.views.selection.common import get_round, require_office
from brands.workflow.selection import NOTICE_FLOW, OPINION_FLOW
from core.answers import confirm_page, download
from core.copies import copy_shown
from core.errors import BusinessError
from core.forms import add_error
from core.onetime import form_key
from core.paging import paginate
from core.posted import whole

EFFECTS = {
    "check": ["公示转工委负责人批准；批准前不能再修改。", "您的姓名和审查意见记入公示。"],
    "approve": ["公示立即向社会发布，自今天起至第{days}个工作日结束。", "公示名单固定，期间接受实名和匿名意见。"],
    "send_back": ["公示退回工委办公室修改，改后须重新审查。"],
    "withdraw": ["公示立即撤下，本批次回到“已定初选”，可以重新拟写公示。", "已收到的意见仍须办结。"],
    "close": ["公示结束，不再展示。"],
    "inquire": ["意见进入调查核实，办结前不能决定命名。"],
    "uphold": ["记为反映属实；决定命名时将建议不予命名。", "答复供反映人凭回执编号查看。"],
    "dismiss": ["记为不影响命名。", "答复供反映人凭回执编号查看。"],
}


@login_required
@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    visible = PublicNotice.objects.visible_to(request.user)
    status = request.GET.get("status", "")
    status = status if status in NoticeStatus.values else ""
    counts = dict(visible.order_by().values_list("status").annotate(n=Count("pk")))
    rows = visible.filter(status=status) if status else visible
    rows = rows.select_related("round").annotate(
        opinion_count=Count("opinions"), open_opinions=Count("opinions", filter=OPEN_OPINIONS)
    )
    context = {
        "page": paginate(request, rows, order=("-pk",)),
        "tabs": tabs_of(counts, NoticeStatus.choices, status),
    }
    return render(request, "brands/selection/notice_list.html", context)


def _get(request: HttpRequest, pk: int) -> PublicNotice:
    rows = PublicNotice.objects.visible_to(request.user).select_related(
        "organization", "round__program__organizer", "secrecy_checked_by", "approved_by", "drafted_by"
    )
    return get_object_or_404(rows, pk=pk)


@login_required
def notice_create(request: HttpRequest, pk: int) -> HttpResponse:
    round = get_round(request, pk)
    require_office(request.user, round)
    alive = round.notices.exclude(status=NoticeStatus.WITHDRAWN).first()
    if alive and not request.POST.get("key"):
        return redirect("brands:notice_detail", alive.pk)
    if round.status != RoundStatus.SHORTLISTED:
        raise BusinessError("确定初选名单之后才能拟写公示。")
    earlier = PublicNotice.objects.filter(organization=round.program.organizer).order_by("-pk").first()
    initial = draft_notice_text(round) | {"working_days": round.notice_days}
    if earlier:
        # Typed once: the same desk takes the opinions of the next round.
        initial["contact"] = earlier.contact
    form = NoticeForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            notice = draft_notice(round, values=form.cleaned_data, actor=request.user, key=request.POST.get("key"))
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, "已保存公示，请进行保密与准确性审查。")
            return redirect("brands:notice_detail", notice.pk)
    source = "上次公示的联系方式" if earlier else ""
    return _form_page(request, round, form, notice=None, source=source)


@login_required
def notice_edit(request: HttpRequest, pk: int) -> HttpResponse:
    notice = _get(request, pk)
    if not may_draft_notice(request.user, notice):
        raise PermissionDenied("只有公示单位的工委办公室可以修改公示。")
    if notice.status != NoticeStatus.DRAFT:
        raise BusinessError(f"公示{notice.get_status_display()}，不能再修改；如需修改请由工委负责人退回。")
    form = NoticeForm(request.POST if request.method == "POST" else None, instance=notice)
    stored = notice.updated_at.isoformat()
    refused: BusinessError | None = None
    if form.is_bound and form.is_valid():
        try:
            update_notice(notice, values=form.cleaned_data, actor=request.user, seen=request.POST.get("seen", ""))
        except BusinessError as error:
            refused = error
            add_error(form, error)
        else:
            messages.success(request, "已保存。")
            return redirect("brands:notice_detail", pk)
    return _form_page(request, notice.round, form, notice=notice, seen=copy_shown(request.POST, stored, refused))


def _form_page(
    request: HttpRequest, round: SelectionRound, form: NoticeForm, *, notice: Any, seen: str = "", source: str = ""
) -> HttpResponse:
    back = (
        reverse("brands:notice_detail", args=[notice.pk]) if notice else reverse("brands:round_detail", args=[round.pk])
    )
    context = {
        "round": round,
        "notice": notice,
        "form": form,
        "entries": notice_entries(round),
        "key": form_key(request.POST),
        "seen": seen,
        "source": source,
        "cancel_url": back,
    }
    return render(request, "brands/selection/notice_form.html", context, status=400 if form.errors else 200)


@login_required
@require_safe
def notice_detail(request: HttpRequest, pk: int) -> HttpResponse:
    notice = _get(request, pk)
    steps = NOTICE_FLOW.open_steps(request.user, notice)
    if notice.is_running():
        steps = [step for step in steps if step.name != "close"]
    counts = dict(notice.opinions.order_by().values_list("status").annotate(n=Count("pk")))
    context = {
        "notice": notice,
        "round": notice.round,
        "entries": notice.entries or notice_entries(notice.round),
        "events": notice.events.all(),
        "steps": steps,
        "step_url": reverse("brands:notice_step", args=[pk, "STEP"]),
        "is_editable": notice.status == NoticeStatus.DRAFT and may_draft_notice(request.user, notice),
        "opinion_total": sum(counts.values()),
        "opinion_open": counts.get("received", 0) + counts.get("under_inquiry", 0),
        "note": "您已作保密与准确性审查，须由另一位负责人批准。" if is_secrecy_checker(request.user, notice) else "",
    }
    return render(request, "brands/selection/notice_detail.html", context)


@login_required
@require_safe
def notice_print(request: HttpRequest, pk: int) -> HttpResponse:
    notice = _get(request, pk)
    return download(request, notice_pdf(notice), f"{notice.title}.pdf", notice)


@login_required
def notice_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    notice = _get(request, pk)
    row = NOTICE_FLOW[step]
    if row.allowed is None or not row.allowed(request.user, notice):
        same = step == "approve" and is_secrecy_checker(request.user, notice)
        raise PermissionDenied("审查人与批准人不得为同一人。" if same else f"您没有“{row.label}”的权限。")
    posted = request.POST if request.method == "POST" else None
    form: StepForm = (
        SecrecyForm(posted, label="审查意见", required=True, limit=200)
        if step == "check"
        else StepForm(posted, label="理由" if row.needs_comment else "说明", required=row.needs_comment)
    )
    detail = reverse("brands:notice_detail", args=[pk])
    if form.is_bound and form.is_valid():
        try:
            comment, seen = form.cleaned_data["comment"], request.POST.get("seen") or None
            advance_notice(notice, step, actor=request.user, comment=comment, seen=seen)
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, f"已办理：{row.label}。")
            return redirect(detail)
    return _step_page(request, notice, row, form, detail, [t.format(days=notice.working_days) for t in EFFECTS[step]])


def _step_page(request: HttpRequest, subject: Any, row: Any, form: Any, back: str, lines: list[str]) -> HttpResponse:
    context = {
        "title": row.label,
        "subject": subject,
        "parent_url": back,
        "lines": lines,
        "submit_label": f"确认{row.label}",
        "cancel_url": back,
        "form": form,
        "tone": "danger" if row.tone == "danger" else "primary",
        "hidden": {"seen": subject.status},
    }
    return confirm_page(request, context, status=400 if form.errors else 200)


@login_required
@require_safe
def opinion_list(request: HttpRequest) -> HttpResponse:
    visible = Opinion.objects.visible_to(request.user)
    base = "?"
    if notice := whole(request.GET.get("notice")):
        visible, base = visible.filter(notice=notice), f"?notice={notice}"
    status = request.GET.get("status", "")
    status = status if status in OpinionStatus.values else ""
    counts = dict(visible.order_by().values_list("status").annotate(n=Count("pk")))
    rows = visible.filter(status=status) if status else visible
    rows = rows.select_related("notice", "nomination__brand")
    context = {
        "page": paginate(request, rows, order=("-received_at", "-pk")),
        "tabs": tabs_of(counts, OpinionStatus.choices, status, base=base),
    }
    return render(request, "brands/selection/opinion_list.html", context)


def _get_opinion(request: HttpRequest, pk: int) -> Opinion:
    rows = Opinion.objects.visible_to(request.user).select_related(
        "notice__organization", "notice__round", "nomination__brand__organization"
    )
    return get_object_or_404(rows, pk=pk)


@login_required
@require_safe
def opinion_detail(request: HttpRequest, pk: int) -> HttpResponse:
    opinion = _get_opinion(request, pk)
    context = {
        "opinion": opinion,
        "events": opinion.events.all(),
        "steps": OPINION_FLOW.open_steps(request.user, opinion),
        "step_url": reverse("brands:opinion_step", args=[pk, "STEP"]),
    }
    return render(request, "brands/selection/opinion_detail.html", context)


@login_required
def opinion_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    opinion = _get_opinion(request, pk)
    row = OPINION_FLOW[step]
    if row.allowed is None or not row.allowed(request.user, opinion):
        raise PermissionDenied(f"您没有“{row.label}”的权限。")
    posted = request.POST if request.method == "POST" else None
    form_class = OpinionReplyForm if step in ("uphold", "dismiss") else StepForm
    label = "调查处理情况" if row.needs_comment else "说明"
    form = form_class(posted, label=label, required=row.needs_comment)
    detail = reverse("brands:opinion_detail", args=[pk])
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            advance_opinion(
                opinion,
                step,
                actor=request.user,
                comment=data["comment"],
                reply=data.get("reply", ""),
                seen=request.POST.get("seen") or None,
            )
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, f"已办理：{row.label}。")
            return redirect(detail)
    return _step_page(request, opinion, row, form, detail, EFFECTS[step])
