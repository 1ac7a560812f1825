"""What the pages of ledgers share: finding one, refusing politely, charts."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from assessments.charts import SVG_TYPE, Chart, bar_chart, column_chart
from assessments.models import Ledger, Scheme
from assessments.permissions.ledger import may_run_scheme
from assessments.permissions.scheme import may_decide_scheme, may_organize_scheme
from assessments.selectors.ledger import attach_parts, with_scheme

RUN_ONLY = "只有考核单位的工委办公室和工委负责人可以查看。"


def get_ledger(request: HttpRequest, pk: int, *, parts: bool = False) -> Ledger:
    """404 for what this person may not see; `parts`: with the scheme's lines and grades."""
    ledger = get_object_or_404(with_scheme(Ledger.objects.visible_to(request.user)), pk=pk)
    if parts:
        attach_parts(ledger.scheme)
    return ledger


def get_scheme(request: HttpRequest, pk: int) -> Scheme:
    return get_object_or_404(Scheme.objects.visible_to(request.user).select_related("organizer"), pk=pk)


def get_run_scheme(request: HttpRequest, pk: int) -> Scheme:
    """For the organiser alone."""
    scheme = get_scheme(request, pk)
    if not may_run_scheme(request.user, scheme):
        raise PermissionDenied(RUN_ONLY)
    return scheme


def require_office(user: Any, scheme: Scheme) -> None:
    if not may_organize_scheme(user, scheme):
        raise PermissionDenied("只有考核单位的工委办公室可以办理。")


def require_director(user: Any, scheme: Scheme) -> None:
    if not may_decide_scheme(user, scheme):
        raise PermissionDenied("只有考核单位的工委负责人可以办理。")


def svg(chart: Chart) -> HttpResponse:
    """A drawing for an <img>: nothing in it can run or load anything."""
    draw = column_chart if len(chart.series) == 1 and len(chart.labels) <= 6 else bar_chart
    response = HttpResponse(draw(chart), content_type=SVG_TYPE)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
