"""Nominations: who takes part, entering a brand, screening, withdrawing."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from branches.enums import Ability
from branches.roles import scope_of
from brands.enums import BrandStatus, NominationStatus, RoundStatus
from brands.filters.selection import CandidateFilter, NominationFilter, tabs_of
from brands.forms.selection import NominateForm, StepForm
from brands.models import Brand, Nomination, SelectionRound
from brands.permissions.selection import may_organize_round, may_run_round, may_see_result, may_see_scores
from brands.rules.selection import ineligible_reasons
from brands.selectors.selection import listed_in_notices, shown_events, shown_status
from brands.services.selection import admit_all, advance_nomination, nominate
from brands.services.selection.nominations import SINGLE_STEPS
from brands.views.selection.common import get_round, require_office
from brands.workflow.selection import NOMINATION_FLOW
from core.answers import confirm_page
from core.errors import BusinessError
from core.forms import add_error
from core.onetime import form_key, new_key
from core.paging import paginate
from core.posted import ids_of

EFFECTS = {
    "admit": ["该品牌参加本批次评分。"],
    "reject": ["该品牌不参加本批次评分，理由告知申报党组织。"],
    "withdraw": ["该品牌退出本批次；参评截止前可以恢复。"],
    "return": ["该品牌重新参评，由工委办公室再次进行资格审查。"],
}


@login_required
def nomination_list(request: HttpRequest, pk: int) -> HttpResponse:
    """All of a round for the organiser, one's own for everybody else; ordered by entry, never by score."""
    round = get_round(request, pk)
    if request.method == "POST":
        return _bulk(request, round)
    is_run = may_run_round(request.user, round)
    rows = round.nominations.visible_to(request.user).select_related("brand__organization")
    chosen = NominationFilter(request.GET, queryset=rows)
    rows = chosen.qs
    tabs = None
    if is_run:
        status = request.GET.get("status", "")
        status = status if status in NominationStatus.values else ""
        counts = dict(rows.order_by().values_list("status").annotate(n=Count("pk")))
        tabs = tabs_of(counts, NominationStatus.choices, status)
        rows = rows.filter(status=status) if status else rows
    page = paginate(request, rows, order=("pk",))
    may_screen = may_organize_round(request.user, round) and round.status == RoundStatus.NOMINATING
    context = {
        "round": round,
        "page": page,
        "rows": _shown(page.rows, round, request.user),
        "filter": chosen,
        "tabs": tabs,
        "bulk_actions": [("admit", "通过资格审查")] if may_screen else None,
        "bulk_url": reverse("brands:nomination_list", args=[pk]),
        "may_screen": may_screen,
        "scores_shown": may_see_scores(request.user, round),
    }
    return render(request, "brands/selection/nomination_list.html", context)


def _shown(nominations: list[Nomination], round: SelectionRound, user: Any) -> list[tuple[Nomination, Any, list[str]]]:
    """With each its state for this person, and during screening what stands against it."""
    listed = listed_in_notices([round]).get(round.pk)
    screening = round.status == RoundStatus.NOMINATING and may_run_round(user, round)
    reasons = ineligible_reasons([n.brand for n in nominations], round) if screening else {}
    for nomination in nominations:
        nomination.round = round
    return [(n, shown_status(n, user, listed), reasons.get(n.brand_id, [])) for n in nominations]


def _bulk(request: HttpRequest, round: SelectionRound) -> HttpResponse:
    """Admit several, after a page that lists them."""
    require_office(request.user, round)
    if request.POST.get("action") != "admit":
        raise BusinessError("没有这个操作，请返回页面重新选择。")
    chosen = round.nominations.filter(pk__in=ids_of(request, "selected")).select_related("brand__organization")
    nominations = list(chosen.order_by("pk"))
    list_url = reverse("brands:nomination_list", args=[round.pk])
    if not nominations:
        messages.warning(request, "请先勾选参评品牌。")
        return redirect(list_url)
    if "confirmed" in request.POST:
        admitted, refused = admit_all(round, nominations=nominations, actor=request.user)
        if admitted:
            messages.success(request, f"已通过{len(admitted)}个品牌的资格审查。")
        for text in refused:
            messages.warning(request, text)
        return redirect(list_url)
    context = {
        "title": "通过资格审查",
        "subject": round,
        "parent_url": reverse("brands:round_detail", args=[round.pk]),
        "intro": f"共{len(nominations)}个品牌：",
        "subjects": [f"{n.brand}（{n.brand.organization}）" for n in nominations],
        "lines": ["逐个核对参评条件，符合的参加本批次评分；不符合的保持原状并说明原因。"],
        "submit_label": "确认通过",
        "cancel_url": list_url,
        "hidden": {"action": "admit", "selected": ",".join(str(n.pk) for n in nominations), "confirmed": "1"},
    }
    return confirm_page(request, context)


@login_required
@require_safe
def nomination_detail(request: HttpRequest, pk: int) -> HttpResponse:
    nomination = _get(request, pk)
    user, round = request.user, nomination.round
    steps = [s for s in NOMINATION_FLOW.open_steps(user, nomination) if s.name in SINGLE_STEPS]
    context = {
        "nomination": nomination,
        "round": round,
        "shown": shown_status(nomination, user, listed_in_notices([round]).get(round.pk)),
        "events": shown_events(nomination, user),
        "reasons": ineligible_reasons([nomination.brand], round)[nomination.brand_id]
        if round.status == RoundStatus.NOMINATING
        else [],
        "steps": steps,
        "step_url": reverse("brands:nomination_step", args=[pk, "STEP"]),
        "score": nomination.score if may_see_result(user, nomination) else None,
        "arithmetic": nomination.arithmetic if may_see_scores(user, round) and nomination.arithmetic else None,
        "rank": nomination.rank if may_see_scores(user, round) else None,
    }
    return render(request, "brands/selection/nomination_detail.html", context)


