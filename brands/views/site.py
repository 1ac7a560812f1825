"""Demonstration sites and the visits to them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from brands.enums import SiteStatus, VisitStatus
from brands.filters.guidance import MarkableFilter, SiteFilter
from brands.forms.guidance import ReportForm, SiteForm, VisitForm
from brands.models import Brand, DemonstrationSite, Visit
from brands.permissions.guidance import may_pair_from
from brands.permissions.site import may_keep_site, may_mark_site
from brands.rules.site import warnings_of
from brands.selectors.site import booked_halves, markable_brands, visitors_for
from brands.selectors.workbench import bounded_counts
from brands.services.site import advance_site, advance_visit, book_visit, mark_site, update_site
from brands.views.guidance import LONG_TEXTS, may_organize_somewhere
from brands.views.stepping import step_page, words_form
from brands.workflow.site import SITE_FLOW, VISIT_FLOW
from core.copies import copy_shown
from core.errors import BusinessError
from core.forms import add_error
from core.onetime import form_key
from core.paging import paginate
from core.workflow import Step

SITE_EFFECTS = {
    "suspend": ["暂停接受新的预约。", "今天起的来访预约全部回复“不能接待”，并附上理由。"],
    "resume": ["恢复接受预约。"],
    "end": ["取消示范点，不再接受预约；今天起的来访预约全部回复“不能接待”。", "来访记录保留，以后可以重新认定。"],
    "mark_again": ["重新认定为示范点，恢复接受预约。"],
}
VISIT_EFFECTS = {
    "confirm": ["告知来访党组织可以前来。"],
    "decline": ["告知来访党组织不能接待及理由，空出该时段名额。"],
    "cancel": ["取消来访，空出该时段名额，理由告知接待方。"],
    "report": ["学习收获由接待方、双方上级查看，写入双方档案。"],
}


@login_required
@require_safe
def site_list(request: HttpRequest) -> HttpResponse:
    """Sites to go to, and the visits one has to do with."""
    tab = request.GET.get("tab", "")
    if tab == "visits":
        return _visits(request)
    visible = DemonstrationSite.objects.visible_to(request.user)
    rows = visible.filter(status=SiteStatus.ENDED) if tab == "ended" else visible.exclude(status=SiteStatus.ENDED)
    chosen = SiteFilter(request.GET, queryset=rows)
    page = paginate(
        request,
        chosen.qs.select_related("brand__organization", "brand__line", "brand__region"),
        order=("-marked_on", "-pk"),
    )
    context = {"page": page, "filter": chosen, "tabs": _tabs(request, tab if tab == "ended" else "")}
    context["may_mark"] = may_organize_somewhere(request.user)
    return render(request, "brands/site/site_list.html", context)


def _tabs(request: HttpRequest, tab: str) -> list[dict[str, Any]]:
    sites = DemonstrationSite.objects.visible_to(request.user)
    rows = {
        "": sites.exclude(status=SiteStatus.ENDED),
        "visits": Visit.objects.visible_to(request.user),
        "ended": sites.filter(status=SiteStatus.ENDED),
    }
    labels = {"": "示范点", "visits": "参观预约", "ended": "已取消"}
    counts = bounded_counts(request.user, rows)
    return [
        {"label": labels[key], "url": f"?tab={key}", "active": key == tab, "count": counts[key]}
        for key in rows
        if key != "ended" or counts[key] or tab == key
    ]


def _visits(request: HttpRequest) -> HttpResponse:
    rows = Visit.objects.visible_to(request.user).select_related("site__brand__organization", "organization")
    page = paginate(request, rows, order=("-visit_on", "-half", "-pk"))
    return render(request, "brands/site/visit_list.html", {"page": page, "tabs": _tabs(request, "visits")})


@login_required
@require_safe
def site_candidates(request: HttpRequest) -> HttpResponse:
    """Brands that could become sites, with what speaks for them."""
    if not may_organize_somewhere(request.user):
        raise PermissionDenied("只有工委办公室可以认定示范点。")
    chosen = MarkableFilter(request.GET, queryset=markable_brands(request.user))
    rows = chosen.qs.select_related("organization", "line", "region").defer(*LONG_TEXTS)
    page = paginate(request, rows, order=("-honour_level", "organization_path", "pk"))
    return render(request, "brands/site/site_candidates.html", {"page": page, "filter": chosen})


@login_required
def site_create(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Brand.objects.visible_to(request.user).select_related("program__organizer", "organization")
    brand = get_object_or_404(rows, pk=pk)
    if not may_pair_from(request.user, brand.program.organizer):
        raise PermissionDenied("只有组织单位的工委办公室可以认定示范点。")
    form = SiteForm(request.POST if request.method == "POST" else None, initial={"introduction": brand.slogan})
    if form.is_bound and form.is_valid():
        try:
            key = request.POST.get("key", "")
            site = mark_site(brand, **form.values(), actor=request.user, key=key)
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, "已认定为示范点，所属党组织可以预约参观。")
            return redirect("brands:site_detail", site.pk)
    return _site_form(request, brand, form, site=None, warnings=warnings_of(brand))


def _site_form(
    request: HttpRequest, brand: Brand, form: SiteForm, *, site: Any, warnings: list[str], seen: str = ""
) -> HttpResponse:
    pages = reverse("brands:site_detail", args=[site.pk]) if site else reverse("brands:site_candidates")
    context = {
        "brand": brand,
        "site": site,
        "form": form,
        "warnings": warnings,
        "key": form_key(request.POST),
        "seen": seen,
        "cancel_url": pages,
    }
    return render(request, "brands/site/site_form.html", context, status=400 if form.errors else 200)


def _get(request: HttpRequest, pk: int) -> DemonstrationSite:
    rows = DemonstrationSite.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("brand__organization", "organizer"), pk=pk)


@login_required
@require_safe
def site_detail(request: HttpRequest, pk: int) -> HttpResponse:
    site = _get(request, pk)
    user = request.user
    visits = Visit.objects.visible_to(user).filter(site=site).select_related("organization")
    reads_brand = Brand.objects.visible_to(user).filter(pk=site.brand_id).exists()
    context = {
        "site": site,
        "days": booked_halves(site, timezone.localdate()),
        "visits": visits.order_by("-visit_on", "-half", "-pk")[:30],
        "reads_brand": reads_brand,
        "may_keep": may_keep_site(user, site) and site.status != SiteStatus.ENDED,
        "may_book": site.status == SiteStatus.ACTIVE and visitors_for(user, site).exists(),
        "events": site.events.all() if may_keep_site(user, site) or may_mark_site(user, site) else None,
        "steps": SITE_FLOW.open_steps(user, site),
        "step_url": reverse("brands:site_step", args=[pk, "STEP"]),
    }
    return render(request, "brands/site/site_detail.html", context)


@login_required
def site_edit(request: HttpRequest, pk: int) -> HttpResponse:
    site = _get(request, pk)
    if not may_keep_site(request.user, site):
        raise PermissionDenied("只有示范点所在党支部书记和工委办公室可以修改。")
    stored = site.updated_at.isoformat()
    refused: BusinessError | None = None
    form = SiteForm(request.POST if request.method == "POST" else None, instance=site)
    if form.is_bound and form.is_valid():
        try:
            update_site(site, **form.values(), actor=request.user, seen=request.POST.get("seen", ""))
        except BusinessError as error:
            refused = error
            add_error(form, error)
        else:
            messages.success(request, "已保存。")
            return redirect("brands:site_detail", pk)
    seen = copy_shown(request.POST, stored, refused)
    return _site_form(request, site.brand, form, site=site, warnings=[], seen=seen)


@login_required
def site_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    site = _get(request, pk)

    def act(data: dict[str, Any], seen: str | None) -> DemonstrationSite:
        return advance_site(site, step, actor=request.user, comment=data["comment"], seen=seen)

    back = reverse("brands:site_detail", args=[pk])
    return step_page(request, SITE_FLOW, site, step, back=back, effects=SITE_EFFECTS, act=act)


@login_required
def visit_create(request: HttpRequest, pk: int) -> HttpResponse:
    site = _get(request, pk)
    visitors = visitors_for(request.user, site)
    if not visitors:
        raise PermissionDenied("只有示范点认定单位所属党组织的书记可以预约参观。")
    posted = request.POST if request.method == "POST" else None
    form = VisitForm(posted, visitors=visitors)
    if form.is_bound and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            key = request.POST.get("key", "")
            visit = book_visit(site, data.pop("organization"), **data, actor=request.user, key=key)
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, "已预约，等待示范点确认。")
            return redirect("brands:visit_detail", visit.pk)
    context = {
        "site": site,
        "form": form,
        "days": booked_halves(site, timezone.localdate()),
        "key": form_key(request.POST),
    }
    return render(request, "brands/site/visit_form.html", context, status=400 if form.errors else 200)


def _get_visit(request: HttpRequest, pk: int) -> Visit:
    rows = Visit.objects.visible_to(request.user)
    related = ("site__brand__organization", "site__organizer", "organization", "booked_by")
    return get_object_or_404(rows.select_related(*related), pk=pk)


@login_required
@require_safe
def visit_detail(request: HttpRequest, pk: int) -> HttpResponse:
    visit = _get_visit(request, pk)
    steps = VISIT_FLOW.open_steps(request.user, visit)
    if visit.visit_on > timezone.localdate():
        steps = [step for step in steps if step.name != "report"]
    context = {
        "visit": visit,
        "site": visit.site,
        "reads_site": DemonstrationSite.objects.visible_to(request.user).filter(pk=visit.site_id).exists(),
        "is_over": visit.status in (VisitStatus.DECLINED, VisitStatus.CANCELLED),
        "events": visit.events.all(),
        "steps": steps,
        "step_url": reverse("brands:visit_step", args=[pk, "STEP"]),
    }
    return render(request, "brands/site/visit_detail.html", context)


@login_required
def visit_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    visit = _get_visit(request, pk)

    def act(data: dict[str, Any], seen: str | None) -> Visit:
        report = data.get("report", "")
        return advance_visit(visit, step, actor=request.user, comment=data["comment"], report=report, seen=seen)

    def make_form(posted: Any, row: Step) -> Any:
        return ReportForm(posted) if row.name == "report" else words_form(posted, row)

    back = reverse("brands:visit_detail", args=[pk])
    return step_page(request, VISIT_FLOW, visit, step, back=back, effects=VISIT_EFFECTS, act=act, make_form=make_form)
