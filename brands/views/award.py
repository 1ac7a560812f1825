"""Awards from outside: the register, entering several, making one void, the counts of every unit."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from branches.enums import Ability
from branches.models import Organization
from branches.roles import holds_any, scope_of
from brands.filters.regulation import AwardFilter
from brands.forms.regulation import AwardSet
from brands.forms.selection import StepForm
from brands.models import Award, Brand
from brands.permissions.regulation import may_void_award
from brands.selectors.regulation import LEVELS, award_years, tallies, totals
from brands.services.award import enter_awards, void_award
from core.answers import confirm_page, download
from core.errors import BusinessError
from core.forms import add_error
from core.onetime import form_key
from core.paging import paginate
from core.posted import whole, with_row
from core.spreadsheet import Column, Sheet, write_xlsx

EXPORT_MOST = 20_000
UNITS = 50  # units on one page of the counts


@login_required
@require_safe
def award_list(request: HttpRequest) -> HttpResponse:
    chosen = AwardFilter(request.GET, queryset=Award.objects.visible_to(request.user))
    rows = chosen.qs.select_related("organization", "brand")
    own = scope_of(request.user, Ability.EDIT)
    page = paginate(request, rows, order=("-awarded_on", "-pk"))
    context = {
        "page": page,
        "rows": [(a, not a.is_void and own.covers(a.organization_path)) for a in page.rows],
        "filter": chosen,
        "tabs": tabs("list"),
        "may_enter": bool(own),
        "export_url": f"{reverse('brands:award_export')}?{request.GET.urlencode()}",
    }
    return render(request, "brands/regulation/award_list.html", context)


def tabs(current: str) -> list[dict[str, Any]]:
    lines = (("list", "明细", "brands:award_list"), ("counts", "按单位统计", "brands:award_counts"))
    return [{"label": label, "url": reverse(url), "active": key == current, "count": None} for key, label, url in lines]


@login_required
@require_safe
def award_counts(request: HttpRequest) -> HttpResponse:
    """Every unit in the order of the tree, also those with none."""
    if not holds_any(request.user, (Ability.READ,)):
        raise PermissionDenied("没有可以查看的党组织。")
    year = _year(request)
    places = Organization.objects.visible_to(request.user).active()
    page = paginate(request, places, order=("path", "pk"), per_page=UNITS)
    context = {
        "page": page,
        "rows": tallies(page.rows, request.user, year),
        "levels": [label for _, label in LEVELS],
        "totals": totals(request.user, year),
        "year": year,
        "years": award_years(request.user),
        "tabs": tabs("counts"),
        "export_url": f"{reverse('brands:award_export')}?{request.GET.urlencode()}",
    }
    return render(request, "brands/regulation/award_counts.html", context)


def _year(request: HttpRequest) -> int | None:
    year = whole(request.GET.get("year"), 4)
    return year if year and year >= 1900 else None


@login_required
@require_safe
def award_export(request: HttpRequest) -> HttpResponse:
    """The register as it is narrowed, and the counts of every unit."""
    chosen = AwardFilter(request.GET, queryset=Award.objects.visible_to(request.user).counted())
    awards = list(chosen.qs.select_related("organization", "brand").order_by("organization_path", "-awarded_on", "pk")
                  [: EXPORT_MOST + 1])  # fmt: skip
    places = list(Organization.objects.visible_to(request.user).active().order_by("path")[: EXPORT_MOST + 1])
    if max(len(awards), len(places)) > EXPORT_MOST:
        raise BusinessError(f"一次最多导出{EXPORT_MOST}行，请按年度或级别缩小范围。")
    detail = Sheet(
        "荣誉明细",
        [Column("党组织", 30), Column("荣誉名称", 30), Column("授予单位", 24), Column("级别", 10),
         Column("授予日期", kind="date"), Column("品牌", 14), Column("说明", 30)],
        [[a.organization.name, a.title, a.awarded_by, a.get_level_display(), a.awarded_on,
          a.brand.name if a.brand else "", a.note] for a in awards],
    )  # fmt: skip
    counted = Sheet(
        "按单位统计",
        [Column("党组织", 30), *(Column(label, kind="integer") for _, label in LEVELS), Column("合计", kind="integer")],
        [[t.organization.name, *t.counts, t.total] for t in _all_tallies(places, request.user, _year(request))],
    )
    return download(request, write_xlsx([detail, counted]), "荣誉登记.xlsx", None)


def _all_tallies(places: list[Organization], user: Any, year: int | None) -> list[Any]:
    """Some hundreds of units a query."""
    return [tally for n in range(0, len(places), 500) for tally in tallies(places[n : n + 500], user, year)]


@login_required
def award_create(request: HttpRequest) -> HttpResponse:
    """Several rows at once, for one unit."""
    own = Organization.objects.active().filter(path__in=sorted(scope_of(request.user, Ability.EDIT).nodes))
    places = list(own.order_by("path"))
    if not places:
        raise PermissionDenied("只有本组织的填报员或书记可以登记荣誉。")
    wanted = request.POST.get("organization") or request.GET.get("organization", "")
    place = next((o for o in places if str(o.pk) == wanted), places[0])
    brands = Brand.objects.filter(organization=place).order_by("-pk")
    posted = request.POST if request.method == "POST" else None
    is_checked = posted is not None and "add_row" not in posted
    if posted is not None and not is_checked:
        posted = with_row(posted, awards=AwardSet)
    rows = AwardSet(posted, prefix="awards", form_kwargs={"brands": brands})
    failure = None
    if is_checked and rows.is_valid():
        try:
            entered = enter_awards(place, actor=request.user, rows=rows.kept(), key=request.POST.get("key", ""))
        except BusinessError as error:
            failure = error
        else:
            messages.success(request, f"已登记{len(entered)}项荣誉。")
            return redirect("brands:award_list")
    context = {
        "places": places,
        "place": place,
        "rows": rows,
        "failure": failure,
        "is_checked": is_checked,
        "key": form_key(request.POST),
    }
    return render(request, "brands/regulation/award_form.html", context, status=400 if is_checked else 200)


@login_required
def award_void(request: HttpRequest, pk: int) -> HttpResponse:
    award = get_object_or_404(Award.objects.visible_to(request.user).select_related("organization"), pk=pk)
    if not may_void_award(request.user, award):
        raise PermissionDenied("只有登记单位的填报员或书记可以作废。")
    form = StepForm(request.POST if request.method == "POST" else None, label="作废原因", required=True, limit=200)
    if form.is_bound and form.is_valid():
        try:
            void_award(award, actor=request.user, reason=form.cleaned_data["comment"])
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, "已作废。")
            return redirect("brands:award_list")
    context = {
        "title": "作废荣誉",
        "subject": award,
        "parent_url": reverse("brands:award_list"),
        "intro": f"{award.organization}：{award.title}，{award.awarded_by}，{award.awarded_on:%Y-%m-%d}",
        "lines": ["该项荣誉保留在登记表中并标为已作废，不再计入统计。"],
        "warning": "该荣誉已经作废。" if award.is_void else "",
        "submit_label": "确认作废",
        "cancel_url": reverse("brands:award_list"),
        "form": form,
        "tone": "danger",
        "hidden": {},
    }
    return confirm_page(request, context, status=400 if form.errors else 200)
