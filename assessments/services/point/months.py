"""A branch's months of points: opened with the first entry, closed by the branch committee, final then."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from assessments.models import PointMonth, PointPlan
from assessments.permissions.point import may_keep_accounts
from assessments.rules.point import first_of_next
from assessments.selectors.point import plan_of_month, plans_above
from assessments.workflow.point import POINT_MONTH_FLOW
from branches.enums import OrganizationKind
from branches.models import Organization
from branches.paths import current_path
from core.errors import BusinessError, StaleCopy, StepRefused

KEEPERS_ONLY = "只有本支部的填报员或书记可以登记积分。"
NO_PLAN = "上级还没有正在执行的积分办法，暂不能登记积分。"
CHANGED = "您打开页面后，本月积分又有登记或冲正，已列在下面。请支委会核对后再确认审定。"


def open_month(organization: Organization, year: int, month: int, *, actor: Any) -> PointMonth:
    """The month's sheet, locked, made when it is not there; inside the caller's transaction.

    Raises BusinessError for months to come and for those outside the time of every plan.
    """
    if not may_keep_accounts(actor, organization):
        raise StepRefused(KEEPERS_ONLY)
    found = PointMonth.objects.select_for_update(of=("self",)).filter(organization=organization, year=year, month=month)
    present = found.first()
    if present is None:
        plan = _plan_to_open(organization, year, month)
        defaults = {"plan": plan, "organization_path": current_path(organization)}
        PointMonth.objects.get_or_create(organization=organization, year=year, month=month, defaults=defaults)
        present = found.get()
    return present


def _plan_to_open(organization: Organization, year: int, month: int) -> PointPlan:
    today = timezone.localdate()
    if organization.kind != OrganizationKind.BRANCH:
        raise BusinessError("积分由党支部登记。")
    if not 1 <= month <= 12 or (year, month) > (today.year, today.month):
        raise BusinessError("不能登记以后月份的积分。")
    plans = plans_above(organization)
    plan = plan_of_month(plans, year, month)
    if plan is None and plan_of_month(plans, today.year, today.month):
        raise BusinessError(f"{year}年{month}月不在积分办法的执行期内，不能登记。")
    if plan is None:
        raise BusinessError(NO_PLAN)
    return plan


def close_month(
    organization: Organization, year: int, month: int, *, actor: Any, met_on: date, seen: int | None = None
) -> PointMonth:
    """The branch committee has looked at the month: from now on it is changed by reversal in a later month only.

    `seen` is the last entry that lay before it (selectors.point.last_of); StaleCopy when one has come since.
    """
    if met_on > timezone.localdate():
        raise BusinessError("支委会审定日期不能晚于今天。")
    if met_on < date(year, month, 1):
        raise BusinessError("支委会审定日期不能早于所审定的月份。")
    with transaction.atomic():
        row = open_month(organization, year, month, actor=actor)
        if seen is not None and seen != (row.entries.aggregate(last=Max("pk"))["last"] or 0):
            raise StaleCopy(CHANGED)
        comment = f"支委会{met_on:%Y年%-m月%-d日}审定。"
        return POINT_MONTH_FLOW.take("close", row, actor=actor, comment=comment, met_on=met_on)


def days_of(month: PointMonth) -> tuple[date, date]:
    """First day, and the first of the next month."""
    return date(month.year, month.month, 1), first_of_next(month.year, month.month)
