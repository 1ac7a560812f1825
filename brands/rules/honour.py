"""What an honour needs before it changes."""

from datetime import date

from django.utils import timezone

from brands.models import Honour
from brands.querysets.honour import IN_FORCE
from core.errors import BusinessError


def check_restorable(honour: Honour) -> None:
    """What has run out is not restored; the brand takes part in a new selection."""
    if honour.expires_on < timezone.localdate():
        raise BusinessError(f"称号有效期至{honour.expires_on:%Y年%-m月%-d日}，已经期满，不能恢复。")


def check_recheck_may_open(honour: Honour, *, reason: str, due_on: date) -> None:
    """An honour in force, one recheck at a time, with a reason and a day by which the branch reports."""
    today = timezone.localdate()
    if honour.status not in IN_FORCE or honour.expires_on < today:
        raise BusinessError(f"该称号{honour.get_status_display()}，不在有效期内，不能启动复核。")
    if honour.rechecks.alive().exists():
        raise BusinessError("该称号的复核正在进行，办结后才能再次启动。")
    missing = [] if reason.strip() else ["请写明启动复核的原因。"]
    if due_on < today:
        missing.append("填报期限不能早于今天。")
    if missing:
        raise BusinessError("还不能启动复核：", details=missing)
