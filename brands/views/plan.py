"""Yearly plans: the list with those that are missing, one plan, writing it, its steps, asking for all."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from branches.enums import Ability
from branches.roles import holds_any
from brands.enums import AnnualPlanStatus
from brands.filters.plan import PlanFilter
from brands.forms.plan import AskForm, PlanForm
from brands.forms.selection import StepForm
from brands.models import AnnualPlan, Program
from brands.permissions.plan import may_write_plan
from brands.rules.plan import due_day
from brands.selectors.plan import TABS, former_plan, in_words, plan_rows, programs_run_by
from brands.selectors.workbench import bounded_counts
from brands.services.plan import TEXTS, advance_plan, ask_by_office, brands_to_ask, read_all, save_plan
from brands.services.texts import ChangedMeanwhile
from brands.workflow.plan import PLAN_FLOW
from core.answers import confirm_page, download
from core.errors import BusinessError
from core.forms import add_error
from core.paging import paginate
from core.posted import ids_of, version_of, whole
from core.spreadsheet import Column, Sheet, write_xlsx

EXPORT_MOST = 20_000
EFFECTS = {
    "submit": ["计划报送工委办公室，报送后不能再修改。", "工委办公室可以退回修改，或者标记已阅。"],
    "read": ["支部看到计划已阅。"],
    "return": ["计划退回支部修改，理由告知支部。"],
}
COLUMNS = [
    Column("党组织", 30), Column("品牌", 16), Column("称号", 10), Column("年度", kind="integer"),
    Column("报送期限", kind="date"), Column("报送情况", 24), Column("目标任务", 50), Column("工作措施", 50),
]  # fmt: skip


@login_required
@require_safe
def plan_list(request: HttpRequest) -> HttpResponse:
    chosen = _chosen(request)
    tab = _tab(request)
    rows = plan_rows(chosen.qs, tab).select_related("brand__organization")
    page = paginate(request, rows, order=("-year", "organization_path", "pk"))
    may_read = holds_any(request.user, (Ability.ORGANIZE,))
    context = {
        "page": page,
        "rows": [(plan, in_words(plan)) for plan in page.rows],
        "filter": chosen,
        "tabs": _tabs(request, chosen.qs, tab),
        "bulk_actions": [("read", "标记已阅")] if may_read and tab == "submitted" else None,
        "bulk_url": reverse("brands:plan_read"),
        "may_ask": may_read,
        "unasked": _unasked(request) if may_read else None,
        "export_url": f"{reverse('brands:plan_export')}?{request.GET.urlencode()}",
    }
    return render(request, "brands/plan/plan_list.html", context)


def _chosen(request: HttpRequest) -> PlanFilter:
    return PlanFilter(request.GET, queryset=AnnualPlan.objects.visible_to(request.user), user=request.user)


def _tab(request: HttpRequest) -> str:
    tab = request.GET.get("tab", "")
    return tab if tab in dict(TABS) else ""


def _tabs(request: HttpRequest, plans: Any, tab: str) -> list[dict[str, Any]]:
    counts = bounded_counts(request.user, {key: plan_rows(plans, key) for key in ("", *dict(TABS))})
    kept = {name: request.GET[name] for name in ("year", "q", "program") if request.GET.get(name)}
    return [
        {"label": label, "url": f"?{urlencode(kept | {'tab': key})}", "active": key == tab, "count": str(counts[key])}
        for key, label in (("", "全部"), *TABS)
    ]


def _unasked(request: HttpRequest) -> int:
    """Named brands that no plan of this year has been asked of yet."""
    today = timezone.localdate()
    programs = programs_run_by(request.user)
    return brands_to_ask(today.year, on=today).filter(program__in=programs).count() if programs else 0


@login_required
@require_safe
def plan_export(request: HttpRequest) -> HttpResponse:
    """The list as a spreadsheet: what is missing stands in it too, in words, and so do brands not asked yet."""
    rows = plan_rows(_chosen(request).qs, _tab(request)).select_related("brand__organization")
    plans = list(rows.order_by("-year", "organization_path", "pk")[: EXPORT_MOST + 1])
    if len(plans) > EXPORT_MOST:
        raise BusinessError(f"一次最多导出{EXPORT_MOST}行，请按年度或创建活动缩小范围。")
    lines = [
        [
            p.brand.organization.name, p.brand.name, p.brand.get_honour_level_display(), p.year, p.due_on, in_words(p),
            p.goals, p.measures,
        ]
        for p in plans
    ]  # fmt: skip
    today = timezone.localdate()
    waiting = brands_to_ask(today.year, on=today).visible_to(request.user).select_related("organization")
    lines += [
        [b.organization.name, b.name, b.get_honour_level_display(), today.year, None, "尚未布置", "", ""]
        for b in waiting.order_by("organization_path", "pk")[:EXPORT_MOST]
    ]
    content = write_xlsx([Sheet("年度深化计划", COLUMNS, lines)])
    return download(request, content, "年度深化计划.xlsx", None)


def _get(request: HttpRequest, pk: int) -> AnnualPlan:
    rows = AnnualPlan.objects.visible_to(request.user).select_related(
        "brand__organization", "brand__program__organizer", "submitted_by"
    )
    return get_object_or_404(rows, pk=pk)


def seen_of(plan: AnnualPlan) -> str:
    return f"{plan.status}.{plan.edit_version}"


@login_required
@require_safe
def plan_detail(request: HttpRequest, pk: int) -> HttpResponse:
    plan = _get(request, pk)
    context = {
        "plan": plan,
        "words": in_words(plan),
        "former": former_plan(plan),
        "events": plan.events.all(),
        "may_write": plan.status == AnnualPlanStatus.DRAFT and may_write_plan(request.user, plan),
        "steps": PLAN_FLOW.open_steps(request.user, plan),
        "step_url": reverse("brands:plan_step", args=[pk, "STEP"]),
    }
    return render(request, "brands/plan/plan_detail.html", context)


@login_required
def plan_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Last year's plan stands beside, and is taken over by a link that saves nothing yet."""
    plan = _get(request, pk)
    if not may_write_plan(request.user, plan):
        raise PermissionDenied("只有本组织的填报员或书记可以填写年度计划。")
    if plan.status != AnnualPlanStatus.DRAFT:
        raise BusinessError(f"该计划{plan.get_status_display()}，不能修改；需要修改的，请工委办公室退回。")
    former = former_plan(plan)
    is_copied = bool(former) and request.GET.get("copy") == "1"
    initial = {name: getattr(former if is_copied else plan, name) for name in TEXTS}
    form = PlanForm(request.POST if request.method == "POST" else None, initial=initial)
    version, theirs, status = plan.edit_version, [], 200
    if form.is_bound and form.is_valid():
        try:
            save_plan(plan, actor=request.user, texts=form.cleaned_data, version=version_of(request))
        except ChangedMeanwhile as error:
            add_error(form, error)
            version, theirs, status = error.stored.edit_version, error.theirs, 409
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, "已保存。")
            if request.POST.get("action") == "submit":
                return redirect("brands:plan_step", pk, "submit")
            return redirect("brands:plan_detail", pk)
    elif form.is_bound:
        version = version_of(request)
    context = {
        "plan": plan,
        "form": form,
        "former": former,
        "is_copied": is_copied and not form.is_bound,
        "version": version,
        "theirs": theirs,
    }
    return render(
        request, "brands/plan/plan_form.html", context, status=400 if form.errors and status == 200 else status
    )


