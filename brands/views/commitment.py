"""Members' public promises: the list, the table in which they are entered, the check at the end."""

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

from branches.enums import Ability
from branches.models import Member
from branches.roles import has_ability_somewhere
from brands.enums import CommitmentStatus
from brands.filters.activity import CommitmentFilter, reads_only_one
from brands.filters.selection import tabs_of
from brands.forms.commitment import CommitmentForm, usual_dates
from brands.forms.selection import StepForm
from brands.models import Commitment
from brands.selectors.activity import brands_of, writable_organizations
from brands.selectors.names import knows_names, names_open_at
from brands.services.commitment import advance_commitment, enter_commitments
from brands.views.activity.common import chosen_organization, sections
from brands.workflow.commitment import COMMITMENT_FLOW
from core.answers import confirm_page
from core.errors import BusinessError, StepRefused
from core.forms import add_error
from core.onetime import form_key
from core.paging import paginate

MEMBERS_MOST = 500
OUTCOME_MOST = 200
EFFECTS = {
    "keep": ["记为已践诺，践诺情况在本支部范围内可见。"],
    "break": ["记为未践诺，情况在本支部范围内可见；不作排名。"],
    "withdraw": ["该承诺不再等待评定；记录和原因保留。"],
    "reopen": ["该承诺回到“践诺中”，可以重新评定；原来的评定保留在办理过程中。"],
}


@login_required
@require_safe
def commitment_list(request: HttpRequest) -> HttpResponse:
    """In the order of their dates: who kept the most is nobody's ranking."""
    user = request.user
    visible = Commitment.objects.visible_to(user)
    open_at = names_open_at(user, "organization_path")
    chosen = CommitmentFilter(request.GET, queryset=visible, user=user, open_at=open_at)
    status = request.GET.get("status", "")
    is_due = status == "due"
    status = status if status in CommitmentStatus.values else ""
    base = CommitmentFilter(_without_status(request), queryset=visible, user=user, open_at=open_at).qs
    counts = dict(base.order_by().values_list("status").annotate(n=Count("pk")))
    rows = base.to_check(user) if is_due else base.filter(status=status) if status else base
    rows = rows.select_related("member", "organization", "brand")
    page = paginate(request, rows, order=("-made_on", "-pk"))
    for row in page.rows:
        row.name_open = knows_names(user, row.organization_path)
    tabs = tabs_of(counts, CommitmentStatus.choices, "due" if is_due else status)
    if is_due or has_ability_somewhere(user, Ability.SUBMIT):
        waiting = base.to_check(user).count()
        tabs.append({"label": "到期待评定", "url": "?status=due", "active": is_due, "count": waiting})
    context = {
        "page": page,
        "filter": chosen,
        "tabs": tabs,
        "sections": sections("commitment_list"),
        "may_enter": bool(writable_organizations(user)),
        "is_single": reads_only_one(user),
        "today": timezone.localdate(),
        "brand": chosen.chosen_brand,
    }
    return render(request, "brands/commitment/commitment_list.html", context)


def _without_status(request: HttpRequest) -> Any:
    data = request.GET.copy()
    data.pop("status", None)
    return data


@login_required
def commitment_create(request: HttpRequest) -> HttpResponse:
    organization, organizations = chosen_organization(request, "只有本组织的填报员或书记可以登记承诺。")
    members = list(Member.objects.active().filter(organization=organization).order_by("group", "pk")[:MEMBERS_MOST])
    data = request.POST if request.method == "POST" else None
    initial = usual_dates(timezone.localdate())
    brands = brands_of(organization)
    form = CommitmentForm(
        data, initial=initial | {"brand": brands[0] if brands else None}, members=members, brands=brands
    )
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        common = {"made_on": values["made_on"], "due_on": values["due_on"], "brand": values["brand"]}
        try:
            key = request.POST.get("key", "")
            made = enter_commitments(organization, promises=form.promises(), actor=request.user, key=key, **common)
        except BusinessError as error:
            add_error(form, error)
        else:
            text = f"已登记{len(made)}项公开承诺。" if made else "这些承诺刚才已经保存，没有重复登记。"
            messages.success(request, text)
            return redirect("brands:commitment_list")
    context = {
        "form": form,
        "organization": organization,
        "organizations": organizations,
        "key": form_key(request.POST),
    }
    return render(request, "brands/commitment/commitment_form.html", context, status=400 if form.errors else 200)


def _get(request: HttpRequest, pk: int) -> Commitment:
    rows = Commitment.objects.visible_to(request.user).select_related("member", "organization", "brand")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_safe
def commitment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    commitment = _get(request, pk)
    is_over = commitment.status == CommitmentStatus.MADE and commitment.due_on < timezone.localdate()
    context = {
        "commitment": commitment,
        "name_open": knows_names(request.user, commitment.organization_path),
        "is_over": is_over,
        "events": commitment.events.all(),
        "steps": COMMITMENT_FLOW.open_steps(request.user, commitment),
        "step_url": reverse("brands:commitment_step", args=[pk, "STEP"]),
    }
    return render(request, "brands/commitment/commitment_detail.html", context)


@login_required
def commitment_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    commitment = _get(request, pk)
    row = COMMITMENT_FLOW[step]
    if row.allowed is None or not row.allowed(request.user, commitment):
        raise PermissionDenied(f"您没有“{row.label}”的权限。")
    if commitment.status not in row.sources:
        raise StepRefused(f"该承诺{commitment.get_status_display()}，不能“{row.label}”。")
    label = "践诺情况" if step in ("keep", "break") else "原因"
    form = StepForm(request.POST if request.method == "POST" else None, label=label, required=True, limit=OUTCOME_MOST)
    back = reverse("brands:commitment_detail", args=[pk])
    if form.is_bound and form.is_valid():
        try:
            comment, seen = form.cleaned_data["comment"], request.POST.get("seen") or None
            advance_commitment(commitment, step, actor=request.user, comment=comment, seen=seen)
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, f"已办理：{row.label}。")
            return redirect(back)
    name = commitment.member.name if knows_names(request.user, commitment.organization_path) else ""
    context: dict[str, Any] = {
        "title": row.label,
        "subject": commitment,
        "intro": f"{name}　{commitment.made_on:%Y-%m-%d} 承诺，{commitment.due_on:%Y-%m-%d} 到期".strip(),
        "parent_url": back,
        "lines": EFFECTS[step],
        "submit_label": f"确认{row.label}",
        "cancel_url": back,
        "form": form,
        "tone": "danger" if row.tone == "danger" else "primary",
        "hidden": {"seen": commitment.status},
    }
    return confirm_page(request, context, status=400 if form.errors else 200)
