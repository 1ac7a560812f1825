"""Public pages: the wall, a brand, notices with opinions, naming documents and the check of their authenticity."""

from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from boards.caching import cached_page, public
from boards.forms import CheckForm, OpinionForm, ReceiptForm, WallFilter
from boards.selectors import checked_document, public_documents, public_notices, wall_counts
from boards.services import count_visitor
from brands.models import Brand, Opinion
from brands.selectors.deed import public_deeds
from core.errors import BusinessError
from core.files import serve_private
from core.forms import add_error
from core.onetime import remember, spend
from core.paging import paginate

WALL_ORDER = ("-honour_level", "-accepted_on", "-pk")
WALL_PAGE = 24
LOGO_SECONDS = 24 * 3600


@require_safe
@cached_page
def wall(request: HttpRequest) -> HttpResponse:
    total, counts = wall_counts()
    form = WallFilter(request.GET, counts=counts)
    if not form.is_valid() and set(form.errors) != {"q"}:
        raise BadRequest("筛选条件无效，请从页面上重新选择。")
    chosen = form.cleaned_data
    brands = Brand.objects.public().for_wall().matching(chosen.get("q", ""))
    for field, column in (
        ("region", "region_id"),
        ("line", "line_id"),
        ("level", "honour_level"),
        ("year", "named_year"),
    ):
        if chosen.get(field) is not None:
            brands = brands.filter(**{column: chosen[field]})
    page = paginate(request, brands, order=WALL_ORDER, per_page=WALL_PAGE)
    is_filtered = any(value not in ("", None) for value in chosen.values())
    return render(
        request,
        "boards/wall.html",
        {"form": form, "page": page, "counts": counts, "is_filtered": is_filtered, "total": total},
    )


@require_safe
@cached_page
def brand(request: HttpRequest, pk: int) -> HttpResponse:
    subject = get_object_or_404(Brand.objects.public().select_related("organization", "region", "line", "phase"), pk=pk)
    context = {
        "brand": subject,
        "carriers": subject.carriers.filter(is_active=True),
        "honours": subject.honours.select_related("document"),
        "deeds": (deeds := public_deeds(subject)),
    }
    response = render(request, "boards/brand.html", context)
    # A person's consent ends with a day: the page made before must not outlive it.
    response.true_until = min((deed.published_until for deed in deeds if deed.published_until), default=None)
    return response


@require_safe
def brand_logo(request: HttpRequest, pk: int) -> HttpResponse:
    subject = get_object_or_404(Brand.objects.public().exclude(logo=""), pk=pk)
    response = serve_private(request, subject.logo, f"{subject.name}.png")
    # The address carries the file's name, so that a new logo has a new address.
    response["Cache-Control"] = f"public, max-age={LOGO_SECONDS}"
    return response


@require_safe
@cached_page
def notice_list(request: HttpRequest) -> HttpResponse:
    page = paginate(request, public_notices().select_related("organization"), order=("-published_from", "-pk"))
    return render(request, "boards/notice_list.html", {"page": page, "today": timezone.localdate()})


@require_safe
@cached_page
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    subject = get_object_or_404(public_notices().select_related("organization"), pk=pk)
    return render(request, "boards/notice.html", {"notice": subject, "is_running": subject.is_running()})


def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    subject = get_object_or_404(public_notices().select_related("organization"), pk=pk)
    if not subject.is_running():
        return render(request, "boards/notice.html", {"notice": subject, "is_running": False}, status=409)
    form = OpinionForm(request.POST if request.method == "POST" else None, notice=subject)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(f"{reverse('boards:opinion_status')}?code={_receive(request, subject, form)}&new=1")
        except BusinessError as error:
            add_error(form, error)
    status = 400 if form.is_bound else 200
    return render(request, "boards/opinion.html", {"notice": subject, "form": form}, status=status)


def _receive(request: HttpRequest, subject, form: OpinionForm) -> str:
    """The code of the receipt; the same form sent twice gives the same one."""
    from brands.services.selection import receive_opinion

    data = dict(form.cleaned_data)
    key, nomination_id = str(data.pop("key")), data.pop("nomination")
    # Outside the transaction: what was refused counts as well.
    count_visitor(request)
    with transaction.atomic():
        code = spend(key, actor=None, purpose=f"opinion {subject.pk}")
        if code is None:
            nomination = subject.round.nominations.get(pk=nomination_id) if nomination_id else None
            code = receive_opinion(subject, nomination=nomination, **data).code
            remember(key, code)
    return code


@require_safe
def opinion_status(request: HttpRequest) -> HttpResponse:
    form = ReceiptForm(request.GET if "code" in request.GET else None)
    found = None
    if form.is_valid():
        code = form.cleaned_data["code"].strip().upper()
        found = Opinion.objects.select_related("notice").filter(code=code).first()
    context = {"form": form, "opinion": found, "is_new": request.GET.get("new") == "1"}
    return render(request, "boards/opinion_status.html", context)


@require_safe
@cached_page
def document_list(request: HttpRequest) -> HttpResponse:
    page = paginate(request, public_documents().select_related("organization"), order=("-issued_on", "-pk"))
    return render(request, "boards/document_list.html", {"page": page})


@require_safe
@cached_page
def document(request: HttpRequest, pk: int) -> HttpResponse:
    subject = get_object_or_404(public_documents().select_related("organization"), pk=pk)
    honours = subject.honours.select_related("brand__organization", "round").order_by("pk")
    return render(request, "boards/document.html", {"document": subject, "honours": honours})


@require_safe
def document_check(request: HttpRequest) -> HttpResponse:
    form = CheckForm(request.GET if "code" in request.GET else None)
    found = honours = annulled = None
    if form.is_valid():
        found = checked_document(form.cleaned_data["code"], form.cleaned_data["number"])
        honours = found.honours.select_related("brand__organization", "round").order_by("pk") if found else None
        annulled = found.events.filter(step="annul").last() if found else None
    context = {"form": form, "document": found, "honours": honours, "annulled": annulled}
    context |= {"asked": form.is_bound and form.is_valid()}
    return public(request, render(request, "boards/document_check.html", context))
