"""The director's decision and the naming document."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from brands.documents.honour import annex_of, draft_pdf, draft_text, named_in, paragraphs_of
from brands.enums import OpinionStatus, RoundStatus
from brands.forms.selection import DecideForm, DocumentForm
from brands.models import OfficialDocument, SelectionRound
from brands.rules.selection import decide_missing, issue_missing
from brands.selectors.selection import opinions_of
from brands.services.selection import decide, issue_document
from brands.views.selection.common import get_round, require_director
from core.errors import BusinessError
from core.forms import add_error
from core.models import NumberSeries
from core.onetime import form_key


@login_required
def round_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Every shortlisted brand with its score and what was said of it; all are decided at once."""
    round = get_round(request, pk)
    require_director(request.user, round)
    if round.status != RoundStatus.IN_NOTICE:
        raise BusinessError(f"本批次{round.get_status_display()}，现在不能决定命名。")
    rows = round.nominations.shortlisted().select_related("brand__organization")
    nominations = list(rows.order_by("rank", "pk"))
    opinions = opinions_of(nominations)
    upheld = {pk for pk, found in opinions.items() if any(o.status == OpinionStatus.UPHELD for o in found)}
    posted = request.POST if request.method == "POST" else None
    form = DecideForm(posted, nominations=nominations, upheld=upheld)
    if form.is_bound and form.is_valid():
        comment, seen = form.cleaned_data["comment"], request.POST.get("seen") or None
        try:
            decide(round, decisions=form.decisions(), actor=request.user, comment=comment, seen=seen)
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, "已决定命名。签发命名文件后，结果同时向各党组织公布。")
            return redirect("brands:round_issue", pk)
    context = {
        "round": round,
        "form": form,
        "missing": decide_missing(round),
        "rows": [
            {
                "nomination": n,
                "opinions": opinions.get(n.pk, []),
                "is_upheld": n.pk in upheld,
                "decision": form[f"decision_{n.pk}"],
                "reason": form[f"reason_{n.pk}"],
            }
            for n in nominations
        ],
        "cancel_url": reverse("brands:round_detail", args=[pk]),
    }
    return render(request, "brands/selection/round_decide.html", context, status=400 if form.errors else 200)


@login_required
def round_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """The text as it will stand in the document; looked at first, issued by a second button."""
    round = get_round(request, pk)
    require_director(request.user, round)
    if round.status == RoundStatus.NAMED:
        return redirect("brands:document_detail", OfficialDocument.objects.get(round=round).pk)
    if round.status != RoundStatus.DECIDED:
        raise BusinessError(f"本批次{round.get_status_display()}，现在不能签发命名文件。")
    named = named_in(round)
    text = draft_text(round, named)
    form = DocumentForm(request.POST if request.method == "POST" else None, initial=text.__dict__)
    action = request.POST.get("action", "")
    if form.is_bound and form.is_valid():
        text = form.text()
        if action == "pdf":
            return _draft(round, named, text)
        if action == "issue":
            try:
                document = issue_document(round, text=text, actor=request.user, key=request.POST.get("key"))
            except BusinessError as error:
                add_error(form, error)
            else:
                messages.success(request, f"已签发{document.reference}，结果已公布。")
                return redirect("brands:document_detail", document.pk)
    context = {
        "round": round,
        "form": form,
        "text": text,
        "paragraphs": paragraphs_of(text.body),
        "annex": annex_of(round, named),
        "reference": expected_reference(round),
        "missing": issue_missing(round),
        "today": timezone.localdate(),
        "key": form_key(request.POST),
        "cancel_url": reverse("brands:round_detail", args=[pk]),
    }
    return render(request, "brands/selection/round_issue.html", context, status=400 if form.errors else 200)


def expected_reference(round: SelectionRound) -> str:
    """The number that comes next, if nobody issues anything before."""
    organ, code, year = round.program.organizer_id, round.program.document_code, timezone.localdate().year
    series = NumberSeries.objects.filter(key=f"{organ}:{code}:{year}").first()
    return f"{code}〔{year}〕{(series.last if series else 0) + 1}号"


def _draft(round: SelectionRound, named: list, text: object) -> HttpResponse:
    pdf = draft_pdf(round, named, text, reference=f"{round.program.document_code}〔{timezone.localdate().year}〕　号",
                    on=timezone.localdate())  # fmt: skip
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = "inline; filename=draft.pdf"
    return response
