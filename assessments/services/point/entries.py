"""Entries of points: counted within their caps, written once, reversed instead of changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.enums.point import PointMonthStatus
from assessments.models import PointEntry, PointMonth, PointRule
from assessments.permissions.point import may_keep_accounts
from assessments.scoring import point as arithmetic
from assessments.services.point.months import KEEPERS_ONLY, days_of, open_month
from branches.models import Member, Organization
from brands.models import Activity
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError, StepRefused
from core.onetime import remember, spend
from core.posted import whole

TIMES_MOST = 99


@dataclass(frozen=True)
class EntryDraft:
    """What somebody wants to have counted."""

    member: Member
    rule: PointRule
    happened_on: date
    times: int = 1
    note: str = ""
    activity: Activity | None = None


def enter_points(
    organization: Organization, year: int, month: int, drafts: Sequence[EntryDraft], *, actor: Any, key: str
) -> int:
    """How many were entered: all of them or none, each counting what its rule's cap leaves; sent twice, once."""
    with transaction.atomic():
        row = open_month(organization, year, month, actor=actor)
        done = spend(key, actor=actor, purpose="points")
        if done is not None:
            return whole(done) or 0
        faults = [fault for draft in drafts for fault in _faults(row, draft)]
        if row.status == PointMonthStatus.CLOSED:
            faults = [f"{row.year}年{row.month}月的积分已经支委会审定，不能再登记。请在之后的月份登记或者冲正。"]
        if faults:
            raise BusinessError(
                "积分未登记：" if len(faults) > 1 else faults[0], details=faults if len(faults) > 1 else []
            )
        used = _used(drafts)
        entries = [_count(row, draft, used, actor) for draft in drafts]
        record(AuditKind.CHANGE, "登记积分", actor=actor, subject=row, details={"entries": len(entries)})
        remember(key, len(entries))
    return len(entries)


def _faults(month: PointMonth, draft: EntryDraft) -> list[str]:
    first, following = days_of(month)
    name, rule, faults = draft.member.name, draft.rule, []
    if draft.member.organization_id != month.organization_id or not draft.member.is_active:
        return [f"{name}不是本支部在册党员。"]
    if draft.member.exempt_class in month.plan.exempt_classes:
        faults.append(f"{name}属于免于积分的党员（{draft.member.get_exempt_class_display()}）。")
    if rule.plan_id != month.plan_id:
        faults.append(f"“{rule.item}”不在本月执行的积分办法中，请刷新页面后重新选择。")
    if not first <= draft.happened_on < following:
        faults.append(f"{name}“{rule.item}”：日期应在{month.year}年{month.month}月之内。")
    elif draft.happened_on > timezone.localdate():
        faults.append(f"{name}“{rule.item}”：日期不能晚于今天。")
    if (rule.starts_on and draft.happened_on < rule.starts_on) or (rule.ends_on and draft.happened_on > rule.ends_on):
        faults.append(f"{name}“{rule.item}”：{arithmetic.days_in_words(rule.starts_on, rule.ends_on)}有效。")
    if rule.needs_activity and draft.activity is None:
        faults.append(f"{name}“{rule.item}”：须关联一项活动记录。")
    if draft.activity and draft.activity.organization_id != month.organization_id:
        faults.append(f"{name}“{rule.item}”：只能关联本支部的活动。")
    if not 1 <= draft.times <= TIMES_MOST:
        faults.append(f"{name}“{rule.item}”：次数应在1至{TIMES_MOST}之间。")
    return faults


def _used(drafts: Sequence[EntryDraft]) -> dict[tuple[int, int], list[tuple[date, Decimal]]]:
    """(member, rule) → days and points counted so far; the rows of the members are locked by their month's."""
    members = {draft.member.pk for draft in drafts}
    capped = {draft.rule.pk for draft in drafts if draft.rule.cap is not None}
    used: dict[tuple[int, int], list[tuple[date, Decimal]]] = {}
    # A cap may span months that others are writing: the members are locked, in one order.
    list(Member.objects.select_for_update(of=("self",)).filter(pk__in=members).order_by("pk").values_list("pk"))
    rows = PointEntry.objects.filter(member__in=members, rule__in=capped)
    for member, rule, day, counted in rows.values_list("member", "rule", "happened_on", "points"):
        used.setdefault((member, rule), []).append((day, counted))
    return used


def _count(
    month: PointMonth, draft: EntryDraft, used: dict[tuple[int, int], list[tuple[date, Decimal]]], actor: Any
) -> PointEntry:
    rule, full = draft.rule, draft.rule.points * draft.times
    counted = full
    if rule.cap is not None:
        earlier = used.setdefault((draft.member.pk, rule.pk), [])
        same = partial(arithmetic.same_period, rule.cap_period, draft.happened_on)
        spent = sum((part for day, part in earlier if same(day)), Decimal(0))
        counted = arithmetic.within_cap(full, spent=spent, cap=rule.cap)
        earlier.append((draft.happened_on, counted))
    return PointEntry.objects.create(
        month=month,
        organization_path=month.organization_path,
        member=draft.member,
        rule=rule,
        happened_on=draft.happened_on,
        times=draft.times,
        full_points=full,
        points=counted,
        note=draft.note,
        activity=draft.activity,
        created_by=actor,
    )


def reverse_entry(entry: PointEntry, *, actor: Any, reason: str) -> PointEntry:
    """The opposite of what was counted: in the entry's own month while it is open, else in the present one."""
    reason = reason.strip()
    if not reason:
        raise BusinessError("请写明冲正的原因。")
    organization = entry.month.organization
    if not may_keep_accounts(actor, organization):
        raise StepRefused(KEEPERS_ONLY)
    with transaction.atomic():
        month = open_month(organization, entry.month.year, entry.month.month, actor=actor)
        if month.status == PointMonthStatus.CLOSED:
            today = timezone.localdate()
            month = open_month(organization, today.year, today.month, actor=actor)
        if month.status == PointMonthStatus.CLOSED:
            raise BusinessError("本月积分已经支委会审定，请在下个月冲正。")
        fresh = PointEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
        if fresh.reverses_id or PointEntry.objects.filter(reverses=fresh.pk).exists():
            raise BusinessError("该记录已经冲正，不能再次冲正。")
        made = PointEntry.objects.create(
            month=month,
            organization_path=month.organization_path,
            member=fresh.member,
            rule=fresh.rule,
            # The day of the mistake: its period's cap has room again.
            happened_on=fresh.happened_on,
            times=fresh.times,
            full_points=-fresh.full_points,
            points=-fresh.points,
            note=reason[:200],
            reverses=fresh,
            created_by=actor,
        )
        record(AuditKind.CHANGE, "冲正积分", actor=actor, subject=fresh, details={"reason": reason[:200]})
    return made
