"""A month's sheet of a branch: single entries, the table in one go, reversal, the committee's closing."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.enums.point import PointMonthStatus
from assessments.forms.point import ClosingForm, EntryForm, MonthTable, ReasonForm, day_in
from assessments.models import PointEntry, PointMonth, PointPlan
from assessments.permissions.point import may_keep_accounts
from assessments.rules.point import first_of_next
from assessments.selectors.point import entries_of_month, last_of, plan_for
from assessments.services.point import close_month, enter_points, reverse_entry
from assessments.services.point.months import KEEPERS_ONLY, NO_PLAN
from assessments.views.point.accounts import find_branch
from branches.enums import Ability
from branches.models import Member, Organization
from branches.roles import has_ability
from brands.models import Activity
from core.answers import confirm_page
from core.errors import BusinessError
from core.forms import add_error
from core.onetime import form_key
from core.posted import whole

# Years before are nobody's; the plan's own time says what may be opened.
EARLIEST_YEAR = 2000
CHANGES_SHOWN = 20
OUTSIDE = "该月不在积分办法的执行期内，不能登记积分。"


class Sheet:
    """A branch's month as a page needs it, begun or not."""

    def __init__(self, request: HttpRequest, pk: int, year: int, month: int) -> None:
        today = timezone.localdate()
        if year < EARLIEST_YEAR or not 1 <= month <= 12 or (year, month) > (today.year, today.month):
            raise Http404
        self.branch: Organization = find_branch(request, pk)
        self.year, self.month, self.today = year, month, today
        self.row = PointMonth.objects.filter(organization=self.branch, year=year, month=month).first()
        self.plan: PointPlan | None = self.row.plan if self.row else plan_for(self.branch, year, month)

    @property
    def is_closed(self) -> bool:
        return self.row is not None and self.row.status == PointMonthStatus.CLOSED

    @property
    def url(self) -> str:
        return reverse("assessments:point_month", args=[self.branch.pk, self.year, self.month])

    @property
    def title(self) -> str:
        return f"{self.year}年{self.month}月积分"

    def members(self) -> Any:
        """Who keeps an account by the month's plan."""
        exempt = self.plan.exempt_classes if self.plan else []
        rows = Member.objects.filter(organization=self.branch, is_active=True).exclude(exempt_class__in=exempt)
        return rows.order_by("group", "pk")

    def activities(self) -> Any:
        first, following = date(self.year, self.month, 1), first_of_next(self.year, self.month)
        rows = Activity.objects.filter(organization=self.branch, held_on__gte=first, held_on__lt=following)
        return rows.filter(is_void=False).order_by("-held_on", "-pk")

    def context(self) -> dict[str, Any]:
        return {"sheet": self, "branch": self.branch, "year": self.year, "month": self.month, "plan": self.plan}


@login_required
@require_safe
def point_month(request: HttpRequest, pk: int, year: int, month: int) -> HttpResponse:
    sheet = Sheet(request, pk, year, month)
    rules = list(sheet.plan.rules.all()) if sheet.plan else []
    entries = list(entries_of_month(sheet.branch, year, month))
    context = sheet.context() | {
        "entries": entries,
        "seen": last_of(entries),
        "has_plan_now": sheet.plan is None and plan_for(sheet.branch) is not None,
        "categories": list(dict.fromkeys(rule.category for rule in rules)),
        "may_close": has_ability(request.user, Ability.SUBMIT, sheet.branch) and not sheet.is_closed,
        "is_over": sheet.today >= first_of_next(year, month),
        "events": sheet.row.events.all() if sheet.row else [],
    }
    return render(request, "assessments/point/point_month.html", context)


def _require_open(sheet: Sheet) -> None:
    if sheet.plan is None:
        raise BusinessError(OUTSIDE if plan_for(sheet.branch) else NO_PLAN)
    if sheet.is_closed:
        raise BusinessError(f"{sheet.year}年{sheet.month}月的积分已经支委会审定，不能再登记。")


@login_required
def point_entry_create(request: HttpRequest, pk: int, year: int, month: int) -> HttpResponse:
    sheet = Sheet(request, pk, year, month)
    _require_open(sheet)
    posted = request.POST if request.method == "POST" else None
    first = {"happened_on": day_in(year, month, sheet.today), "member": request.GET.get("member", "")}
    options = {"members": sheet.members(), "rules": sheet.plan.rules.all(), "activities": sheet.activities()}
    form = EntryForm(posted, initial=first, **options)
    if posted is not None and form.is_valid() and _enter(request, sheet, form, [form.draft()]):
        return redirect(sheet.url)
    context = sheet.context() | {"form": form, "key": form_key(request.POST)}
    return render(request, "assessments/point/entry_form.html", context, status=400 if form.errors else 200)


def _enter(request: HttpRequest, sheet: Sheet, form: Any, drafts: list[Any]) -> bool:
    try:
        key = request.POST.get("key", "")
        number = enter_points(sheet.branch, sheet.year, sheet.month, drafts, actor=request.user, key=key)
    except BusinessError as error:
        add_error(form, error)
        return False
    messages.success(request, f"已登记{number}条积分。")
    return True


