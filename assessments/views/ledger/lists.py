"""Lists of ledgers: one's own and those below; the committee's table with its bulk steps."""

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessments.enums.ledger import LedgerStatus
from assessments.enums.scheme import SchemeStatus
from assessments.filters.ledger import CommitteeFilter, LedgerFilter, tabs_of
from assessments.models import Ledger, Scheme
from assessments.permissions.ledger import may_confirm, may_run_scheme
from assessments.permissions.scheme import may_decide_scheme, may_organize_scheme
from assessments.rules.result import mass_gap
from assessments.selectors.committee import CHARTS, ORDERS, counts_by_status, standing_of, units_of
from assessments.selectors.ledger import figures_of
from assessments.services.ledger import CHANGED_SINCE, advance_all
from assessments.views.ledger.common import get_run_scheme, get_scheme, require_director
from core.answers import confirm_page
from core.errors import BusinessError
from core.paging import paginate

PER_PAGE = 50
MOST_AT_ONCE = 200
TOKEN = re.compile(r"([0-9]{1,18})-([0-9]{1,9})")


@login_required
@require_safe
def ledger_list(request: HttpRequest) -> HttpResponse:
    """A branch's own years, a superior's units below; what is waiting is a tab away."""
    user = request.user
    visible = Ledger.objects.visible_to(user)
    chosen = LedgerFilter(request.GET, queryset=visible)
    rows = chosen.qs
    waiting = request.GET.get("waiting", "")
    if waiting == "self":
        rows = rows.to_self_score(user)
    elif waiting == "check":
        rows = rows.to_check(user)
    elif waiting == "confirm":
        rows = rows.to_confirm(user)
    rows = rows.select_related("organization__parent", "scheme__organizer").for_reading()
    page = paginate(request, rows, order=("-year", "organization_path", "pk"))
    schemes = Scheme.objects.visible_to(user).in_force().select_related("organizer").order_by("-year", "-pk")[:5]
    context = {
        "page": page,
        "rows": [figures_of(user, ledger) for ledger in page.rows],
        "filter": chosen,
        "tabs": _waiting_tabs(waiting),
        "schemes": [(scheme, may_run_scheme(user, scheme)) for scheme in schemes],
    }
    return render(request, "assessments/ledger/ledger_list.html", context)


def _waiting_tabs(current: str) -> list[dict]:
    tabs = (("", "全部"), ("self", "待自评"), ("check", "待我审核"), ("confirm", "待我审定"))
    return [
        {"label": label, "url": f"?waiting={value}" if value else "?", "active": value == current, "count": None}
        for value, label in tabs
    ]


@login_required
def scheme_ledgers(request: HttpRequest, pk: int) -> HttpResponse:
    """Every unit of the scheme, also those that have reported nothing, in the order of units or by score."""
    if request.method == "POST":
        return _bulk(request, pk)
    scheme = get_run_scheme(request, pk)
    every = Ledger.objects.filter(scheme=scheme)
    counts = counts_by_status(every)
    standing = standing_of(scheme, counts)
    grades = [name for name, _ in standing.settlement.summary.get("grades", [])] if standing.settlement else []
    chosen = CommitteeFilter(request.GET, queryset=every, grades=grades, units=units_of(scheme))
    status = request.GET.get("status", "")
    status = status if status in LedgerStatus.values else ""
    order = request.GET.get("order", "unit")
    order = order if order in ORDERS else "unit"
    rows = chosen.qs.filter(status=status) if status else chosen.qs
    rows = rows.select_related("organization__parent", "scheme__organizer").for_reading()
    page = paginate(request, rows, order=ORDERS[order], per_page=PER_PAGE)
    is_director = may_decide_scheme(request.user, scheme)
    may_confirm_any = is_director and any(ledger.status == LedgerStatus.CHECKED for ledger in page.rows)
    context = {
        "scheme": scheme,
        "page": page,
        "rows": [(figures_of(request.user, ledger), token_of(ledger)) for ledger in page.rows],
        "filter": chosen,
        "tabs": tabs_of(counts, status, base=f"?order={order}"),
        "order": order,
        "standing": standing,
        "charts": _charts(standing),
        "is_office": may_organize_scheme(request.user, scheme),
        "mass_gap": mass_gap(scheme) if scheme.status == SchemeStatus.IN_FORCE else "",
        "bulk_actions": [("confirm", "审定所选台账")] if may_confirm_any else None,
        "bulk_url": reverse("assessments:scheme_ledgers", args=[pk]),
    }
    return render(request, "assessments/ledger/scheme_ledgers.html", context)


