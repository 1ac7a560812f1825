"""A branch's months of points: opened with the first entry, closed by the branch committee, final then."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.models import PointMonth
from assessments.permissions.point import may_keep_accounts
from assessments.rules.point import first_of_next
from assessments.selectors.point import plan_for
from assessments.workflow.point import POINT_MONTH_FLOW
from branches.enums import OrganizationKind
from branches.models import Organization
from branches.paths import current_path
from core.errors import BusinessError, StepRefused

KEEPERS_ONLY = "只有本支部的填报员或书记可以登记积分。"
EARLIEST_YEAR = 2000


def open_month(organization: Organization, year: int, month: int, *, actor: Any) -> PointMonth:
    """The month's sheet, locked, made when it is not there; inside the caller's transaction.

    Raises BusinessError where no plan is in force and for months to come.
    """
    if not may_keep_accounts(actor, organization):
        raise StepRefused(KEEPERS_ONLY)
    found = PointMonth.objects.select_for_update(of=("self",)).filter(organization=organization, year=year, month=month)
    present = found.first()
    if present is None:
        _check_openable(organization, year, month)
        plan = plan_for(organization)
        if plan is None:
            raise BusinessError("上级还没有正在执行的积分办法，暂不能登记积分。")
        defaults = {"plan": plan, "organization_path": current_path(organization)}
        PointMonth.objects.get_or_create(organization=organization, year=year, month=month, defaults=defaults)
        present = found.get()
    return present


def _check_openable(organization: Organization, year: int, month: int) -> None:
    if organization.kind != OrganizationKind.BRANCH:
        raise BusinessError("积分由党支部登记。")
    if year < EARLIEST_YEAR or not 1 <= month <= 12 or date(year, month, 1) > timezone.localdate():
        raise BusinessError("不能登记以后月份的积分。")


def close_month(organization: Organization, year: int, month: int, *, actor: Any, met_on: date) -> PointMonth:
    """The branch committee has looked at the month: from now on it is changed by reversal in a later month only."""
    if met_on > timezone.localdate():
        raise BusinessError("支委会审定日期不能晚于今天。")
    if met_on < date(year, month, 1):
        raise BusinessError("支委会审定日期不能早于所审定的月份。")
    with transaction.atomic():
        row = open_month(organization, year, month, actor=actor)
        comment = f"支委会{met_on:%Y年%-m月%-d日}审定。"
        return POINT_MONTH_FLOW.take("close", row, actor=actor, comment=comment, met_on=met_on)


def days_of(month: PointMonth) -> tuple[date, date]:
    """First day, and the first of the next month."""
    return date(month.year, month.month, 1), first_of_next(month.year, month.month)
