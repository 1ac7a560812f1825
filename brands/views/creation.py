"""Brands inside the application: the list, one brand, its revision, its entry on the public wall."""

from typing import Any, NoReturn

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from branches.enums import Ability
from branches.menu import address
from branches.roles import has_ability
from brands.enums import BrandStatus, PhaseRecordStatus
from brands.filters.creation import BrandFilter
from brands.forms.application import CommentForm, PublishForm
from brands.forms.phase import DemandForm
from brands.models import Application, Brand
from brands.permissions.creation import may_file_for, may_reapply
from brands.selectors.phase import demand_of
from brands.services.creation import advance_brand, revisable
from brands.services.drafts import start_revision
from brands.workflow.creation import BRAND_FLOW
from core.answers import confirm_page
from core.enums import PublicationRange
from core.errors import BusinessError, StepRefused
from core.files import serve_private
from core.forms import add_error
from core.onetime import new_key
from core.paging import paginate
from core.workflow import Step

PHASE_STATES = {PhaseRecordStatus.ACCEPTED: "done", PhaseRecordStatus.UPCOMING: "todo"}
EFFECTS = {
    "publish": ["品牌按所选范围展示。", "选择“面向社会”的，品牌立即出现在公开展示墙。"],
    "unpublish": ["品牌立即从公开展示墙撤下。", "撤下的理由记入品牌档案，之后可以重新批准公开。"],
    "demand": ["党组织须按指出的问题发起修订申报，逐级审核。", "修订申报同意之前，各阶段暂停办理；截止日期不变。"],
    "lift": ["不再要求重新申报，各阶段继续办理。"],
    "stop": ["品牌停止创建，各阶段不再办理；历史记录全部保留。", "已公开的，立即从公开展示墙撤下；称号不变。"],
    "resume": ["品牌恢复创建，各阶段继续办理；截止日期不变。", "需要公开的，另行批准公开。"],
}
STEP_FORMS: dict[str, Any] = {"publish": PublishForm, "demand": DemandForm}
# What stands behind the tabs of a brand: one page a line, or a list filtered by the brand.
BRAND_TABS = (
    ("概况", "brands:brand_detail"),
    ("阶段", "brands:phase_list"),
    ("活动", "brands:activity_list"),
    ("督查整改", "brands:finding_list"),
    ("结对与示范", "brands:pairing_list"),
    ("年度计划", "brands:plan_list"),
    ("称号", "brands:honour_list"),
    ("档案", "brands:archive"),
)


def brand_tabs(user: Any, brand: Brand, active: str) -> list[dict[str, Any]]:
    """The pages of one brand; those of other words are their lists with `?brand=`. A judge sees the first alone."""
    tabs = []
    reads = has_ability(user, Ability.READ, brand.organization)
    for label, name in BRAND_TABS if reads else BRAND_TABS[:1]:
        url = address(name, brand.pk)
        if url is None and (listed := address(name)):
            url = f"{listed}?brand={brand.pk}"
        if url:
            tabs.append({"label": label, "url": url, "active": name == active, "count": None})
    return tabs


def get_brand(request: HttpRequest, pk: int) -> Brand:
    rows = Brand.objects.visible_to(request.user).select_related(
        "program__organizer", "organization", "phase", "region", "line", "secrecy_checked_by", "approved_by"
    )
    return get_object_or_404(rows, pk=pk)


@login_required
@require_safe
def brand_list(request: HttpRequest) -> HttpResponse:
    visible = Brand.objects.visible_to(request.user)
    chosen = BrandFilter(request.GET, queryset=visible, user=request.user)
    rows = chosen.qs.select_related("organization", "program", "phase").defer(
        "concept", "connotation", "goals", "logo_meaning", "facets"
    )
    page = paginate(request, rows, order=("-accepted_on", "-pk"))
    return render(request, "brands/creation/brand_list.html", {"page": page, "filter": chosen})


@login_required
@require_safe
def brand_detail(request: HttpRequest, pk: int) -> HttpResponse:
    brand = get_brand(request, pk)
    records = list(brand.phase_records.select_related("phase").order_by("phase__order"))
    may_file = may_file_for(request.user, brand)
    filings = Application.objects.visible_to(request.user).filter(brand=brand).order_by("-pk")
    context = {
        "brand": brand,
        "tabs": brand_tabs(request.user, brand, "brands:brand_detail"),
        "facts": _facts(brand),
        "texts": _texts(brand),
        "carriers": brand.carriers.all(),
        "records": records,
        "progress": [(r.phase.name, PHASE_STATES.get(PhaseRecordStatus(r.status), "current")) for r in records],
        "honours": brand.honours.select_related("round", "document"),
        "filings": filings,
        "events": brand.events.all(),
        "steps": BRAND_FLOW.open_steps(request.user, brand),
        "may_revise": may_file and revisable(brand),
        "demand": demand_of(brand) if brand.status == BrandStatus.REAPPLYING else None,
        "may_reapply": may_reapply(request.user, brand) and revisable(brand),
    }
    return render(request, "brands/creation/brand_detail.html", context)