def _get(request: HttpRequest, pk: int) -> Nomination:
    rows = Nomination.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("round__program__organizer", "round__earliest_phase", "brand__organization", "brand__phase",
                            "nominated_by"),
        pk=pk,
    )  # fmt: skip


@login_required
def nomination_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    nomination = _get(request, pk)
    row = NOMINATION_FLOW[step]
    if step not in SINGLE_STEPS:
        raise BusinessError("该操作由工委在评选批次页面统一办理。")
    if row.allowed is None or not row.allowed(request.user, nomination):
        raise PermissionDenied(f"您没有“{row.label}”的权限。")
    label = "理由" if row.needs_comment else "说明"
    form = StepForm(request.POST if request.method == "POST" else None, label=label, required=row.needs_comment)
    detail = reverse("brands:nomination_detail", args=[pk])
    if form.is_bound and form.is_valid():
        try:
            comment, seen = form.cleaned_data["comment"], request.POST.get("seen") or None
            advance_nomination(nomination, step, actor=request.user, comment=comment, seen=seen)
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, f"已办理：{row.label}。")
            return redirect(detail)
    context = {
        "title": row.label,
        "subject": nomination.brand,
        "parent_url": detail,
        "lines": EFFECTS[step],
        "submit_label": f"确认{row.label}",
        "cancel_url": detail,
        "form": form,
        # What others may not know stands in no hidden field either.
        "hidden": {"seen": nomination.status} if nomination.status in row.sources else {},
    }
    return confirm_page(request, context, status=400 if form.errors else 200)


@login_required
def nomination_create(request: HttpRequest, pk: int) -> HttpResponse:
    """The office picks from all brands of the program; a secretary enters the own."""
    round = get_round(request, pk)
    if may_organize_round(request.user, round):
        return _recommend(request, round)
    submitting = scope_of(request.user, Ability.SUBMIT)
    if not submitting:
        raise PermissionDenied("只有支部书记可以报名参评。")
    return _enter(request, round, _candidates(round).filter(submitting.condition("organization_path")))


def _candidates(round: SelectionRound) -> QuerySet:
    brands = Brand.objects.filter(program=round.program_id).exclude(status=BrandStatus.CLOSED)
    return brands.exclude(nominations__round=round).select_related("organization", "phase")


def _enter(request: HttpRequest, round: SelectionRound, brands: QuerySet) -> HttpResponse:
    own = list(brands.order_by("pk")[:20])
    reasons = ineligible_reasons(own, round)
    posted = request.POST if request.method == "POST" else None
    form = NominateForm(posted)
    if form.is_bound and form.is_valid():
        chosen = [brand for brand in own if brand.pk in ids_of(request, "brand")]
        try:
            statement, key = form.cleaned_data["statement"], request.POST.get("key")
            earlier = _earlier(request, round) if not chosen else []
            made = earlier or nominate(round, brands=chosen, actor=request.user, statement=statement, key=key)
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, "已报名参评，等待工委办公室资格审查。")
            return redirect("brands:nomination_detail", made[0].pk)
    context = {
        "round": round,
        "brands": [(brand, reasons[brand.pk]) for brand in own],
        "any_eligible": any(not reasons[brand.pk] for brand in own),
        "form": form,
        "key": form_key(request.POST),
    }
    return render(request, "brands/selection/nomination_enter.html", context, status=400 if form.errors else 200)


def _earlier(request: HttpRequest, round: SelectionRound) -> list[Nomination]:
    """What the same form, sent a moment before, has entered already."""
    rows = round.nominations.filter(brand__in=ids_of(request, "brand"), nominated_by=request.user)
    return list(rows)


def _recommend(request: HttpRequest, round: SelectionRound) -> HttpResponse:
    url = reverse("brands:nomination_create", args=[round.pk])
    if request.method == "POST":
        return _recommend_chosen(request, round, url)
    search = CandidateFilter(request.GET)
    page = paginate(request, search.apply(_candidates(round)), order=("organization_path", "pk"))
    reasons = ineligible_reasons(page.rows, round)
    context = {
        "round": round,
        "page": page,
        "rows": [(brand, reasons[brand.pk]) for brand in page.rows],
        "search": search,
        "bulk_actions": [("nominate", "推荐所选品牌")],
        "bulk_url": url,
    }
    return render(request, "brands/selection/nomination_recommend.html", context)


def _recommend_chosen(request: HttpRequest, round: SelectionRound, url: str) -> HttpResponse:
    chosen = Brand.objects.filter(program=round.program_id, pk__in=ids_of(request, "selected"))
    brands = list(chosen.select_related("organization", "phase").order_by("organization_path", "pk"))
    if not brands:
        messages.warning(request, "请先勾选品牌。")
        return redirect(url)
    if "confirmed" in request.POST:
        nominate(round, brands=brands, actor=request.user, key=request.POST.get("key"))
        messages.success(request, f"已推荐{len(brands)}个品牌参评，请进行资格审查。")
        return redirect("brands:nomination_list", round.pk)
    context = {
        "title": "推荐参评",
        "subject": round,
        "parent_url": reverse("brands:round_detail", args=[round.pk]),
        "intro": f"共{len(brands)}个品牌：",
        "subjects": [f"{brand}（{brand.organization}）" for brand in brands],
        "lines": ["所列品牌由工委推荐参加本批次评选，随后进行资格审查。"],
        "submit_label": "确认推荐",
        "cancel_url": url,
        "hidden": {"selected": ",".join(str(b.pk) for b in brands), "confirmed": "1", "key": new_key()},
    }
    return confirm_page(request, context)
