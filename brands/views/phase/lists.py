"""The list of phases by what is to be done, and the same as a spreadsheet."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from branches.enums import Ability
from branches.roles import holds_any
from brands.filters.phase import PhaseFilter
from brands.models import Brand, PhaseRecord
from brands.selectors.phase import Tab, lateness_of, rows_for, tab_counts, tabs_for
from brands.views.creation import brand_tabs
from core.answers import download
from core.errors import BusinessError
from core.paging import paginate
from core.posted import whole
from core.spreadsheet import Column, Sheet, write_xlsx

EXPORTED_MOST = 5_000
COLUMNS = (
    Column("上级党组织", 30),
    Column("党组织", 30),
    Column("品牌", 20),
    Column("创建活动", 30),
    Column("片区", 12),
    Column("阶段", 12),
    Column("开始日期", 12, "date"),
    Column("截止日期", 12, "date"),
    Column("原定截止日期", 14, "date"),
    Column("提交日期", 12, "date"),
    Column("状态", 10),
    Column("期限", 20),
)


@login_required
@require_safe
def phase_list(request: HttpRequest) -> HttpResponse:
    user = request.user
    tabs = tabs_for(user)
    tab = _chosen(request, tabs)
    chosen = PhaseFilter(request.GET, queryset=tab.rows.for_list(), user=user)
    is_office = holds_any(user, (Ability.ORGANIZE,))
    rows = chosen.qs.with_reviewer() if is_office and tab.key == "submitted" else chosen.qs
    page = paginate(request, rows, order=tab.order)
    counts = tab_counts(user, tabs)
    brand = _brand(request)
    context = {
        "page": page,
        "rows": rows_for(user, page.rows),
        "filter": chosen,
        "tab": tab,
        "tabs": [
            {"label": t.label, "url": _tab_url(request, t.key), "active": t is tab, "count": counts.get(t.key)}
            for t in tabs
        ],
        "brand": brand,
        "brand_tabs": brand_tabs(user, brand, "brands:phase_list") if brand else [],
        "bulk_actions": [("supervise", "督办所选")] if is_office and tab.key in ("overdue", "submitted") else [],
        "bulk_url": reverse("brands:supervision_create"),
        "export_query": request.GET.urlencode(),
        "may_export": is_office,
    }
    return render(request, "brands/phase/phase_list.html", context)


def _chosen(request: HttpRequest, tabs: list[Tab]) -> Tab:
    """The tab asked for; a brand's phases come all together."""
    wanted = request.GET.get("tab") or ("all" if request.GET.get("brand") else "")
    return next((tab for tab in tabs if tab.key == wanted), None) or tabs[0]


def _brand(request: HttpRequest) -> Brand | None:
    wanted = whole(request.GET.get("brand"))
    if wanted is None:
        return None
    return Brand.objects.visible_to(request.user).select_related("organization").filter(pk=wanted).first()


def _tab_url(request: HttpRequest, key: str) -> str:
    """The tab with the same filter, from its first page."""
    query = request.GET.copy()
    for name in ("page", "after"):
        query.pop(name, None)
    query["tab"] = key
    return f"?{query.urlencode()}"


@login_required
@require_safe
def phase_export(request: HttpRequest) -> HttpResponse:
    """What the list shows, for the office that runs the programs."""
    if not holds_any(request.user, (Ability.ORGANIZE,)):
        raise PermissionDenied("只有工委办公室可以导出阶段清单。")
    tab = _chosen(request, tabs_for(request.user))
    chosen = PhaseFilter(request.GET, queryset=tab.rows, user=request.user).qs.order_by(*tab.order)
    rows = chosen.select_related("brand__organization__parent", "brand__program", "brand__region", "phase").defer(
        "summary", "problems", "measures", "looked_back_plan", "looked_back_do", "looked_back_check",
        "looked_back_improve", "plan", "brand__concept", "brand__connotation", "brand__goals", "brand__facets",
    )  # fmt: skip
    found = list(rows[: EXPORTED_MOST + 1])
    if len(found) > EXPORTED_MOST:
        raise BusinessError(f"超过{EXPORTED_MOST}条，请先按创建活动、片区或上级党组织筛选后再导出。")
    sheet = Sheet(f"阶段清单（{tab.label}）", COLUMNS, [_line(record) for record in found])
    name = f"阶段清单（{tab.label}）{timezone.localdate():%Y%m%d}.xlsx"
    return download(request, write_xlsx([sheet]), name, None)


def _line(record: PhaseRecord) -> list[Any]:
    brand, organization = record.brand, record.brand.organization
    late = lateness_of(record, timezone.localdate())
    return [
        organization.parent.name if organization.parent else "",
        organization.name,
        brand.name,
        brand.program.name,
        brand.region.name if brand.region else "",
        record.phase.name,
        record.starts_on,
        record.due_on,
        record.first_due_on,
        record.handed_in_on,
        record.get_status_display(),
        late.text if late else "",
    ]
