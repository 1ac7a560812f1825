"""The register of rules: the list, one of them with its versions, writing it, its steps, its file."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from branches.enums import Ability
from branches.models import Organization
from branches.roles import scope_of
from brands.enums import RegulationStatus
from brands.filters.regulation import RegulationFilter
from brands.filters.selection import tabs_of
from brands.forms.regulation import RegulationForm
from brands.models import Regulation
from brands.permissions.regulation import may_keep_regulation
from brands.services.regulation import (
    OFFICE_ONLY,
    advance_regulation,
    create_regulation,
    revise_regulation,
    seen_of,
    update_regulation,
)
from brands.views.stepping import step_page
from brands.workflow.regulation import REGULATION_FLOW
from core.answers import confirm_page
from core.copies import copy_shown
from core.errors import BusinessError
from core.files import serve_private
from core.forms import add_error
from core.onetime import form_key
from core.paging import paginate

EFFECTS = {
    "issue": [
        "制度现行有效，本系统各党组织都可以查看。",
        "有前一版本的，前一版本同时标为已被修订。",
        "发布后不能直接修改，需要修改的修订为新版本。",
    ],
    "repeal": ["制度标为已废止，仍可查看。"],
}


@login_required
@require_safe
def regulation_list(request: HttpRequest) -> HttpResponse:
    """What is in force first; everything by its state behind the tabs."""
    chosen = RegulationFilter(request.GET, queryset=Regulation.objects.visible_to(request.user))
    status = request.GET.get("status", RegulationStatus.IN_FORCE)
    status = status if status in RegulationStatus.values else ""
    counts = dict(chosen.qs.order_by().values_list("status").annotate(n=Count("pk")))
    rows = chosen.qs.filter(status=status) if status else chosen.qs
    context = {
        "page": paginate(request, rows.select_related("organization"), order=("-effective_on", "-pk")),
        "filter": chosen,
        "tabs": tabs_of(counts, RegulationStatus.choices, status),
        "may_create": bool(scope_of(request.user, Ability.ORGANIZE).nodes),
        "today": timezone.localdate(),
    }
    return render(request, "brands/regulation/regulation_list.html", context)


def _get(request: HttpRequest, pk: int) -> Regulation:
    rows = Regulation.objects.visible_to(request.user).select_related("organization", "former", "created_by")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_safe
def regulation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    regulation = _get(request, pk)
    visible = Regulation.objects.visible_to(request.user)
    successor = visible.filter(former=regulation).first()
    may_keep = may_keep_regulation(request.user, regulation)
    context = {
        "regulation": regulation,
        "successor": successor,
        "programs": regulation.programs.visible_to(request.user),
        "events": regulation.events.all(),
        "may_edit": may_keep and regulation.status == RegulationStatus.DRAFT,
        "may_revise": may_keep and regulation.status == RegulationStatus.IN_FORCE and successor is None,
        "steps": [step for step in REGULATION_FLOW.open_steps(request.user, regulation) if step.name in EFFECTS],
        "step_url": reverse("brands:regulation_step", args=[pk, "STEP"]),
        "is_ahead": regulation.effective_on > timezone.localdate(),
    }
    return render(request, "brands/regulation/regulation_detail.html", context)


@login_required
@require_safe
def regulation_file(request: HttpRequest, pk: int) -> FileResponse:
    regulation = _get(request, pk)
    if not regulation.file:
        raise Http404
    return serve_private(request, regulation.file, regulation.file_name)


def _places(user: Any) -> Any:
    nodes = sorted(scope_of(user, Ability.ORGANIZE).nodes)
    return Organization.objects.active().filter(path__in=nodes).order_by("path")


@login_required
def regulation_create(request: HttpRequest) -> HttpResponse:
    places = _places(request.user)
    if not places:
        raise PermissionDenied("只有工委办公室可以录入制度。")
    return _edit(request, None, places)


@login_required
def regulation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    regulation = _get(request, pk)
    if not may_keep_regulation(request.user, regulation):
        raise PermissionDenied(OFFICE_ONLY)
    if regulation.status != RegulationStatus.DRAFT:
        raise BusinessError(f"该制度{regulation.get_status_display()}，不能直接修改，请修订为新版本。")
    return _edit(request, regulation, Organization.objects.filter(pk=regulation.organization_id))


def _edit(request: HttpRequest, regulation: Regulation | None, places: Any) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    form = RegulationForm(posted, request.FILES or None, initial=_initial(regulation), organizations=places)
    refused: BusinessError | None = None
    if form.is_bound and form.is_valid():
        try:
            saved = _save(request, regulation, form)
        except BusinessError as error:
            refused = error
            add_error(form, error)
        else:
            messages.success(request, "已保存。发布后各党组织可以查看。")
            return redirect("brands:regulation_detail", saved.pk)
    if form.is_bound and request.FILES:
        messages.info(request, "浏览器不会保留已选的文件，请重新选择后再保存。")
    context = {
        "regulation": regulation,
        "form": form,
        "key": form_key(request.POST),
        "seen": copy_shown(request.POST, regulation.updated_at.isoformat(), refused) if regulation else "",
        "cancel_url": reverse("brands:regulation_detail", args=[regulation.pk])
        if regulation
        else reverse("brands:regulation_list"),
    }
    return render(request, "brands/regulation/regulation_form.html", context, status=400 if form.errors else 200)


def _initial(regulation: Regulation | None) -> dict[str, Any]:
    if regulation is None:
        return {"effective_on": timezone.localdate()}
    names = ("title", "reference", "effective_on", "text")
    values = {name: getattr(regulation, name) for name in names}
    return values | {"organization": regulation.organization_id, "programs": regulation.programs.all()}


def _save(request: HttpRequest, regulation: Regulation | None, form: RegulationForm) -> Regulation:
    data = form.cleaned_data
    parts: dict[str, Any] = {"values": form.values(), "programs": list(data["programs"]), "content": data["upload"]}
    if regulation is None:
        key = request.POST.get("key", "")
        return create_regulation(data["organization"], actor=request.user, key=key, **parts)
    return update_regulation(regulation, actor=request.user, seen=request.POST.get("seen", ""), **parts)


@login_required
def regulation_revise(request: HttpRequest, pk: int) -> HttpResponse:
    regulation = _get(request, pk)
    if not may_keep_regulation(request.user, regulation):
        raise PermissionDenied(OFFICE_ONLY)
    warning = ""
    if request.method == "POST":
        try:
            draft = revise_regulation(regulation, actor=request.user, key=request.POST.get("key", ""))
        except BusinessError as error:
            warning = error.message
        else:
            messages.info(request, "已带入现行版本的内容，修改后发布。")
            return redirect("brands:regulation_edit", draft.pk)
    context = {
        "title": "修订制度",
        "subject": regulation,
        "parent_url": reverse("brands:regulation_detail", args=[pk]),
        "lines": [
            f"建立第{regulation.version + 1}版的修订稿，现行版本的内容全部带入。",
            "修订稿发布之前，现行版本继续有效。",
        ],
        "submit_label": "开始修订",
        "cancel_url": reverse("brands:regulation_detail", args=[pk]),
        "form": None,
        "warning": warning,
        "hidden": {"key": form_key(request.POST)},
    }
    return confirm_page(request, context, status=400 if warning else 200)


@login_required
def regulation_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    regulation = _get(request, pk)

    def act(data: dict[str, Any], seen: str | None) -> None:
        advance_regulation(regulation, step, actor=request.user, comment=data["comment"], seen=seen)

    back = reverse("brands:regulation_detail", args=[pk])
    return step_page(request, REGULATION_FLOW, regulation, step, back=back, effects=EFFECTS, act=act, seen_of=seen_of)
