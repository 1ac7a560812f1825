"""Rechecks of honours: the list, one of them, opening, writing, the office's advice."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from branches.enums import Ability
from branches.roles import holds_any
from brands.enums import RecheckStatus
from brands.filters.honour import RecheckFilter
from brands.forms.honour import AdviceForm, OpenRecheckForm, RecheckForm, results_for
from brands.limits import RECHECK_FILL_DAYS
from brands.models import Recheck
from brands.permissions.honour import may_decide_recheck, may_fill_recheck, may_open_recheck
from brands.selectors.honour import RECHECK_TABS, recheck_in_words, recheck_rows
from brands.selectors.workbench import bounded_counts
from brands.services.honour import advance_recheck, advise, open_recheck, save_recheck
from brands.services.honour.recheck import TEXTS
from brands.services.texts import ChangedMeanwhile
from brands.views.honour.register import get_honour
from brands.views.plan import version_of
from brands.views.stepping import step_page, words_form
from brands.workflow.honour import RECHECK_FLOW
from core.answers import confirm_page
from core.errors import BusinessError
from core.forms import add_error
from core.paging import paginate
from core.workflow import Step

EFFECTS = {
    "submit": ["复核表报送工委办公室，报送后不能再修改。"],
    "advise": ["建议连同理由提交工委负责人，由其作出决定；决定之前可以修改建议。"],
    "return": ["复核表退回支部修改，理由告知支部；已提的建议取消。"],
    "cancel": ["本次复核停止，称号不变；以后可以再次启动。"],
}


@login_required
@require_safe
def recheck_list(request: HttpRequest) -> HttpResponse:
    chosen = RecheckFilter(request.GET, queryset=Recheck.objects.visible_to(request.user))
    tab = request.GET.get("tab", "")
    tab = tab if tab in dict(RECHECK_TABS) else ""
    rows = recheck_rows(chosen.qs, tab).select_related("honour__brand__organization", "honour__document__organization")
    page = paginate(request, rows, order=("-opened_on", "-pk"))
    counts = bounded_counts(request.user, {key: recheck_rows(chosen.qs, key) for key in ("", *dict(RECHECK_TABS))})
    may_decide = tab == "decide" and holds_any(request.user, (Ability.DECIDE,))
    context = {
        "page": page,
        "rows": [(r, recheck_in_words(r, sees_advice=may_open_recheck(request.user, r.honour))) for r in page.rows],
        "filter": chosen,
        "tabs": [
            {"label": label, "url": f"?tab={key}", "active": key == tab, "count": str(counts[key])}
            for key, label in (("", "全部"), *RECHECK_TABS)
        ],
        "bulk_actions": [("decide", "作出决定")] if may_decide else None,
        "bulk_url": reverse("brands:recheck_decide"),
    }
    return render(request, "brands/honour/recheck_list.html", context)


def _get(request: HttpRequest, pk: int) -> Recheck:
    rows = Recheck.objects.visible_to(request.user).select_related(
        "honour__brand__organization", "honour__document__organization", "opened_by"
    )
    return get_object_or_404(rows, pk=pk)


@login_required
@require_safe
def recheck_detail(request: HttpRequest, pk: int) -> HttpResponse:
    recheck = _get(request, pk)
    user = request.user
    steps = [step for step in RECHECK_FLOW.open_steps(user, recheck) if step.name != "decide"]
    if recheck.status == RecheckStatus.OPEN and recheck.due_on >= timezone.localdate():
        steps = [step for step in steps if step.name != "advise"]
    is_alive = recheck.status in (RecheckStatus.OPEN, RecheckStatus.SUBMITTED)
    sees_advice = not is_alive or may_open_recheck(user, recheck.honour)
    events = recheck.events.all()
    context = {
        "recheck": recheck,
        "honour": recheck.honour,
        "words": recheck_in_words(recheck, sees_advice=sees_advice),
        "events": events if sees_advice else events.exclude(step="advise"),
        "may_write": recheck.status == RecheckStatus.OPEN and may_fill_recheck(user, recheck),
        "may_decide": is_alive and bool(recheck.advice) and may_decide_recheck(user, recheck),
        "sees_advice": sees_advice,
        "steps": steps,
        "step_url": reverse("brands:recheck_step", args=[pk, "STEP"]),
    }
    return render(request, "brands/honour/recheck_detail.html", context)


@login_required
def recheck_open(request: HttpRequest, pk: int) -> HttpResponse:
    """By hand, with a reason, of one honour."""
    honour = get_honour(request, pk)
    if not may_open_recheck(request.user, honour):
        raise PermissionDenied("只有授予称号的工委办公室或工委负责人可以启动复核。")
    usual = timezone.localdate() + timedelta(days=RECHECK_FILL_DAYS)
    form = OpenRecheckForm(request.POST if request.method == "POST" else None, initial={"due_on": usual})
    if form.is_bound and form.is_valid():
        try:
            recheck = open_recheck(honour, actor=request.user, **form.cleaned_data)
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, "已启动复核，由支部填报。")
            return redirect("brands:recheck_detail", recheck.pk)
    detail = reverse("brands:honour_detail", args=[pk])
    context = {
        "title": "启动复核",
        "subject": honour,
        "parent_url": detail,
        "lines": [
            "支部在期限内填报巩固深化情况、存在问题和下一步措施。",
            "工委办公室提出建议，工委负责人作出决定；决定前称号不变。",
        ],
        "submit_label": "确认启动",
        "cancel_url": detail,
        "form": form,
        "hidden": {},
    }
    return confirm_page(request, context, status=400 if form.errors else 200)


@login_required
def recheck_edit(request: HttpRequest, pk: int) -> HttpResponse:
    recheck = _get(request, pk)
    if not may_fill_recheck(request.user, recheck):
        raise PermissionDenied("只有本组织的填报员或书记可以填写复核表。")
    if recheck.status != RecheckStatus.OPEN:
        raise BusinessError(f"该复核{recheck.get_status_display()}，不能修改复核表。")
    initial = {name: getattr(recheck, name) for name in TEXTS}
    form = RecheckForm(request.POST if request.method == "POST" else None, initial=initial)
    version, theirs, status = recheck.edit_version, [], 200
    if form.is_bound:
        version = version_of(request)
    if form.is_bound and form.is_valid():
        try:
            save_recheck(recheck, actor=request.user, texts=form.cleaned_data, version=version)
        except ChangedMeanwhile as error:
            add_error(form, error)
            version, theirs, status = error.stored.edit_version, error.theirs, 409
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, "已保存。")
            if request.POST.get("action") == "submit":
                return redirect("brands:recheck_step", pk, "submit")
            return redirect("brands:recheck_detail", pk)
    context = {"recheck": recheck, "honour": recheck.honour, "form": form, "version": version, "theirs": theirs}
    failed = 400 if form.errors and status == 200 else status
    return render(request, "brands/honour/recheck_form.html", context, status=failed)


@login_required
def recheck_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    recheck = _get(request, pk)
    if step == "decide":
        if not may_decide_recheck(request.user, recheck):
            raise PermissionDenied("您没有“决定”的权限。")
        return redirect(f"{reverse('brands:recheck_decide')}?selected={pk}")

    def form_of(posted: Any, row: Step) -> Form:
        if row.name != "advise":
            return words_form(posted, row)
        form = AdviceForm(posted, initial={"advice": recheck.advice, "comment": recheck.advice_reason})
        form.fields["advice"].choices = results_for(recheck.honour)
        return form

    def act(data: dict[str, Any], seen: str | None) -> None:
        expect = {"status": seen} if seen else None
        if step == "advise":
            advise(recheck, advice=data["advice"], reason=data["comment"], actor=request.user, seen=expect)
        else:
            advance_recheck(recheck, step, actor=request.user, comment=data["comment"], seen=expect)

    back = reverse("brands:recheck_detail", args=[pk])
    return step_page(request, RECHECK_FLOW, recheck, step, back=back, effects=EFFECTS, act=act, make_form=form_of)
