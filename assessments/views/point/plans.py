"""Plans of points: written by the office, read by everybody below."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessments.enums.point import PointPlanStatus
from assessments.forms.point import (
    BandForm,
    BandSet,
    PointPlanForm,
    RuleForm,
    RuleSet,
    initial_of,
    regulations_for,
)
from assessments.models import PointPlan
from assessments.permissions.point import may_organize_plan
from assessments.rules.point import rule_faults
from assessments.selectors.point import exempt_words
from assessments.services.point import advance_plan, copy_plan, save_plan
from assessments.services.point.plans import OFFICE_ONLY
from assessments.views.scheme.common import own_organizers, seen_of
from assessments.workflow.point import POINT_PLAN_FLOW
from branches.enums import Ability
from branches.roles import has_ability_somewhere
from brands.forms.selection import StepForm
from core.answers import confirm_page
from core.copies import copy_shown
from core.errors import BusinessError
from core.forms import add_error
from core.onetime import form_key, new_key
from core.paging import paginate
from core.posted import with_row

EFFECTS = {
    "start": [
        "各支部按本办法登记执行起始日期所在月份及以后的积分。",
        "正在执行的前一版自动停用，执行到前一天为止；已经开始登记的月份仍按原办法。",
    ],
    "close": ["从下个月起，各支部不能再按本办法登记。", "已登记的积分全部保留。"],
    "discard": ["本稿作废，不再修改。"],
}


def find_plan(request: HttpRequest, pk: int) -> PointPlan:
    rows = PointPlan.objects.visible_to(request.user).select_related("organizer", "regulation")
    return get_object_or_404(rows, pk=pk)


def _require_office(request: HttpRequest, plan: PointPlan) -> PointPlan:
    if not may_organize_plan(request.user, plan):
        raise PermissionDenied(OFFICE_ONLY)
    return plan


@login_required
@require_safe
def point_plan_list(request: HttpRequest) -> HttpResponse:
    plans = PointPlan.objects.visible_to(request.user).select_related("organizer")
    context = {
        "page": paginate(request, plans, order=("-created_at", "-pk")),
        "may_create": has_ability_somewhere(request.user, Ability.ORGANIZE),
    }
    return render(request, "assessments/point/plan_list.html", context)


@login_required
@require_safe
def point_plan_detail(request: HttpRequest, pk: int) -> HttpResponse:
    plan = find_plan(request, pk)
    is_office = may_organize_plan(request.user, plan)
    rules = list(plan.rules.all())
    context = {
        "plan": plan,
        "rules": rules,
        "faults": [fault for rule in rules for fault in rule_faults(rule)] if is_office else [],
        "bands": plan.bands.all(),
        "exempt": exempt_words(plan.exempt_classes),
        "events": plan.events.all() if is_office else [],
        "is_office": is_office,
        "is_draft": plan.status == PointPlanStatus.DRAFT,
        "steps": POINT_PLAN_FLOW.open_steps(request.user, plan),
    }
    return render(request, "assessments/point/plan_detail.html", context)


@login_required
def point_plan_create(request: HttpRequest) -> HttpResponse:
    organizers = own_organizers(request)
    return _edit(request, PointPlan(organizer=organizers[0]))


@login_required
def point_plan_edit(request: HttpRequest, pk: int) -> HttpResponse:
    plan = _require_office(request, find_plan(request, pk))
    if plan.status != PointPlanStatus.DRAFT:
        raise BusinessError("积分办法已经定稿，需要调整的，请复制为新的一版。")
    return _edit(request, plan)


def _edit(request: HttpRequest, plan: PointPlan) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    is_checked = posted is not None and "add_row" not in posted
    if posted is not None and not is_checked:
        posted = with_row(posted, rules=RuleSet, bands=BandSet)
    name, stored = plan.name, plan.edit_version
    form = PointPlanForm(posted, instance=plan, regulations=regulations_for(request.user))
    rules = RuleSet(posted, prefix="rules", initial=initial_of(plan.rules.all(), RuleForm) if plan.pk else [{}])
    bands = BandSet(posted, prefix="bands", initial=initial_of(plan.bands.all(), BandForm) if plan.pk else [{}])
    refused: BusinessError | None = None
    if is_checked and form.is_valid() & rules.is_valid() & bands.is_valid():
        try:
            saved = save_plan(
                plan if plan.pk else None,
                actor=request.user,
                organizer=plan.organizer,
                values=form.cleaned_data,
                rules=rules.kept(),
                bands=bands.kept(),
                key="" if plan.pk else request.POST.get("key", ""),
                seen=seen_of(request) if plan.pk else None,
            )
        except BusinessError as error:
            refused = error
            add_error(form, error)
        else:
            messages.success(request, "已保存。")
            return redirect("assessments:point_plan_detail", saved.pk)
    context = {
        "plan": plan,
        "title": f"修改：{name}" if plan.pk else "新建积分办法",
        "form": form,
        "rules": rules,
        "bands": bands,
        "is_checked": is_checked,
        "key": form_key(request.POST),
        "seen": copy_shown(request.POST, stored, refused) if plan.pk else "",
        "cancel_url": reverse("assessments:point_plan_detail", args=[plan.pk])
        if plan.pk
        else reverse("assessments:point_plan_list"),
    }
    return render(request, "assessments/point/plan_form.html", context, status=400 if is_checked else 200)


@login_required
def point_plan_copy(request: HttpRequest, pk: int) -> HttpResponse:
    plan = _require_office(request, find_plan(request, pk))
    if request.method == "POST":
        made = copy_plan(plan, actor=request.user, key=request.POST.get("key", ""))
        messages.success(request, "已复制为新的一版，修改后开始执行。")
        return redirect("assessments:point_plan_edit", made.pk)
    lines = ["复制全部规则和档次为一份新稿。", "新稿开始执行之前，现行办法不变。"]
    return confirm(request, plan, "复制为新的一版", lines, {"hidden": {"key": new_key()}})


@login_required
def point_plan_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    plan, row = find_plan(request, pk), POINT_PLAN_FLOW[step]
    _require_office(request, plan)
    posted = request.POST if request.method == "POST" else None
    form = StepForm(posted, label="说明", required=row.needs_comment)
    if posted is not None and form.is_valid():
        try:
            comment, seen = form.cleaned_data["comment"], request.POST.get("seen") or None
            advance_plan(plan, step, actor=request.user, comment=comment, seen=seen)
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, f"已办理：{row.label}。")
            return redirect("assessments:point_plan_detail", pk)
    more = {"form": form, "hidden": {"seen": plan.status}, "tone": "danger" if row.tone == "danger" else "primary"}
    return confirm(request, plan, row.label, EFFECTS[step], more)


def confirm(request: HttpRequest, plan: PointPlan, title: str, lines: list[str], more: dict[str, Any]) -> HttpResponse:
    back = reverse("assessments:point_plan_detail", args=[plan.pk])
    context = {
        "title": title,
        "subject": plan,
        "parent_url": back,
        "lines": lines,
        "submit_label": f"确认{title}",
        "cancel_url": back,
        **more,
    }
    failed = bool(more.get("form") and more["form"].errors)
    return confirm_page(request, context, status=400 if failed else 200)