@login_required
def plan_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    plan, row = _get(request, pk), PLAN_FLOW[step]
    if row.allowed is None or not row.allowed(request.user, plan):
        raise PermissionDenied(f"您没有“{row.label}”的权限。")
    detail = reverse("brands:plan_detail", args=[pk])
    label = "退回理由" if step == "return" else "说明"
    form = StepForm(request.POST if request.method == "POST" else None, label=label, required=row.needs_comment)
    if form.is_bound and form.is_valid():
        try:
            seen = _read_seen(request.POST.get("seen", ""))
            advance_plan(plan, step, actor=request.user, comment=form.cleaned_data["comment"], seen=seen)
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, f"已办理：{row.label}。")
            return redirect(detail)
    context = {
        "title": row.label,
        "subject": plan,
        "parent_url": detail,
        "lines": EFFECTS[step],
        "submit_label": f"确认{row.label}",
        "cancel_url": detail,
        "form": form,
        "hidden": {"seen": seen_of(plan)},
    }
    return confirm_page(request, context, status=400 if form.errors else 200)


def _read_seen(token: str) -> dict[str, Any]:
    status, _, version = token.partition(".")
    number = whole(version, 9)
    if status not in AnnualPlanStatus.values or number is None:
        raise BusinessError("页面已失效，请返回后重新打开再提交。")
    return {"status": status, "edit_version": number}


