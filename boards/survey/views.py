"""The public list of surveys, and a ballot on one address: code → form → confirmation → receipt, each by POST.

The code and the answers travel in the body alone, so that no address, log or Referer holds them. The QR code carries
the code behind the address's #, which a browser keeps to itself; without scripts it is typed. There is no session,
no cookie, no CSRF token (nobody is logged in: the code is what entitles), and no redirect, since the receipt would
stand in its address. Nothing of a voter who holds a good code is counted or kept.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from assessments.enums.survey import SurveyStatus
from assessments.models import Survey, SurveyTarget
from assessments.selectors.survey import distribution
from assessments.services.survey import CodeRefused, cast, find_survey, look_up
from assessments.services.survey.casting import counted_for, offer_receipt
from boards.caching import cached_page, tomorrow
from boards.selectors import asked_about
from boards.services import count_visitor, is_held_up
from boards.survey.forms import BallotForm, CodeForm, ReceiptForm
from core.errors import BusinessError
from core.paging import paginate

# A whole office may stand behind one address, and everybody mistypes now and then.
REFUSALS_AN_HOUR = 100
MOST_ANNOUNCED = 100
PURPOSE = "survey"
TOO_MANY = "同一网络一小时内输错评价码的次数较多，请稍后再试。"
methods = require_http_methods(["GET", "HEAD", "POST"])


@csrf_exempt
@methods
def survey_list(request: HttpRequest) -> HttpResponse:
    """What is asked now and what came of former surveys. A code leads to its survey; its answer is kept nowhere."""
    if request.method != "POST":
        return _kept_list(request)
    form = CodeForm(request.POST)
    if not form.is_valid() or _is_held_up(request, form):
        return _list_page(request, form, status=400)
    code = form.cleaned_data["code"]
    target = find_survey(code)
    if target is None:
        _refuse(request, form)
        return _list_page(request, form, status=400)
    return _ballot(request, target.survey, target, code, "enter")


@cached_page
def _kept_list(request: HttpRequest) -> HttpResponse:
    response = _list_page(request, CodeForm())
    # With the day surveys begin and end.
    response.true_until = tomorrow()
    return response


def _list_page(request: HttpRequest, form: CodeForm, *, status: int = 200) -> HttpResponse:
    surveys = list(Survey.objects.announced().select_related("organizer").order_by("closes_on", "pk")[:MOST_ANNOUNCED])
    done = Survey.objects.published().select_related("organizer")
    context = {
        "form": form,
        "surveys": [(row, asked) for row, asked in zip(surveys, asked_about(surveys), strict=True)],
        "page": paginate(request, done, order=("-closed_at", "-pk")),
        "section": "surveys",
    }
    return render(request, "boards/survey/survey_list.html", context, status=status)


@require_safe
@cached_page
def survey_results(request: HttpRequest, pk: int) -> HttpResponse:
    """What all organisations together were told; single ones and remarks are not for everybody."""
    subject = get_object_or_404(Survey.objects.published().select_related("organizer"), pk=pk)
    rows = distribution(list(subject.questions.all()), subject.tally.get("questions", {}))
    # It may have been counted before its last day.
    last_day = min(subject.closes_on, timezone.localdate(subject.closed_at)) if subject.closed_at else subject.closes_on
    context = {"survey": subject, "rows": rows, "tally": subject.tally, "last_day": last_day, "section": "surveys"}
    return render(request, "boards/survey/results.html", context)


@csrf_exempt
@methods
def survey(request: HttpRequest, pk: int) -> HttpResponse:
    """GET says what it is about and asks for the code; POST goes on from there, `action` says how far."""
    subject = Survey.objects.known().select_related("organizer").filter(pk=pk).first()
    if subject is None:
        if not Survey.objects.prepared().filter(pk=pk).exists():
            raise Http404
        return render(request, "boards/survey/not_yet.html", {"section": "surveys"}, status=404)
    if request.method != "POST":
        return _code_page(request, subject, CodeForm())
    form = CodeForm(request.POST)
    if not form.is_valid() or _is_held_up(request, form):
        return _code_page(request, subject, form, status=400)
    code, action = form.cleaned_data["code"], request.POST.get("action")
    target = look_up(subject, code)
    if action == "cast":
        # Also when the code is spent: the receipt may tell that this very form has arrived before.
        return _cast(request, subject, code, target)
    if target is None:
        return _refused(request, subject, form)
    return _ballot(request, subject, target, code, action)


def _known(pk: int) -> Survey:
    return get_object_or_404(Survey.objects.known().select_related("organizer"), pk=pk)


def _code_page(request: HttpRequest, subject: Survey, form: CodeForm, *, status: int = 200) -> HttpResponse:
    context = {"survey": subject, "form": form, "is_running": subject.is_running()}
    return render(request, "boards/survey/code.html", context, status=status)


def _is_held_up(request: HttpRequest, form: CodeForm) -> bool:
    if is_held_up(request, limit=REFUSALS_AN_HOUR, purpose=PURPOSE):
        form.add_error("code", TOO_MANY)
    return bool(form.errors)


def _refused(request: HttpRequest, subject: Survey, form: CodeForm) -> HttpResponse:
    _refuse(request, form)
    return _code_page(request, subject, form, status=400)


def _refuse(request: HttpRequest, form: CodeForm) -> None:
    """Unknown, spent, too late: the same words. Who tries too often is held up, and forgotten with the hour."""
    error: BusinessError = CodeRefused()
    try:
        count_visitor(request, limit=REFUSALS_AN_HOUR, purpose=PURPOSE, message=TOO_MANY)
    except BusinessError as too_many:
        error = too_many
    form.add_error("code", [error.message, *error.details])


def _ballot(request: HttpRequest, subject: Survey, target: SurveyTarget, code: str, action: str | None) -> HttpResponse:
    """The questions; with `check` and all of them answered, what was chosen."""
    questions = list(subject.questions.all())
    context: dict[str, Any] = {"survey": subject, "target": target, "code": code}
    if action in ("check", "edit"):
        form = BallotForm(request.POST, questions=questions)
        if action == "check" and form.is_valid():
            context |= {"told": form.told(), "receipt": offer_receipt(target)}
            return render(request, "boards/survey/confirm.html", context)
        status = 400 if action == "check" else 200
    else:
        form, status = BallotForm(questions=questions), 200
    context |= {"form": form, "show_errors": action == "check"}
    return render(request, "boards/survey/ballot.html", context, status=status)


def _cast(request: HttpRequest, subject: Survey, code: str, target: SurveyTarget | None) -> HttpResponse:
    ballot = BallotForm(request.POST, questions=list(subject.questions.all()))
    is_good = ballot.is_valid()
    if target is not None and not is_good:
        return _ballot(request, subject, target, code, "check")
    try:
        receipt = cast(
            subject,
            code=code,
            answers=ballot.answers() if is_good else {},
            texts=ballot.texts() if is_good else {},
            receipt=request.POST.get("receipt", "")[:30],
        )
    except CodeRefused:
        form = CodeForm({"code": code})
        form.is_valid()
        return _refused(request, subject, form)
    return render(request, "boards/survey/thanks.html", {"survey": subject, "receipt": receipt})


@csrf_exempt
@methods
def survey_receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Was the ballot with this receipt counted? By POST, so that no log tells who asked for which."""
    subject = _known(pk)
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    found, asked = None, False
    if form.is_bound and form.is_valid():
        found, asked = counted_for(subject, form.cleaned_data["receipt"]), True
    context = {
        "survey": subject,
        "form": form,
        "target": found,
        "is_asked": asked,
        "is_counted": subject.status == SurveyStatus.CLOSED,
    }
    return render(request, "boards/survey/receipt.html", context, status=400 if form.errors else 200)
