"""Activities as a list, a month, a year, a spreadsheet."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from brands.enums import Strand
from brands.filters.activity import ActivityFilter, month_of, reads_only_one
from brands.limits import EXPORTED_ROWS_MOST
from brands.models import Activity
from brands.selectors.activity import month_after, month_view, writable_organizations, year_table
from brands.views.activity.common import sections
from core.answers import download
from core.errors import BusinessError
from core.paging import paginate
from core.posted import whole
from core.spreadsheet import Column, Sheet, write_xlsx

COLUMNS = (
    Column("日期", 12, "date"), Column("类型", 12), Column("主题", 30), Column("党组织", 30), Column("品牌", 20),
    Column("创建阶段", 12), Column("工作主线", 12), Column("载体", 16), Column("地点", 20),
    Column("参加人数", 10, "integer"), Column("内容摘要", 50), Column("相关链接", 30), Column("说明", 12),
)  # fmt: skip


def _chosen(request: HttpRequest) -> ActivityFilter:
    return ActivityFilter(request.GET, queryset=Activity.objects.visible_to(request.user), user=request.user)


def _rows(chosen: ActivityFilter) -> Any:
    is_void = bool(chosen.form.is_valid() and chosen.form.cleaned_data.get("void"))
    rows = chosen.qs.filter(is_void=is_void)
    return rows.select_related("organization", "kind", "brand", "phase_record__phase", "carrier")


@login_required
@require_safe
def activity_list(request: HttpRequest) -> HttpResponse:
    chosen = _chosen(request)
    query = request.GET.copy()
    for name in ("page", "after", "void"):
        query.pop(name, None)
    context = {
        "page": paginate(request, _rows(chosen).with_evidence_count(), order=("-held_on", "-pk")),
        "filter": chosen,
        "brand": chosen.chosen_brand,
        "sections": sections("activity_list"),
        "query": query.urlencode(),
        "is_void": request.GET.get("void") == "true",
        "may_enter": bool(writable_organizations(request.user)),
        "is_single": reads_only_one(request.user),
        "today": timezone.localdate(),
    }
    return render(request, "brands/activity/activity_list.html", context)


@login_required
@require_safe
def activity_calendar(request: HttpRequest) -> HttpResponse:
    """A month as a table; on a narrow screen as a list of its days."""
    today = timezone.localdate()
    text = request.GET.get("month", "")
    month = month_of(text) if text else today.replace(day=1)
    if month is None:
        raise BadRequest("月份应写成“2026-03”的样子。")
    chosen = _chosen(request)
    weeks = month_view(chosen.qs, month, today)
    context = {
        "weeks": weeks,
        "has_any": any(day.total for week in weeks for day in week if day.in_month),
        "month": month,
        "previous": month_after(month, -1),
        "next": month_after(month),
        "is_present": month == today.replace(day=1),
        "brand": chosen.chosen_brand,
        "sections": sections("activity_calendar"),
        "may_enter": bool(writable_organizations(request.user)),
        "is_single": reads_only_one(request.user),
    }
    return render(request, "brands/activity/activity_calendar.html", context)


@login_required
@require_safe
def activity_counts(request: HttpRequest) -> HttpResponse:
    """How many of each kind in each month of a year."""
    today = timezone.localdate()
    year = whole(request.GET.get("year", str(today.year)), 4)
    if year is None or not 1990 <= year <= today.year + 1:
        raise BadRequest("年度应为四位年份。")
    chosen = _chosen(request)
    *rows, total = year_table(chosen.qs, year)
    context = {
        "year": year,
        "rows": rows,
        "total": total,
        "months": range(1, 13),
        "years": [year - 1, *([year + 1] if year < today.year else [])],
        "filter": chosen,
        "brand": chosen.chosen_brand,
        "sections": sections("activity_counts"),
        "list_url": reverse("brands:activity_list"),
    }
    return render(request, "brands/activity/activity_counts.html", context)


@login_required
@require_safe
def activity_export(request: HttpRequest) -> HttpResponse:
    """What the list shows, as a spreadsheet."""
    rows = list(_rows(_chosen(request)).order_by("-held_on", "-pk")[: EXPORTED_ROWS_MOST + 1])
    if len(rows) > EXPORTED_ROWS_MOST:
        raise BusinessError(f"一次最多导出{EXPORTED_ROWS_MOST}项活动，请先用月份或党组织缩小范围。")
    content = write_xlsx([Sheet("活动", COLUMNS, [_cells(row) for row in rows])])
    name = f"活动清单{timezone.localdate():%Y%m%d}.xlsx"
    return download(request, content, name, None)


def _cells(activity: Activity) -> list[Any]:
    return [
        activity.held_on,
        activity.kind.name,
        activity.title,
        activity.organization.name,
        activity.brand.name if activity.brand else "",
        activity.phase_record.phase.name if activity.phase_record else "",
        Strand(activity.strand).label,
        str(activity.carrier or ""),
        activity.place,
        activity.people,
        activity.summary,
        activity.link,
        f"已作废：{activity.void_reason}" if activity.is_void else "",
    ]
