"""Programs: the list, one program, writing it, its steps."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_safe

from branches.enums import Ability
from branches.roles import scope_of
from brands.enums import ProgramStatus
from brands.forms.program import (
    AdjustForm,
    PhaseSet,
    ProgramForm,
    WeightSet,
    organizers_of,
    usual_criteria,
    usual_phases,
    weight_drafts,
)
from brands.forms.selection import StepForm
from brands.models import Program
from brands.permissions.program import may_decide, may_organize
from brands.services.program import OFFICE_ONLY, adjust_program, advance_program, create_program, update_program
from brands.workflow.program import PROGRAM_FLOW
from core.answers import confirm_page
from core.copies import copy_shown
from core.errors import BusinessError
from core.forms import add_error
from core.onetime import form_key
from core.paging import paginate
from core.posted import with_row

LIST = reverse_lazy("brands:program_list")
EFFECTS = {
    "open": ["本系统各党组织可以看到该活动并开始申报。", "阶段、评审标准和字数上限固定，不能再修改。"],
    "close": ["停止受理申报；已同意创建的品牌和历史记录全部保留。"],
    "reopen": ["活动恢复进行，重新受理申报。"],
}


@login_required
@require_safe
def program_list(request: HttpRequest) -> HttpResponse:
    rows = Program.objects.visible_to(request.user).select_related("organizer")
    context = {
        "page": paginate(request, rows, order=("-starts_on", "-pk")),
        "may_create": bool(scope_of(request.user, Ability.ORGANIZE).nodes),
    }
    return render(request, "brands/program/program_list.html", context)


def _get(request: HttpRequest, pk: int) -> Program:
    return get_object_or_404(Program.objects.visible_to(request.user).select_related("organizer"), pk=pk)


@login_required
@require_safe
def program_detail(request: HttpRequest, pk: int) -> HttpResponse:
    program, today = _get(request, pk), timezone.localdate()
    phases = list(program.phases.all())

    def stage(phase: Any) -> str:
        return "done" if phase.ends_on < today else "current" if phase.starts_on <= today else "todo"

    context = {
        "program": program,
        "phases": phases,
        "stages": [(phase.name, stage(phase)) for phase in phases],
        "criteria": program.criteria.all(),
        "regulations": program.regulations.visible_to(request.user).in_force(),
        "limits": [(field.label, program.limits.get(name)) for name, field in _limit_fields(program)],
        "events": program.events.all(),
        "steps": PROGRAM_FLOW.open_steps(request.user, program),
        "may_edit": may_organize(request.user, program) and program.status != ProgramStatus.CLOSED,
        "may_export": may_organize(request.user, program) or may_decide(request.user, program),
    }
    return render(request, "brands/program/program_detail.html", context)


def _limit_fields(program: Program) -> list[tuple[str, Any]]:
    form = ProgramForm(instance=program, organizers=Program.objects.none())
    return [(field.name.removeprefix("limit_"), field) for field in form.limit_fields()]


@login_required
def program_create(request: HttpRequest) -> HttpResponse:
    organizers = organizers_of(scope_of(request.user, Ability.ORGANIZE).nodes)
    if not organizers:
        raise PermissionDenied(OFFICE_ONLY)
    return _edit(request, Program(organizer=organizers[0]), organizers)


@login_required
def program_edit(request: HttpRequest, pk: int) -> HttpResponse:
    program = _get(request, pk)
    if not may_organize(request.user, program):
        raise PermissionDenied(OFFICE_ONLY)
    if program.status != ProgramStatus.PREPARING:
        return _adjust(request, program)
    return _edit(request, program, organizers_of(frozenset({program.organizer.path})))


def _edit(request: HttpRequest, program: Program, organizers: Any) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    if posted is not None and "add_row" in posted:
        posted = with_row(posted, phases=PhaseSet, criteria=WeightSet)
        return _page(request, program, *_forms(program, organizers, posted), is_checked=False)
    form, phases, criteria = _forms(program, organizers, posted)
    if posted is None or not (form.is_valid() & phases.is_valid() & criteria.is_valid()):
        return _page(request, program, form, phases, criteria)
    drafts = {"values": form.values(), "phases": phases.drafts(), "criteria": weight_drafts(criteria)}
    try:
        if program.pk:
            saved = update_program(program, actor=request.user, seen=posted.get("seen", ""), **drafts)
        else:
            organizer, key = form.cleaned_data["organizer"], posted.get("key", "")
            saved = create_program(organizer, actor=request.user, key=key, **drafts)
    except BusinessError as error:
        add_error(form, error)
        return _page(request, program, form, phases, criteria, refused=error)
    messages.success(request, "已保存。")
    return redirect("brands:program_detail", saved.pk)


def _forms(program: Program, organizers: Any, posted: Any) -> tuple[ProgramForm, Any, Any]:
    phases = list(program.phases.values("name", "starts_on", "ends_on", "tasks", "deliverables")) if program.pk else []
    weights = list(program.criteria.values("name", "weight", "description")) if program.pk else []
    return (
        ProgramForm(posted, instance=program, organizers=organizers),
        PhaseSet(posted, initial=phases or usual_phases(timezone.localdate()), prefix="phases"),
        WeightSet(posted, initial=weights or usual_criteria(), prefix="criteria"),
    )


def _page(
    request: HttpRequest,
    program: Program,
    form: Any,
    phases: Any,
    criteria: Any,
    *,
    is_checked: bool = True,
    refused: BusinessError | None = None,
) -> HttpResponse:
    context = {
        "program": program,
        "form": form,
        "phases": phases,
        "criteria": criteria,
        "is_checked": is_checked and form.is_bound,
        "key": form_key(request.POST),
        "seen": copy_shown(request.POST, program.updated_at.isoformat(), refused) if program.pk else "",
        "cancel_url": reverse("brands:program_detail", args=[program.pk])
        if program.pk
        else reverse("brands:program_list"),
    }
    status = 400 if context["is_checked"] else 200
    return render(request, "brands/program/program_form.html", context, status=status)


def _adjust(request: HttpRequest, program: Program) -> HttpResponse:
    form = AdjustForm(request.POST if request.method == "POST" else None, instance=program)
    stored = program.updated_at.isoformat()
    refused: BusinessError | None = None
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            adjust_program(
                program,
                actor=request.user,
                purpose=data["purpose"],
                applications_until=data["applications_until"],
                reason=data["reason"],
                seen=request.POST.get("seen", ""),
            )
        except BusinessError as error:
            refused = error
            add_error(form, error)
        else:
            messages.success(request, "已保存。")
            return redirect("brands:program_detail", program.pk)
    context = {"program": program, "form": form, "seen": copy_shown(request.POST, stored, refused)}
    return render(request, "brands/program/program_adjust.html", context, status=400 if form.errors else 200)


@login_required
def program_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    program, row = _get(request, pk), PROGRAM_FLOW[step]
    if row.allowed is None or not row.allowed(request.user, program):
        raise PermissionDenied(f"您没有“{row.label}”的权限。")
    form = StepForm(request.POST if request.method == "POST" else None, label="说明", required=row.needs_comment)
    if form.is_bound and form.is_valid():
        try:
            comment, seen = form.cleaned_data["comment"], request.POST.get("seen") or None
            advance_program(program, step, actor=request.user, comment=comment, seen=seen)
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, f"已办理：{row.label}。")
            return redirect("brands:program_detail", pk)
    context = {
        "title": row.label,
        "subject": program.name,
        "trail": [("创建活动", reverse("brands:program_list"))],
        "parent_url": reverse("brands:program_detail", args=[pk]),
        "lines": EFFECTS[step],
        "warning": "" if form.is_bound else row.hindrance(program),
        "form": form,
        "hidden": {"seen": program.status},
    }
    return confirm_page(request, context, status=400 if form.errors else 200)
