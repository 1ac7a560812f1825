"""Published assessments: which units got which grade; never a score, never a rank."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from assessments.models import LedgerPublication
from assessments.selectors.result import public_rows
from boards.caching import cached_page
from core.paging import paginate


@require_safe
@cached_page
def result_list(request: HttpRequest) -> HttpResponse:
    rows = LedgerPublication.objects.public().select_related("scheme__organizer")
    page = paginate(request, rows, order=("-published_from", "-pk"))
    response = render(request, "boards/result/result_list.html", {"page": page, "section": "results"})
    response.true_until = min((row.published_until for row in page.rows if row.published_until), default=None)
    return response


@require_safe
@cached_page
def result(request: HttpRequest, pk: int) -> HttpResponse:
    rows = LedgerPublication.objects.public().select_related("scheme__organizer")
    publication = get_object_or_404(rows, pk=pk)
    context = {"publication": publication, "grades": public_rows(publication), "section": "results"}
    response = render(request, "boards/result/result.html", context)
    response.true_until = publication.published_until
    return response
