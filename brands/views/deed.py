"""Good deeds: written, agreed to, carried to the public page, taken down."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from branches.models import Member, Organization
from brands.enums import DeedStatus
from brands.filters.activity import DeedFilter, reads_only_one
from brands.filters.selection import tabs_of
from brands.forms.deed import ConsentForm, DeedForm, usual_consent
from brands.forms.selection import StepForm
from brands.models import Deed
from brands.permissions.deed import may_decide_deed, may_keep_deed
from brands.selectors.activity import brands_of, writable_organizations
from brands.selectors.names import knows_names
from brands.services.deed import WRITERS_ONLY, advance_deed, enter_deed, record_consent, update_deed
from brands.views.activity.common import chosen_organization, sections
from brands.workflow.deed import DEED_FLOW
from core.answers import confirm_page
from core.errors import BusinessError, StaleCopy, StepRefused
from core.forms import add_error
from core.onetime import form_key
from core.paging import paginate
from core.posted import version_of

EFFECTS = {
    "propose": ["由工委办公室作保密与准确性审查，再由工委负责人批准。", "审查期间不能修改。"],
    "check": ["转工委负责人批准。", "您的姓名和审查意见记入办理过程。"],
    "approve": ["立即在品牌的公开页面展示，至本人同意的截止日期为止。", "到期或本人撤回同意后自动不再展示。"],
    "retract": ["申请退回支部，可以修改后重新申请。"],
    "return": ["申请退回支部，理由记入办理过程。"],
    "take_down": ["立即从公开页面撤下；再次公开须重新审查、批准。"],
    "withdraw_consent": ["立即不再向本支部以外的任何人展示。", "已公开的立即撤下，审查中的申请终止。"],
}


@login_required
@require_safe
def deed_list(request: HttpRequest) -> HttpResponse:
    visible = Deed.objects.visible_to(request.user)
    chosen = DeedFilter(request.GET, queryset=visible, user=request.user)
    data = request.GET.copy()
    data.pop("status", None)
    base = DeedFilter(data, queryset=visible, user=request.user).qs
    status = request.GET.get("status", "")
    status = status if status in DeedStatus.values else ""
    counts = dict(base.order_by().values_list("status").annotate(n=Count("pk")))
    rows = base.filter(status=status) if status else base
    page = paginate(request, rows.select_related("member", "organization", "brand"), order=("-happened_on", "-pk"))
    for row in page.rows:
        row.name_open = knows_names(request.user, row.organization_path)
        row.is_agreed = row.has_consent()
    context = {
        "page": page,
        "filter": chosen,
        "tabs": tabs_of(counts, DeedStatus.choices, status),
        "sections": sections("deed_list"),
        "may_enter": bool(writable_organizations(request.user)),
        "is_single": reads_only_one(request.user),
        "brand": chosen.chosen_brand,
    }
    return render(request, "brands/deed/deed_list.html", context)


def _get(request: HttpRequest, pk: int) -> Deed:
    rows = Deed.objects.visible_to(request.user).select_related(
        "organization", "member", "brand__program__organizer", "consent_recorded_by", "secrecy_checked_by",
        "approved_by", "created_by",
    )  # fmt: skip
    return get_object_or_404(rows, pk=pk)


@login_required
@require_safe
def deed_detail(request: HttpRequest, pk: int) -> HttpResponse:
    deed = _get(request, pk)
    checked_oneself = may_decide_deed(request.user, deed) and deed.secrecy_checked_by_id == request.user.pk
    keeps = may_keep_deed(request.user, deed)
    context = {
        "deed": deed,
        "is_agreed": deed.has_consent(),
        "names_open": knows_names(request.user, deed.organization_path),
        "is_shown": Deed.objects.public().filter(pk=pk, brand__in=_public_brands(deed)).exists(),
        "events": deed.events.all(),
        "steps": [step for step in DEED_FLOW.open_steps(request.user, deed) if _is_sensible(step.name, deed)],
        "step_url": reverse("brands:deed_step", args=[pk, "STEP"]),
        "may_keep": keeps,
        "is_editable": keeps and deed.status == DeedStatus.RECORDED,
        "note": "您已作保密与准确性审查，须由另一位负责人批准。"
        if checked_oneself and deed.status == DeedStatus.CHECKED
        else "",
    }
    return render(request, "brands/deed/deed_detail.html", context)


def _public_brands(deed: Deed) -> Any:
    from brands.models import Brand

    return Brand.objects.public().filter(pk=deed.brand_id).values("pk")


def _is_sensible(step: str, deed: Deed) -> bool:
    """No button for taking back what was never given or is over."""
    return step not in ("withdraw_consent", "propose") or deed.has_consent()


@login_required
def deed_create(request: HttpRequest) -> HttpResponse:
    organization, organizations = chosen_organization(request, WRITERS_ONLY)
    brands = brands_of(organization)
    form = DeedForm(
        request.POST if request.method == "POST" else None,
        initial={"happened_on": timezone.localdate(), "brand": brands[0] if brands else None},
        members=_members(organization),
        brands=brands,
    )
    if form.is_bound and form.is_valid():
        try:
            key = request.POST.get("key", "")
            deed = enter_deed(organization, draft=form.draft(), actor=request.user, key=key)
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, "已登记，目前只有本支部的填报员和书记可以看到。取得本人同意后请记录。")
            return redirect("brands:deed_detail", deed.pk)
    return _form_page(request, organization, form, organizations=organizations)


@login_required
def deed_edit(request: HttpRequest, pk: int) -> HttpResponse:
    deed = _kept(request, pk)
    if deed.status != DeedStatus.RECORDED:
        raise BusinessError(f"该事迹{deed.get_status_display()}，不能修改；请先停止公开或撤回申请。")
    initial = {name: getattr(deed, name) for name in ("member", "happened_on", "title", "text", "brand")}
    members = _members(deed.organization, deed.member)
    data = request.POST if request.method == "POST" else None
    form = DeedForm(data, initial=initial, members=members, brands=brands_of(deed.organization))
    refused: BusinessError | None = None
    if form.is_bound and form.is_valid():
        try:
            update_deed(deed, draft=form.draft(), actor=request.user, version=version_of(request))
        except BusinessError as error:
            refused = error
            add_error(form, error)
        else:
            messages.success(request, "已保存。")
            return redirect("brands:deed_detail", pk)
    return _form_page(request, deed.organization, form, deed=deed, refused=refused)


@login_required
def deed_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """What the person agreed to, as the branch has it in writing."""
    deed = _kept(request, pk)
    initial = usual_consent(timezone.localdate())
    if deed.has_consent():
        initial |= {"on": deed.consented_on, "until": deed.consent_until, "note": deed.consent_note}
        initial["full_name"] = "yes" if deed.consent_full_name else "no"
    form = ConsentForm(request.POST if request.method == "POST" else None, initial=initial)
    detail = reverse("brands:deed_detail", args=[pk])
    if form.is_bound and form.is_valid():
        try:
            record_consent(deed, consent=form.consent(), actor=request.user, version=version_of(request))
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, "已记录本人同意。")
            return redirect(detail)
    context: dict[str, Any] = {
        "title": "记录本人同意",
        "subject": deed,
        "parent_url": detail,
        "intro": f"当事人：{deed.member.name}",
        "lines": [
            "在同意期内，本支部党员和上级可以在系统内看到这条事迹。",
            "向社会公开还须申请、审查和批准。",
            "到期后，或本人撤回同意后，自动不再展示。",
        ],
        "submit_label": "记录同意",
        "cancel_url": detail,
        "form": form,
        "hidden": {"version": deed.edit_version},
    }
    return confirm_page(request, context, status=400 if form.errors else 200)


@login_required
def deed_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    deed = _get(request, pk)
    row = DEED_FLOW[step]
    if row.allowed is None or not row.allowed(request.user, deed):
        same = step == "approve" and may_decide_deed(request.user, deed)
        raise PermissionDenied("审查人与批准人不得为同一人。" if same else f"您没有“{row.label}”的权限。")
    if deed.status not in row.sources:
        raise StepRefused(f"该事迹{deed.get_status_display()}，不能“{row.label}”。")
    label = {"withdraw_consent": "撤回的方式与经过", "check": "审查意见"}.get(
        step, "理由" if row.needs_comment else "意见"
    )
    form = StepForm(request.POST if request.method == "POST" else None, label=label, required=row.needs_comment)
    detail = reverse("brands:deed_detail", args=[pk])
    if form.is_bound and form.is_valid():
        try:
            comment, seen = form.cleaned_data["comment"], request.POST.get("seen") or None
            version = version_of(request) if "version" in request.POST else None
            deed = advance_deed(deed, step, actor=request.user, comment=comment, seen=seen, version=version)
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, f"已办理：{row.label}。")
            is_readable = Deed.objects.visible_to(request.user).filter(pk=pk).exists()
            return redirect(detail if is_readable else reverse("brands:deed_list"))
    context: dict[str, Any] = {
        "title": row.label,
        "subject": deed,
        "parent_url": detail,
        "lines": EFFECTS[step],
        "submit_label": f"确认{row.label}",
        "cancel_url": detail,
        "form": form,
        "tone": "danger" if row.tone == "danger" else "primary",
        "hidden": {"seen": deed.status, "version": deed.edit_version},
    }
    return confirm_page(request, context, status=400 if form.errors else 200)


def _kept(request: HttpRequest, pk: int) -> Deed:
    deed = _get(request, pk)
    if not may_keep_deed(request.user, deed):
        raise PermissionDenied(WRITERS_ONLY)
    return deed


def _members(organization: Organization, former: Member | None = None) -> list[Member]:
    members = list(Member.objects.active().filter(organization=organization).order_by("pk"))
    return [*members, former] if former and former not in members else members


def _form_page(
    request: HttpRequest,
    organization: Organization,
    form: DeedForm,
    *,
    deed: Deed | None = None,
    organizations: Any = (),
    refused: BusinessError | None = None,
) -> HttpResponse:
    version = version_of(request) if request.method == "POST" else deed.edit_version if deed else 0
    if deed and isinstance(refused, StaleCopy):
        # Told once that somebody was faster; saving again is a decision made with open eyes.
        version = deed.edit_version
    context = {
        "form": form,
        "deed": deed,
        "organization": organization,
        "organizations": organizations,
        "version": version,
        "key": form_key(request.POST),
    }
    return render(request, "brands/deed/deed_form.html", context, status=400 if form.errors else 200)
