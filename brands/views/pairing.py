"""Pairs of strong brands and weak branches."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from branches.enums import Ability
from branches.models import Organization
from branches.roles import scope_of
from brands.enums import PairingStatus
from brands.filters.guidance import PairingFilter
from brands.filters.selection import tabs_of
from brands.forms.guidance import ActivityForm, EndPairingForm, PairingForm
from brands.models import Activity, Brand, Pairing
from brands.permissions.guidance import may_pair_from
from brands.permissions.pairing import may_link_activities
from brands.selectors.guidance import strong_for, weak_brands
from brands.selectors.pairing import linkable_activities
from brands.services.pairing import advance_pairing, link_activity, propose_pairing, unlink_activity
from brands.views.guidance import may_organize_somewhere
from brands.views.stepping import step_page, words_form
from brands.workflow.pairing import PAIRING_FLOW
from core.errors import BusinessError
from core.forms import add_error
from core.onetime import form_key
from core.paging import paginate
from core.posted import ids_of
from core.workflow import Step

EFFECTS = {
    "agree_strong": ["帮带方同意；双方都同意后自动开始共建。"],
    "agree_weak": ["结对方同意；双方都同意后自动开始共建。"],
    "decline": ["本次结对不再进行，理由告知工委办公室和对方。"],
    "withdraw": ["撤回提议，双方不再需要确认。"],
    "end": ["共建结束，成效写入双方档案，不能再增减共建活动。"],
}


@login_required
@require_safe
def pairing_list(request: HttpRequest) -> HttpResponse:
    visible = Pairing.objects.visible_to(request.user)
    status = request.GET.get("status", "")
    status = status if status in PairingStatus.values else ""
    counts = dict(visible.order_by().values_list("status").annotate(n=Count("pk")))
    rows = visible.filter(status=status) if status else visible
    chosen = PairingFilter(request.GET, queryset=rows)
    page = paginate(request, chosen.qs.select_related("strong__organization", "weak"), order=("-starts_on", "-pk"))
    context = {
        "page": page,
        "filter": chosen,
        "tabs": tabs_of(counts, PairingStatus.choices, status),
        "may_propose": may_organize_somewhere(request.user),
    }
    return render(request, "brands/pairing/pairing_list.html", context)


@login_required
@require_safe
def pairing_suggest(request: HttpRequest) -> HttpResponse:
    """Weak branches without a pair, to choose whom to help first."""
    paths = sorted(scope_of(request.user, Ability.ORGANIZE).nodes)
    if not paths:
        raise PermissionDenied("只有工委办公室可以提议结对。")
    organizers = Organization.objects.filter(path__in=paths).order_by("path")
    rows = [brand for organizer in organizers for brand in weak_brands(organizer)]
    return render(request, "brands/pairing/pairing_suggest.html", {"rows": rows})


@login_required
def pairing_create(request: HttpRequest, pk: int) -> HttpResponse:
    """For the branch of a weak brand: whom it could learn from, the nearest first."""
    rows = Brand.objects.visible_to(request.user).select_related("program__organizer", "organization")
    brand = get_object_or_404(rows, pk=pk)
    organizer, weak = brand.program.organizer, brand.organization
    if not may_pair_from(request.user, organizer):
        raise PermissionDenied("只有组织单位的工委办公室可以提议结对。")
    form = PairingForm(request.POST if request.method == "POST" else None, strong=strong_for(weak, organizer))
    if form.is_bound and form.is_valid():
        try:
            data, key = form.cleaned_data, request.POST.get("key", "")
            made = propose_pairing(weak=weak, actor=request.user, key=key, **data)
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, "已提议结对，等待双方确认。")
            return redirect("brands:pairing_detail", made.pk)
    context = {"brand": brand, "weak": weak, "form": form, "key": form_key(request.POST)}
    return render(request, "brands/pairing/pairing_form.html", context, status=400 if form.errors else 200)


def _get(request: HttpRequest, pk: int) -> Pairing:
    rows = Pairing.objects.visible_to(request.user).select_related("strong__organization", "weak", "organizer")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_safe
def pairing_detail(request: HttpRequest, pk: int) -> HttpResponse:
    pairing = _get(request, pk)
    return render(request, "brands/pairing/pairing_detail.html", _context(request, pairing))


def _context(request: HttpRequest, pairing: Pairing, form: ActivityForm | None = None) -> dict[str, Any]:
    user = request.user
    may_link = pairing.status == PairingStatus.ACTIVE and may_link_activities(user, pairing)
    return {
        "pairing": pairing,
        "activities": pairing.activities.select_related("organization").order_by("held_on", "pk"),
        "events": pairing.events.all(),
        "may_link": may_link,
        "activity_form": form or (_activity_form(user, pairing) if may_link else None),
        "steps": [step for step in PAIRING_FLOW.open_steps(user, pairing) if step.name in EFFECTS],
        "step_url": reverse("brands:pairing_step", args=[pairing.pk, "STEP"]),
    }


def _activity_form(user: Any, pairing: Pairing) -> ActivityForm | None:
    found = list(linkable_activities(user, pairing))
    return ActivityForm(activities=found) if found else None


@login_required
@require_POST
def pairing_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a joint activity, or take one out again (`unlink`)."""
    pairing = _get(request, pk)
    if not may_link_activities(request.user, pairing):
        raise PermissionDenied("只有结对双方的填报员或书记可以增减共建活动。")
    if ids := ids_of(request, "unlink", 1):
        activity = Activity.objects.visible_to(request.user).filter(pk=ids[0], pairings=pairing).first()
        if activity is None:
            raise Http404
        unlink_activity(pairing, activity, actor=request.user)
        messages.success(request, "已移出共建活动。")
        return redirect("brands:pairing_detail", pk)
    form = ActivityForm(request.POST, activities=linkable_activities(request.user, pairing))
    if not form.is_valid():
        return render(request, "brands/pairing/pairing_detail.html", _context(request, pairing, form), status=400)
    link_activity(pairing, form.cleaned_data["activity"], actor=request.user)
    messages.success(request, "已加入共建活动。")
    return redirect("brands:pairing_detail", pk)


@login_required
def pairing_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    pairing = _get(request, pk)

    def act(data: dict[str, Any], seen: str | None) -> Pairing:
        result = data.get("result", "")
        return advance_pairing(pairing, step, actor=request.user, comment=data["comment"], result=result, seen=seen)

    def make_form(posted: Any, row: Step) -> Any:
        return EndPairingForm(posted) if row.name == "end" else words_form(posted, row)

    back = reverse("brands:pairing_detail", args=[pk])
    return step_page(request, PAIRING_FLOW, pairing, step, back=back, effects=EFFECTS, act=act, make_form=make_form)
