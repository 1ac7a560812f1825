"""The list of applications, beginning a new one, agreeing to many at once."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from branches.enums import Ability, OrganizationKind
from branches.models import Organization
from branches.roles import has_ability_somewhere, holds_any, scope_of
from brands.enums import ApplicationStatus
from brands.filters.application import ApplicationFilter
from brands.forms.application import EndorseForm, ScreenForm
from brands.models import Application, Brand, Program
from brands.permissions.program import may_decide, may_organize
from brands.selectors.application import rows_for, tab_counts, tabs_for
from brands.selectors.climbing import next_holder
from brands.selectors.similarity import similar_to_each
from brands.selectors.workbench import REVIEWING
from brands.services.application import advance_many, bulk_step
from brands.services.drafts import start_application
from brands.views.application.common import read_seen, seen_token
from brands.workflow.application import APPLICATION_FLOW
from core import jobs
from core.errors import BusinessError
from core.onetime import new_key
from core.paging import paginate
from core.posted import ids_of, whole

SELECTED_MOST = 100
EXPORTED_MOST = 20_000


@login_required
@require_safe
def application_list(request: HttpRequest) -> HttpResponse:
    tabs = tabs_for(request.user)
    wanted = request.GET.get("tab", "")
    tab = next((tab for tab in tabs if tab.key == wanted), None) or tabs[0]
    chosen = ApplicationFilter(request.GET, queryset=tab.rows, user=request.user)
    rows = chosen.qs.select_related("organization", "program", "held_by").defer(
        "facets", "carriers", "plans", "concept", "connotation", "goals", "logo_meaning"
    )
    if holds_any(request.user, (Ability.ORGANIZE,)):
        rows = rows.with_reviewer()
    page = paginate(request, rows, order=tab.order)
    counts = tab_counts(request.user, tabs)
    may_pass = tab.key == "waiting" and holds_any(request.user, (Ability.REVIEW, Ability.ORGANIZE))
    context = {
        "page": page,
        "rows": rows_for(request.user, page.rows),
        "filter": chosen,
        "tab": tab,
        "tabs": [
            {"label": t.label, "url": _tab_url(request, t.key), "active": t is tab, "count": counts[t.key]}
            for t in tabs
        ],
        "bulk_actions": [("pass", "同意所选")] if may_pass else [],
        "bulk_url": reverse("brands:application_bulk"),
        "back": urlencode({"back": request.GET.urlencode()}),
        "may_create": has_ability_somewhere(request.user, Ability.EDIT),
    }
    return render(request, "brands/application/application_list.html", context)


def _tab_url(request: HttpRequest, key: str) -> str:
    """The tab with the same filter, from its first page."""
    query = request.GET.copy()
    for name in ("page", "after", "status"):
        query.pop(name, None)
    query["tab"] = key
    return f"?{query.urlencode()}"


@login_required
def application_create(request: HttpRequest) -> HttpResponse:
    """Choose where and in which program; a program and organisation with one under way lead to that one."""
    organizations = _writable(request.user)
    if not organizations:
        raise PermissionDenied("只有党组织的填报员或书记可以发起申报。")
    choices = _choices(request.user, organizations)
    if request.method == "POST":
        program, organization = _chosen(request, choices)
        application = start_application(program, organization, actor=request.user, key=request.POST.get("key", ""))
        if application.prefilled_from:
            messages.info(request, f"已带入{application.prefilled_from}的内容，请核对后修改。")
        return redirect("brands:application_edit", application.pk)
    return render(request, "brands/application/application_create.html", {"choices": choices, "key": new_key()})


def _writable(user: Any) -> list[Organization]:
    paths = sorted(scope_of(user, Ability.EDIT).nodes)
    rows = Organization.objects.active().filter(path__in=paths).exclude(kind=OrganizationKind.WORKING_COMMITTEE)
    return list(rows.order_by("path"))


def _choices(user: Any, organizations: list[Organization]) -> list[dict[str, Any]]:
    """Each open program of a superior for each organisation, with what stands in the way of a first filing."""
    programs = list(Program.objects.visible_to(user).open().select_related("organizer"))
    keys = {"organization__in": organizations, "program__in": programs}
    states = [ApplicationStatus.DRAFT, ApplicationStatus.IN_REVIEW]
    running = {(a.program_id, a.organization_id): a for a in Application.objects.filter(**keys, status__in=states)}
    brands = {(b.program_id, b.organization_id): b for b in Brand.objects.filter(**keys)}
    return [
        {
            "program": program,
            "organization": organization,
            "running": running.get((program.pk, organization.pk)),
            "brand": brands.get((program.pk, organization.pk)),
        }
        for program in programs
        for organization in organizations
        if organization.is_within(program.organizer) and organization.pk != program.organizer_id
    ]


def _chosen(request: HttpRequest, choices: list[dict[str, Any]]) -> tuple[Program, Organization]:
    wanted = request.POST.get("choice", "")
    for choice in choices:
        if f"{choice['program'].pk}.{choice['organization'].pk}" == wanted:
            return choice["program"], choice["organization"]
    raise BusinessError("请选择要申报的创建活动。")


@login_required
@require_POST
def application_bulk(request: HttpRequest) -> HttpResponse:
    """First what will happen to each, then, once confirmed, what has happened."""
    if not holds_any(request.user, REVIEWING):
        raise PermissionDenied("只有审核人员可以批量办理。")
    ids = ids_of(request, "selected", SELECTED_MOST)
    rows = Application.objects.visible_to(request.user).filter(pk__in=ids)
    found = {a.pk: a for a in rows.select_related("program__organizer", "organization", "held_by")}
    applications = [found[pk] for pk in ids if pk in found]
    if not applications:
        messages.warning(request, "请先勾选要办理的申报。")
        return redirect(reverse("brands:application_list") + "?tab=waiting")
    alike = similar_to_each(applications)
    plans = [_plan(request.user, a) | {"similar": alike.get(a.pk, [])} for a in applications]
    kind = ScreenForm if any(plan["step"] == "screen" for plan in plans) else EndorseForm
    form = kind(request.POST if "confirmed" in request.POST else None, initial={"comment": "同意。"})
    if form.is_bound and form.is_valid():
        pairs = [(a, read_seen(request.POST.get(f"seen_{a.pk}", ""))) for a in applications]
        outcomes = advance_many(pairs, actor=request.user, comment=form.cleaned_data["comment"])
        return render(request, "brands/application/bulk_result.html", {"outcomes": outcomes})
    context = {"plans": plans, "count": sum(bool(plan["step"]) for plan in plans), "form": form}
    return render(request, "brands/application/bulk_confirm.html", context, status=400 if form.errors else 200)


def _plan(user: Any, application: Application) -> dict[str, Any]:
    """What agreeing would do to one application, or why it cannot be."""
    name = bulk_step(user, application)
    plan = {"application": application, "step": name, "seen": seen_token(application), "text": ""}
    if name == "screen":
        return plan | {"text": "初审通过，送工委负责人。"}
    if name:
        return plan | {"text": f"同意，上报{next_holder(application).short_name}。"}
    if application.submitted_by_id == user.pk:
        return plan | {"text": "由您本人提交，须由他人审核。"}
    if "accept" in [step.name for step in APPLICATION_FLOW.open_steps(user, application)]:
        return plan | {"text": "同意创建须逐件办理并确定公开范围。"}
    return plan | {"text": "当前不由您审核。"}


@login_required
@require_POST
def application_export(request: HttpRequest) -> HttpResponse:
    """All submitted application forms of a program as one zip, made by a job."""
    wanted = whole(request.POST.get("program"))
    if wanted is None:
        raise BadRequest("请选择创建活动。")
    program = get_object_or_404(Program.objects.visible_to(request.user).select_related("organizer"), pk=wanted)
    if not (may_organize(request.user, program) or may_decide(request.user, program)):
        raise PermissionDenied("只有组织单位可以导出全部申报表。")
    rows = Application.objects.visible_to(request.user).filter(program=program, version_number__gt=0)
    ids = list(rows.order_by("organization_path", "pk").values_list("pk", flat=True)[: EXPORTED_MOST + 1])
    if not ids:
        raise BusinessError("该创建活动还没有提交过的申报。")
    if len(ids) > EXPORTED_MOST:
        raise BusinessError(f"申报超过{EXPORTED_MOST}份，请按下级单位分别导出。")
    params = {"application_ids": ids, "filename": f"{program.name}申报表.zip"}
    job = jobs.enqueue("application_forms_zip", f"{program.name}：全部申报表", params, request.user)
    return redirect("core:job", job.pk)
