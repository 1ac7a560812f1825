"""Rounds: the list, the cockpit, writing one, its plain steps, the export of all application forms."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from branches.enums import Ability
from branches.roles import has_ability_somewhere, scope_of
from brands.enums import ApplicationStatus, NoticeStatus, ProgramStatus, RoundStatus
from brands.filters.selection import RoundFilter, tabs_of
from brands.forms.selection import CriterionSet, ExtendForm, RoundForm, StepForm, criterion_initial
from brands.models import Application, Program, SelectionRound
from brands.permissions.selection import may_run_round
from brands.rules.selection import RUBRIC_OPEN
from brands.selectors.selection import OPEN_OPINIONS, listed_in_notices, shown_status, stages
from brands.services.selection import advance_round, create_round, extend_scoring, update_round
from brands.views.selection.cockpit import cockpit
from brands.views.selection.common import get_round, require_office, require_organizer
from brands.workflow.selection import ROUND_FLOW
from core import jobs
from core.answers import confirm_page
from core.copies import copy_shown
from core.errors import BusinessError
from core.forms import add_error
from core.onetime import form_key
from core.paging import paginate
from core.posted import one_more

# Steps with a page of their own.
OWN_PAGES = {"shortlist": "brands:round_shortlist", "decide": "brands:round_decide", "issue": "brands:round_issue"}
EFFECTS = {
    "open": ["本批次向各党组织公布，支部书记可以报名参评。", "参评截止前仍可调整评分标准、名额和期限。"],
    "start_scoring": [
        "停止受理参评，评分标准、名额和期限固定，不能再修改。",
        "评委开始评分；评分结束前任何人看不到他人的分数。",
    ],
    "close_scoring": ["停止评分，未提交的评分表不计入（不按零分处理）。", "计算得分和名次并固定，不能再修改。"],
    "cancel": ["本批次停止，不产生命名结果；正在进行的公示同时撤下。", "取消后不能恢复。"],
    "extend": ["评委可以评分至新的截止日期。"],
}


@login_required
@require_safe
def round_list(request: HttpRequest) -> HttpResponse:
    visible = SelectionRound.objects.visible_to(request.user)
    chosen = RoundFilter(request.GET, queryset=visible.select_related("program"))
    status = request.GET.get("status", "")
    status = status if status in RoundStatus.values else ""
    counts = dict(chosen.qs.order_by().values_list("status").annotate(n=Count("pk")))
    rows = chosen.qs.filter(status=status) if status else chosen.qs
    context = {
        "page": paginate(request, rows, order=("-year", "-pk")),
        "filter": chosen,
        "tabs": tabs_of(counts, RoundStatus.choices, status),
        "may_create": _programs(request.user).exists(),
    }
    return render(request, "brands/selection/round_list.html", context)


def _programs(user: Any) -> Any:
    nodes = sorted(scope_of(user, Ability.ORGANIZE).nodes)
    return Program.objects.filter(organizer__path__in=nodes).exclude(status=ProgramStatus.CLOSED)


@login_required
def round_create(request: HttpRequest) -> HttpResponse:
    """For one program; with several and none named in the address they are offered first."""
    programs = list(_programs(request.user).select_related("organizer"))
    if not programs:
        raise PermissionDenied("只有工委办公室可以在进行中的创建活动下建立评选批次。")
    wanted = request.GET.get("program", "")
    program = next((p for p in programs if str(p.pk) == wanted), programs[0] if len(programs) == 1 else None)
    if program is None:
        return render(request, "brands/selection/round_program.html", {"programs": programs})
    return _edit(request, program, None)


@login_required
def round_edit(request: HttpRequest, pk: int) -> HttpResponse:
    round = get_round(request, pk)
    require_office(request.user, round)
    if round.status not in RUBRIC_OPEN:
        raise BusinessError(f"本批次{round.get_status_display()}，评分标准和名额等已经固定，不能再修改。")
    return _edit(request, round.program, round)


def _edit(request: HttpRequest, program: Program, round: SelectionRound | None) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    if posted is not None and "add_row" in posted:
        return _edit_page(request, program, round, *_with_row(request, program, round))
    form = RoundForm(posted, instance=round or SelectionRound(program=program), program=program)
    source = round.criteria.all() if round else program.criteria.all()
    criteria = CriterionSet(posted, initial=criterion_initial(source), prefix="criteria")
    if posted is None or not (form.is_valid() & criteria.is_valid()):
        return _edit_page(request, program, round, form, criteria)
    try:
        saved = _save(request, program, round, form, criteria)
    except BusinessError as error:
        add_error(form, error)
        return _edit_page(request, program, round, form, criteria, error)
    messages.success(request, "已保存。")
    return redirect("brands:round_detail", saved.pk)


def _save(request: HttpRequest, program: Program, round: Any, form: Any, criteria: Any) -> SelectionRound:
    if round is None:
        return create_round(
            program, actor=request.user, values=form.values(), criteria=criteria.drafts(), key=request.POST.get("key")
        )
    seen = request.POST.get("seen", "")
    return update_round(round, actor=request.user, values=form.values(), criteria=criteria.drafts(), seen=seen)


def _with_row(request: HttpRequest, program: Program, round: SelectionRound | None) -> tuple[Any, Any]:
    """One more row for the rubric, without JavaScript; nothing is judged or lost."""
    data = request.POST
    form = RoundForm(instance=round or SelectionRound(program=program), program=program, initial=data.dict())
    rows = [
        {name: data.get(f"criteria-{n}-{name}", "") for name in ("name", "weight", "description")}
        for n in range(one_more(data, "criteria", CriterionSet))
    ]
    return form, CriterionSet(initial=rows, prefix="criteria")


def _edit_page(
    request: HttpRequest,
    program: Program,
    round: Any,
    form: Any,
    criteria: Any,
    refused: BusinessError | None = None,
) -> HttpResponse:
    context = {
        "program": program,
        "round": round,
        "form": form,
        "criteria": criteria,
        "key": form_key(request.POST),
        # A copy that lost a race is saved over the newer one only after its author has seen the message.
        "seen": copy_shown(request.POST, round.updated_at.isoformat(), refused) if round else "",
        "cancel_url": reverse("brands:round_detail", args=[round.pk]) if round else reverse("brands:round_list"),
    }
    return render(request, "brands/selection/round_form.html", context, status=400 if form.is_bound else 200)


@login_required
@require_safe
def round_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The cockpit for the organiser; for everybody else what the round is and how the own brands stand in it."""
    round = get_round(request, pk)
    alive = round.notices.exclude(status=NoticeStatus.WITHDRAWN)
    notices = list(alive.annotate(open_opinions=Count("opinions", filter=OPEN_OPINIONS)))
    round._prefetched_objects_cache = {"notices": notices}
    context: dict[str, Any] = {
        "round": round,
        "stages": stages(round),
        "criteria": round.criteria.all(),
        "notice": notices[0] if notices else None,
        "is_run": may_run_round(request.user, round),
    }
    if context["is_run"]:
        context |= cockpit(request.user, round, context["notice"])
        return render(request, "brands/selection/round_cockpit.html", context)
    own = round.nominations.visible_to(request.user).select_related("brand__organization")[:50]
    listed = listed_in_notices([round]).get(round.pk)
    rows = []
    for nomination in own:
        nomination.round = round
        rows.append((nomination, shown_status(nomination, request.user, listed)))
    may_enter = round.status == RoundStatus.NOMINATING and _may_submit_somewhere(request.user)
    return render(request, "brands/selection/round_detail.html", context | {"rows": rows, "may_enter": may_enter})