@login_required
@require_POST
def plan_read(request: HttpRequest) -> HttpResponse:
    """Mark several as read, after a page that lists them."""
    if not holds_any(request.user, (Ability.ORGANIZE,)):
        raise PermissionDenied("只有工委办公室可以标记已阅。")
    chosen = AnnualPlan.objects.handled_by(request.user).filter(pk__in=ids_of(request, "selected"))
    plans = list(chosen.select_related("brand__organization").order_by("organization_path", "pk"))
    list_url = f"{reverse('brands:plan_list')}?tab=submitted"
    if not plans:
        messages.warning(request, "请先勾选年度计划。")
        return redirect(list_url)
    if "confirmed" in request.POST:
        read, refused = read_all(plans, actor=request.user)
        if read:
            messages.success(request, f"已将{len(read)}份计划标记为已阅。")
        for text in refused:
            messages.warning(request, text)
        return redirect(list_url)
    context = {
        "title": "标记已阅",
        "subject": "年度深化计划",
        "parent_url": list_url,
        "intro": f"共{len(plans)}份计划：",
        "subjects": [f"{p.brand}（{p.brand.organization}）{p.year}年" for p in plans],
        "lines": ["逐份标记为已阅；已经退回或办理的保持原状并说明原因。"],
        "submit_label": "确认已阅",
        "cancel_url": list_url,
        "hidden": {"selected": ",".join(str(p.pk) for p in plans), "confirmed": "1"},
    }
    return confirm_page(request, context)


def _year_to_ask(programs: list[Program], today: date) -> tuple[int, dict[str, int]]:
    """This year while brands wait for it, then the next; and how many wait, by program."""
    for year in (today.year, today.year + 1):
        waiting = {p.name: brands_to_ask(year, on=today).filter(program=p).count() for p in programs[:5]}
        if any(waiting.values()):
            break
    return year, waiting


@login_required
def plan_ask(request: HttpRequest) -> HttpResponse:
    """Ask the named brands of a program that have not been asked yet."""
    programs = programs_run_by(request.user)
    if not programs:
        raise PermissionDenied("只有组织单位的工委办公室可以布置年度计划。")
    today = timezone.localdate()
    year, waiting = _year_to_ask(programs, today)
    usual = due_day(year, programs[0].plan_days)
    initial = {"program": programs[0].pk, "year": year, "due_on": max(usual, today + timedelta(days=14))}
    form = AskForm(request.POST if request.method == "POST" else None, initial=initial, programs=programs)
    if form.is_bound and form.is_valid():
        program = next(p for p in programs if p.pk == form.cleaned_data["program"])
        try:
            asked = ask_by_office(
                program, year=form.cleaned_data["year"], due_on=form.cleaned_data["due_on"], actor=request.user
            )
        except BusinessError as error:
            add_error(form, error)
        else:
            text = f"已向{asked}个品牌布置年度计划。" if asked else "没有需要布置的品牌：已命名品牌都已布置过。"
            messages.success(request, text)
            return redirect(f"{reverse('brands:plan_list')}?year={form.cleaned_data['year']}")
    context = {
        "title": "布置年度计划",
        "parent_label": "年度深化计划",
        "parent_url": reverse("brands:plan_list"),
        "intro": "；".join(f"{name}：{n}个已命名品牌尚未布置{year}年计划" for name, n in waiting.items()) + "。",
        "lines": [
            "所选年度之前命名、称号仍然有效、尚未布置的品牌，由支部填写并报送年度深化计划。",
            "年度内新命名的品牌，从下一年度起报送；已经布置过的不会重复布置。",
        ],
        "submit_label": "确认布置",
        "cancel_url": reverse("brands:plan_list"),
        "form": form,
        "hidden": {},
    }
    return confirm_page(request, context, status=400 if form.errors else 200)