def _charts(standing) -> list:
    if standing.settlement is None or standing.settlement.settled_at is None:
        return []
    return [(name, make(standing.settlement)) for name, make in CHARTS.items()]


def _bulk(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm several, after a page that lists what will happen to each."""
    scheme = get_scheme(request, pk)
    require_director(request.user, scheme)
    if request.POST.get("action") != "confirm":
        raise BusinessError("没有这个操作，请返回页面重新选择。")
    seen = _seen(request)
    rows = Ledger.objects.filter(scheme=scheme, pk__in=seen)
    ledgers = list(rows.select_related("organization__parent", "scheme__organizer").order_by("organization_path", "pk"))
    url = reverse("assessments:scheme_ledgers", args=[pk])
    if not ledgers:
        messages.warning(request, "请先勾选台账。")
        return redirect(url)
    if "confirmed" in request.POST:
        taken, refused = advance_all(ledgers, "confirm", actor=request.user, versions=seen)
        if taken:
            messages.success(request, f"已审定{len(taken)}本台账。")
        for text in refused:
            messages.warning(request, text)
        return redirect(url)
    for ledger in ledgers:
        if ledger.edit_version != seen[ledger.pk]:
            messages.warning(request, f"{ledger.organization.short_name}：{CHANGED_SINCE}")
    kept = [ledger for ledger in ledgers if ledger.edit_version == seen[ledger.pk]]
    return _confirm_bulk(request, scheme, kept, url) if kept else redirect(url)


def _confirm_bulk(request: HttpRequest, scheme: Scheme, ledgers: list[Ledger], url: str) -> HttpResponse:
    """What will happen to each; the copies go along."""
    ready = sum(one.status == LedgerStatus.CHECKED and may_confirm(request.user, one) for one in ledgers)
    context = {
        "title": "审定台账",
        "subject": scheme,
        "parent_url": url,
        "intro": f"共{len(ledgers)}本，其中待审定{ready}本：",
        "subjects": [_line(ledger) for ledger in ledgers],
        "lines": [
            "逐本核对是否完整，完整的按审定分审定；未填写审定分的指标按上级评分审定。",
            "不完整、不是“待审定”状态，或在此期间有变动的保持原状，并说明原因。",
        ],
        "submit_label": "确认审定",
        "cancel_url": url,
        "hidden": {"action": "confirm", "selected": ",".join(token_of(row) for row in ledgers), "confirmed": "1"},
    }
    return confirm_page(request, context)


def token_of(ledger: Ledger) -> str:
    """A ledger and the copy that the page shows."""
    return f"{ledger.pk}-{ledger.edit_version}"


def _seen(request: HttpRequest) -> dict[int, int]:
    """Key → the copy on the page; 400 for what no page of ours made."""
    found: dict[int, int] = {}
    for text in [part for value in request.POST.getlist("selected") for part in value.split(",") if part]:
        match = TOKEN.fullmatch(text)
        if match is None or len(found) >= MOST_AT_ONCE:
            raise BadRequest("所选项目无效，请从页面上重新选择。")
        found[int(match[1])] = int(match[2])
    return found


def _line(ledger: Ledger) -> str:
    score = f"，上级评分{ledger.superior_score.normalize():f}分" if ledger.superior_score is not None else ""
    return f"{ledger.organization.name}（{ledger.get_status_display()}{score}）"
