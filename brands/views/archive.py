"""A brand's archive: everything in order of time, folded by year, and as a document."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from brands.documents.archive import AT_ONCE, archive_pdf, archive_xlsx
from brands.models import Brand
from brands.permissions.archive import may_read_archive
from brands.selectors.archive import Entry, Years, archive_counts, archive_entries, kind_labels
from brands.views.creation import brand_tabs, get_brand
from core.answers import download
from core.jobs import enqueue
from core.posted import whole

PER_PAGE = 100


def get_archived(request: HttpRequest, pk: int) -> Brand:
    brand = get_brand(request, pk)
    if not may_read_archive(request.user, brand):
        raise PermissionDenied("品牌档案只供本组织及其上级查阅。")
    return brand


@login_required
@require_safe
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    brand = get_archived(request, pk)
    counts = archive_counts(request.user, brand)
    kind = _kind(request.GET.get("kind", ""))
    years = {year: kinds[kind] if kind else kinds.total() for year, kinds in counts.items() if not kind or kinds[kind]}
    year = _number(request.GET.get("year", ""), "年份") or next(iter(years), None)
    page = _number(request.GET.get("page", ""), "页码") or 1
    last = max(1, -(-years.get(year or 0, 0) // PER_PAGE))
    page = min(page, last)
    rows = []
    if year in years:
        start = (page - 1) * PER_PAGE
        rows = archive_entries(request.user, brand, year=year, kind=kind, start=start, limit=PER_PAGE)
    url = reverse("brands:archive", args=[pk])
    context = {
        "brand": brand,
        "tabs": brand_tabs(request.user, brand, "brands:archive"),
        "kinds": _kinds(url, counts, kind, year),
        "years": [_year(url, counts, kind, number, is_open=number == year) for number in years],
        "rows": [_shown(row) for row in rows],
        "pages": [(number, _url(url, year, kind, number), number == page) for number in range(1, last + 1)],
        "kind": kind,
        "total": sum(years.values()),
        "is_long": sum(years.values()) > AT_ONCE,
    }
    return render(request, "brands/archive/archive.html", context)


def _kind(text: str) -> str:
    if text and text not in kind_labels():
        raise BadRequest("没有这个类别，请从页面上重新选择。")
    return text


def _number(text: str, what: str) -> int | None:
    """A positive number of up to four digits; 400 for anything else."""
    if not text:
        return None
    number = whole(text, 4)
    if not number:
        raise BadRequest(f"{what}有误，请从页面上重新选择。")
    return number


def _url(url: str, year: int | None, kind: str, page: int = 1) -> str:
    given = {"year": year, "kind": kind, "page": page if page > 1 else ""}
    query = urlencode({name: value for name, value in given.items() if value})
    return f"{url}?{query}" if query else url


def _kinds(url: str, counts: Years, chosen: str, year: int | None) -> list[dict[str, Any]]:
    """The filter: each kind that occurs, with its number over all years."""
    labels, total = kind_labels(), sum(kinds.total() for kinds in counts.values())
    rows = [{"label": "全部", "url": url, "active": not chosen, "count": total}]
    for key, label in labels.items():
        if (number := sum(kinds[key] for kinds in counts.values())) or key == chosen:
            rows.append({"label": label, "url": _url(url, None, key), "active": key == chosen, "count": number})
    return rows


def _year(url: str, counts: Years, kind: str, year: int, *, is_open: bool) -> dict[str, Any]:
    labels, kinds = kind_labels(), counts[year]
    return {
        "year": year,
        "url": _url(url, year, kind),
        "is_open": is_open,
        "total": kinds[kind] if kind else kinds.total(),
        "kinds": [(labels[key], kinds[key]) for key in labels if kinds[key] and (not kind or key == kind)],
    }


def _shown(entry: Entry) -> dict[str, Any]:
    at = timezone.localtime(entry.at)
    return {"entry": entry, "at": at, "text": f"{at:%m-%d}" if entry.is_day else f"{at:%m-%d %H:%M}"}


@login_required
@require_POST
def archive_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF at once, or by a job when there is much of it."""
    brand = get_archived(request, pk)
    kind = _kind(request.POST.get("kind", ""))
    counts = archive_counts(request.user, brand)
    if sum(kinds[kind] if kind else kinds.total() for kinds in counts.values()) <= AT_ONCE:
        content = archive_pdf(brand, request.user, kind=kind)
        return download(request, content, f"{brand}创建档案.pdf", brand)
    job = enqueue("brand_archive", f"创建档案：{brand}", {"brand": brand.pk, "kind": kind}, request.user)
    return redirect("core:job", job.pk)


@login_required
@require_safe
def archive_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    brand = get_archived(request, pk)
    content = archive_xlsx(brand, request.user, kind=_kind(request.GET.get("kind", "")))
    return download(request, content, f"{brand}创建档案.xlsx", brand)