def _facts(brand: Brand) -> list[tuple[str, Any]]:
    public = brand.get_publication_range_display()
    if brand.publication_range != PublicationRange.NONE and brand.approved_by:
        public += f"（{brand.approved_by}批准）"
    return [
        ("创建党组织", brand.organization.name),
        ("创建活动", brand.program.name),
        ("同意创建日期", f"{brand.accepted_on:%Y-%m-%d}"),
        ("当前阶段", brand.phase.name if brand.phase else "—"),
        ("片区", brand.region.name if brand.region else "—"),
        ("业务条线", brand.line.name if brand.line else "—"),
        ("称号", brand.get_honour_level_display()),
        ("公开范围", public),
        ("保密审查", str(brand.secrecy_checked_by or "—")),
    ]


def _texts(brand: Brand) -> list[tuple[str, str, list[dict[str, str]]]]:
    """(label, text, facets): the facets stand behind what they are parts of."""
    return [
        ("品牌口号", brand.slogan, []),
        ("品牌理念", brand.concept, []),
        ("品牌内涵", brand.connotation, brand.facets),
        ("品牌目标", brand.goals, []),
        ("标识释义", brand.logo_meaning, []),
    ]


@login_required
@require_safe
def brand_logo(request: HttpRequest, pk: int) -> FileResponse:
    brand = get_object_or_404(Brand.objects.visible_to(request.user), pk=pk)
    if not brand.logo:
        raise Http404
    return serve_private(request, brand.logo, f"{brand}标识")


@login_required
def brand_revise(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a change of the brand: a filing that climbs like the first one."""
    brand = get_brand(request, pk)
    if not may_file_for(request.user, brand):
        raise PermissionDenied("只有本组织的填报员或书记可以发起修订。")
    if request.method == "POST":
        application = start_revision(brand, actor=request.user, key=request.POST.get("key", ""))
        messages.info(request, "已带入现行品牌的内容，修改后提交审核。")
        return redirect("brands:application_edit", application.pk)
    context = {
        **_above(brand),
        "title": "发起修订",
        "lines": [
            "建立一份修订申报，现行品牌的内容全部带入。",
            "修订申报逐级审核；同意之前，现行品牌不变。",
        ],
        "hidden": {"key": new_key()},
    }
    return confirm_page(request, context)


@login_required
def brand_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Publish, take down."""
    brand, row = get_brand(request, pk), BRAND_FLOW[step]
    if not row.is_open(request.user, brand):
        _refuse(brand, row)
    posted = request.POST if request.method == "POST" else None
    form = STEP_FORMS.get(step, CommentForm)(posted, required=row.needs_comment)
    if form.is_bound and form.is_valid():
        try:
            advance_brand(
                brand,
                step,
                actor=request.user,
                comment=form.words() if isinstance(form, DemandForm) else form.cleaned_data["comment"],
                seen={"publication_range": request.POST.get("seen", "")},
                publication_range=form.cleaned_data.get("publication_range", PublicationRange.NONE),
            )
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, f"已办理：{row.label}。")
            return redirect("brands:brand_detail", pk)
    context = {
        **_above(brand),
        "title": row.label,
        "lines": EFFECTS[step],
        "submit_label": f"确认{row.label}",
        "form": form,
        "tone": "danger" if row.tone == "danger" else "primary",
        "hidden": {"seen": brand.publication_range},
    }
    return confirm_page(request, context, status=400 if form.errors else 200)


def _refuse(brand: Brand, row: Step) -> NoReturn:
    if brand.status in row.sources:
        raise PermissionDenied(f"您没有“{row.label}”的权限。")
    raise StepRefused(f"品牌{brand.get_status_display()}，不能“{row.label}”。")


def _above(brand: Brand) -> dict[str, Any]:
    """Where a page of confirmation about the brand stands."""
    return {
        "subject": brand.name,
        "trail": [("品牌", reverse("brands:brand_list"))],
        "parent_url": reverse("brands:brand_detail", args=[brand.pk]),
    }
