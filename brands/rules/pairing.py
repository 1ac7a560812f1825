"""What a pair needs before it is proposed and before it begins."""

from datetime import date
from typing import Any

from branches.models import Organization
from brands.enums import BrandStatus, PairingStatus
from brands.models import Brand, Pairing
from core.errors import BusinessError

ALIVE = (PairingStatus.PROPOSED, PairingStatus.ACTIVE)


def check_pair(strong: Brand, weak: Organization, *, starts_on: date, ends_on: date, goals: str) -> None:
    """Two branches below the same organiser, with goals and a time; no second pair of the same two."""
    faults = []
    if strong.status == BrandStatus.CLOSED:
        faults.append("帮带品牌已停止创建。")
    if strong.organization_id == weak.pk:
        faults.append("帮带品牌与结对党支部不能是同一个党支部。")
    if not weak.is_active or not weak.is_within(strong.program.organizer):
        faults.append(f"“{weak.short_name}”不在“{strong.program.organizer.short_name}”之下，请重新选择。")
    if not goals.strip():
        faults.append("请写明共建目标。")
    if ends_on <= starts_on:
        faults.append("结束日期应晚于开始日期。")
    if Pairing.objects.filter(strong=strong, weak=weak, status__in=ALIVE).exists():
        faults.append("这两个党支部已有待确认或进行中的结对。")
    if faults:
        raise BusinessError("还不能提议结对：", details=faults)


def check_both_agreed(pairing: Pairing) -> None:
    if not (pairing.strong_agreed_on and pairing.weak_agreed_on):
        raise BusinessError("双方都确认后才能开始共建。")


def check_active(pairing: Pairing) -> None:
    if pairing.status != PairingStatus.ACTIVE:
        raise BusinessError(f"该结对{pairing.get_status_display()}，不能再增减共建活动。")


def check_own_activity(pairing: Pairing, activity: Any) -> None:
    if activity.is_void or activity.organization_id not in (pairing.strong.organization_id, pairing.weak_id):
        raise BusinessError("只能选择结对双方的活动，请重新选择。")