def _may_submit_somewhere(user: Any) -> bool:
    return has_ability_somewhere(user, Ability.SUBMIT)


@login_required
def round_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    round = get_round(request, pk)
    row = ROUND_FLOW[step]
    if step in OWN_PAGES:
        return redirect(OWN_PAGES[step], pk)
    if step not in EFFECTS:
        raise BusinessError("该操作请在公示页面办理。")
    if row.allowed is None or not row.allowed(request.user, round):
        raise PermissionDenied(f"您没有“{row.label}”的权限。")
    form_class = ExtendForm if step == "extend" else StepForm
    label = "理由" if row.needs_comment else "说明"
    form = form_class(request.POST if request.method == "POST" else None, label=label, required=row.needs_comment)
    if form.is_bound and form.is_valid():
        try:
            _take(request, round, step, form)
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, f"已办理：{row.label}。")
            return redirect("brands:round_detail", pk)
    context = {
        "title": row.label,
        "subject": round,
        "parent_url": reverse("brands:round_detail", args=[pk]),
        "lines": EFFECTS[step],
        "submit_label": f"确认{row.label}",
        "cancel_url": reverse("brands:round_detail", args=[pk]),
        "form": form,
        "tone": "danger" if row.tone == "danger" else "primary",
        "hidden": {"seen": round.status},
        "warning": ""
        if round.status in row.sources
        else f"当前状态为“{round.get_status_display()}”，不能“{row.label}”。",
    }
    return confirm_page(request, context, status=400 if form.errors else 200)


def _take(request: HttpRequest, round: SelectionRound, step: str, form: Any) -> None:
    comment, seen = form.cleaned_data["comment"], request.POST.get("seen") or None
    if step == "extend":
        extend_scoring(round, until=form.cleaned_data["until"], actor=request.user, comment=comment, seen=seen)
    else:
        advance_round(round, step, actor=request.user, comment=comment, seen=seen)


@login_required
@require_POST
def round_forms(request: HttpRequest, pk: int) -> HttpResponse:
    """All application forms of the round's brands as one zip, made by a job."""
    round = get_round(request, pk)
    require_organizer(request.user, round)
    brands = round.nominations.taking_part().values("brand")
    accepted = Application.objects.filter(brand__in=brands, status=ApplicationStatus.ACCEPTED)
    # Of several accepted filings of a brand the last one holds the text in force.
    latest = dict(accepted.order_by("brand", "pk").values_list("brand", "pk"))
    if not latest:
        raise BusinessError("本批次还没有可以导出的申报表。")
    params = {"application_ids": sorted(latest.values()), "filename": f"{round.name}申报表.zip"}
    job = jobs.enqueue("application_forms_zip", f"{round.name}：全部申报表", params, request.user)
    return redirect("core:job", job.pk)
