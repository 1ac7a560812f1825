"""After the scoring: the scores with their arithmetic, their exports, the shortlist."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from brands.documents.selection import RULES, score_rows, score_table_pdf, score_table_xlsx, scored_nominations
from brands.enums import RoundStatus
from brands.forms.selection import ShortlistForm
from brands.models import SelectionRound
from brands.permissions.selection import may_organize_round, may_see_scores
from brands.selectors.selection import shortlist_preview
from brands.services.selection import shortlist
from brands.views.selection.common import get_round, require_office, require_organizer
from core.answers import download
from core.errors import BusinessError
from core.forms import add_error


def get_scored(request: HttpRequest, pk: int) -> SelectionRound:
    """The round, for those who may see scores and when they may."""
    round = get_round(request, pk)
    require_organizer(request.user, round)
    if not may_see_scores(request.user, round):
        raise BusinessError("评分结束之后才能查看得分。")
    return round


@login_required
@require_safe
def round_scores(request: HttpRequest, pk: int) -> HttpResponse:
    round = get_scored(request, pk)
    rows = score_rows(scored_nominations(round))
    may_shortlist = may_organize_round(request.user, round) and round.status == RoundStatus.SCORED
    context = {"round": round, "rows": rows, "rules": RULES, "may_shortlist": may_shortlist}
    return render(request, "brands/selection/round_scores.html", context)


@login_required
@require_safe
def round_scores_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    round = get_scored(request, pk)
    return download(request, score_table_pdf(round), f"{round.name}评分表.pdf", round)


@login_required
@require_safe
def round_scores_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    round = get_scored(request, pk)
    return download(request, score_table_xlsx(round), f"{round.name}评分表.xlsx", round)


@login_required
def round_shortlist(request: HttpRequest, pk: int) -> HttpResponse:
    """Who would be in by the quota; equals at the cut are chosen among with a reason."""
    round = get_round(request, pk)
    require_office(request.user, round)
    if round.status != RoundStatus.SCORED:
        raise BusinessError(f"本批次{round.get_status_display()}，现在不能确定初选名单。")
    preview = shortlist_preview(round)
    form = ShortlistForm(request.POST if request.method == "POST" else None, tied=preview.tied, seats=preview.seats)
    if form.is_bound and form.is_valid():
        reason, seen = form.cleaned_data.get("reason", ""), request.POST.get("seen") or None
        try:
            shortlist(round, actor=request.user, tied_choice=form.choice(), reason=reason, seen=seen)
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, "已确定初选名单，请接着拟写公示。")
            return redirect("brands:round_detail", pk)
    context = {
        "round": round,
        "preview": preview,
        "form": form,
        "cancel_url": reverse("brands:round_detail", args=[pk]),
    }
    return render(request, "brands/selection/round_shortlist.html", context, status=400 if form.errors else 200)
