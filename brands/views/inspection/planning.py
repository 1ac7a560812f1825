"""Inspections: the list, a new one, which branches it takes in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from branches.models import Organization
from brands.enums import InspectionStatus
from brands.filters.inspection import BranchFilter, InspectionFilter
from brands.filters.selection import tabs_of
from brands.forms.inspection import InspectionForm, OrganizerForm, RegionForm
from brands.models import Inspection, InspectionTarget
from brands.querysets.inspection import TOLD
from brands.selectors.inspection import organizers_for
from brands.services import inspection as services
from brands.views.inspection.common import get_inspection, require_inspector, require_planned
from core.copies import copy_shown
from core.errors import BusinessError
from core.forms import add_error
from core.onetime import form_key
from core.paging import paginate
from core.posted import ids_of, version_of


@login_required
@require_safe
def inspection_list(request: HttpRequest) -> HttpResponse:
    visible = Inspection.objects.visible_to(request.user)
    status = request.GET.get("status", "")
    status = status if status in InspectionStatus.values else ""
    counts = dict(visible.order_by().values_list("status").annotate(n=Count("pk")))
    rows = visible.filter(status=status) if status else visible
    chosen = InspectionFilter(request.GET, queryset=rows)
    may_plan = organizers_for(request.user).exists()
    context = {
        "page": paginate(request, chosen.qs.select_related("organizer", "region"), order=("-starts_on", "-pk")),
        "filter": chosen,
        "tabs": tabs_of(counts, InspectionStatus.choices, status),
        "may_plan": may_plan,
        "told": TOLD,
    }
    return render(request, "brands/inspection/inspection_list.html", context)


@login_required
def inspection_create(request: HttpRequest) -> HttpResponse:
    organizers = organizers_for(request.user)
    if not organizers:
        raise PermissionDenied("只有上级党组织的审核员和工委办公室可以安排督查。")
    posted = request.POST if request.method == "POST" else None
    form, chooser = InspectionForm(posted), None
    if len(organizers) > 1:
        chooser = OrganizerForm(posted, organizers=organizers)
    if posted is not None and form.is_valid() & (chooser is None or chooser.is_valid()):
        organizer = chooser.cleaned_data["organizer"] if chooser else organizers[0]
        try:
            key = request.POST.get("key", "")
            made = services.plan_inspection(organizer, actor=request.user, values=form.values(), key=key)
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, "已安排督查，请核对督查对象。")
            return redirect("brands:inspection_targets", made.pk)
    return _form_page(request, form, chooser=chooser, inspection=None)


@login_required
def inspection_edit(request: HttpRequest, pk: int) -> HttpResponse:
    inspection = get_inspection(request, pk)
    require_inspector(request.user, inspection)
    require_planned(inspection)
    stored = inspection.edit_version
    refused: BusinessError | None = None
    form = InspectionForm(request.POST if request.method == "POST" else None, instance=inspection)
    if form.is_bound and form.is_valid():
        try:
            seen = version_of(request, "seen")
            services.update_inspection(inspection, actor=request.user, values=form.values(), seen=seen)
        except BusinessError as error:
            refused = error
            add_error(form, error)
        else:
            messages.success(request, "已保存。")
            return redirect("brands:inspection_detail", pk)
    shown = copy_shown(request.POST, stored, refused)
    return _form_page(request, form, chooser=None, inspection=inspection, seen=shown)


def _form_page(request: HttpRequest, form: Any, *, chooser: Any, inspection: Any, seen: str = "0") -> HttpResponse:
    pages = ("brands:inspection_detail", [inspection.pk]) if inspection else ("brands:inspection_list", [])
    context = {
        "form": form,
        "chooser": chooser,
        "inspection": inspection,
        "key": form_key(request.POST),
        "seen": seen,
        "cancel_url": reverse(pages[0], args=pages[1]),
    }
    return render(request, "brands/inspection/inspection_form.html", context, status=400 if form.errors else 200)


@login_required
def inspection_targets(request: HttpRequest, pk: int) -> HttpResponse:
    """Which branches are looked at: by region at once, or ticked in the list."""
    inspection = get_inspection(request, pk)
    require_inspector(request.user, inspection)
    require_planned(inspection)
    region = RegionForm(request.POST if request.POST.get("action") == "region" else None)
    if request.method == "POST":
        try:
            count = _take_in(request, inspection, region)
        except BusinessError as error:
            messages.error(request, "；".join([error.message, *error.details]))
        else:
            if count is not None:
                messages.success(request, f"已选入{count}个党支部。")
                return redirect(request.get_full_path())
    chosen = BranchFilter(request.GET, queryset=_candidates(inspection))
    page = paginate(request, chosen.qs.select_related("region", "line"), order=("path", "pk"), per_page=50)
    targets = inspection.targets.select_related("organization", "brand").annotate(found=Count("findings"))
    context = {
        "inspection": inspection,
        "filter": chosen,
        "page": page,
        "region_form": region,
        "targets": targets.order_by("organization_path", "pk"),
        "bulk_actions": [("add", "选入所选党支部")],
        "bulk_url": request.get_full_path(),
    }
    return render(request, "brands/inspection/targets.html", context, status=400 if region.errors else 200)


def _candidates(inspection: Inspection) -> Any:
    rows = Organization.objects.below(inspection.organizer).branches().active()
    return rows.exclude(inspection_targets__inspection=inspection)


def _take_in(request: HttpRequest, inspection: Inspection, region: RegionForm) -> int | None:
    """How many came in; None when nothing was chosen."""
    if request.POST.get("action") == "region":
        if not region.is_valid():
            return None
        return services.take_region(inspection, region.cleaned_data["region"], actor=request.user)
    ids = ids_of(request, "selected")
    if not ids:
        messages.warning(request, "请先勾选党支部。")
        return None
    return services.add_targets(inspection, ids, actor=request.user)


@login_required
@require_POST
def target_remove(request: HttpRequest, pk: int) -> HttpResponse:
    rows = InspectionTarget.objects.visible_to(request.user).select_related("inspection__organizer", "organization")
    target = get_object_or_404(rows, pk=pk)
    require_inspector(request.user, target.inspection)
    services.remove_target(target, actor=request.user)
    messages.success(request, f"已移出{target.organization.short_name}。")
    return redirect("brands:inspection_targets", target.inspection_id)