@login_required
def point_table(request: HttpRequest, pk: int, year: int, month: int) -> HttpResponse:
    """One category's rules for all members on one page."""
    sheet = Sheet(request, pk, year, month)
    _require_open(sheet)
    rules = [rule for rule in sheet.plan.rules.all() if not rule.needs_activity]
    categories = list(dict.fromkeys(rule.category for rule in rules))
    asked = request.GET.get("category", "")
    category = asked if asked in categories else (categories[0] if categories else "")
    posted = request.POST if request.method == "POST" else None
    form = MonthTable(
        posted,
        initial={"happened_on": day_in(year, month, sheet.today)},
        members=list(sheet.members()),
        rules=[rule for rule in rules if rule.category == category],
    )
    if posted is not None and form.is_valid() and _enter(request, sheet, form, form.drafts()):
        return redirect(sheet.url)
    tabs = [{"label": name, "url": f"?category={name}", "active": name == category} for name in categories]
    context = sheet.context() | {
        "form": form,
        "tabs": tabs,
        "category": category,
        "key": form_key(request.POST),
    }
    return render(request, "assessments/point/month_table.html", context, status=400 if form.errors else 200)


@login_required
def point_close(request: HttpRequest, pk: int, year: int, month: int) -> HttpResponse:
    """The branch committee has looked at the month: the very entries that its page has shown."""
    sheet = Sheet(request, pk, year, month)
    if not has_ability(request.user, Ability.SUBMIT, sheet.branch):
        raise PermissionDenied("由支部书记在支委会审定后办理。")
    posted = request.POST if request.method == "POST" else None
    form = ClosingForm(posted, initial={"met_on": sheet.today})
    seen = _seen(request)
    if posted is not None and form.is_valid():
        try:
            met_on = form.cleaned_data["met_on"]
            # Without a mark nobody has seen the month.
            mark = -1 if seen is None else seen
            close_month(sheet.branch, year, month, actor=request.user, met_on=met_on, seen=mark)
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, f"{sheet.title}已审定。")
            return redirect(sheet.url)
    entries = list(entries_of_month(sheet.branch, year, month))
    context = _changes(entries, seen) | {
        "title": "支委会审定",
        "subject": sheet.title,
        "trail": above(),
        "parent_url": sheet.url,
        "lines": ["审定后本月不能再登记，登记有误的在之后的月份冲正。", "每名党员只看到本人的积分。"],
        "submit_label": "确认审定",
        "form": form,
        # What stands on this page now is what is closed with the next press.
        "hidden": {"seen": last_of(entries)},
    }
    return confirm_page(request, context, status=400 if form.errors else 200)


def above() -> list[tuple[str, str]]:
    return [("党员积分", reverse("assessments:point_list"))]


def _seen(request: HttpRequest) -> int | None:
    return whole(request.POST.get("seen", request.GET.get("seen")))


def _changes(entries: list[PointEntry], seen: int | None) -> dict[str, Any]:
    """The month in a line, and what has come since it was looked at."""
    members = len({entry.member_id for entry in entries})
    total = sum((entry.points for entry in entries), Decimal(0))
    intro = (
        f"本月共{len(entries)}条记录，涉及{members}名党员，合计{total.normalize():+f}分。"
        if entries
        else "本月没有登记积分。"
    )
    later = [entry for entry in entries if seen is not None and entry.pk > seen]
    if not later:
        return {"intro": intro}
    words = [
        f"{entry.member.name}：{entry.rule.item} {entry.points.normalize():+f}分" + "（冲正）" * bool(entry.reverses_id)
        for entry in later[:CHANGES_SHOWN]
    ]
    more = [f"等{len(later)}条"] if len(later) > CHANGES_SHOWN else []
    return {"intro": f"{intro}其中您打开本月页面之后登记或冲正的有{len(later)}条，请核对：", "subjects": words + more}


@login_required
def point_reverse(request: HttpRequest, pk: int) -> HttpResponse:
    """The opposite entry, with its reason; the mistaken one stays to be seen."""
    rows = PointEntry.objects.visible_to(request.user).select_related("month__organization", "member", "rule")
    entry = get_object_or_404(rows, pk=pk)
    branch = entry.month.organization
    if not may_keep_accounts(request.user, branch):
        raise PermissionDenied(KEEPERS_ONLY)
    back = reverse("assessments:point_month", args=[branch.pk, entry.month.year, entry.month.month])
    posted = request.POST if request.method == "POST" else None
    form = ReasonForm(posted)
    if posted is not None and form.is_valid():
        try:
            made = reverse_entry(entry, actor=request.user, reason=form.cleaned_data["reason"])
        except BusinessError as error:
            add_error(form, error)
        else:
            messages.success(request, "已冲正。")
            return redirect("assessments:point_month", branch.pk, made.month.year, made.month.month)
    context = {
        "title": "冲正",
        "subject": f"{entry.member.name} {entry.rule.item}",
        "trail": above(),
        "parent_label": f"{entry.month.year}年{entry.month.month}月",
        "parent_url": back,
        "lines": [
            f"记一条{-entry.points.normalize():+f}分的相反记录，原记录保留。",
            "所在月份尚未审定的记在该月，已经审定的记在本月。",
        ],
        "submit_label": "确认冲正",
        "form": form,
        "tone": "danger",
    }
    return confirm_page(request, context, status=400 if form.errors else 200)
