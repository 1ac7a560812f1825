"""What an honour needs before it changes, and until when it then holds."""

from datetime import date, timedelta

from django.utils import timezone

from brands.enums import DocumentKind, HonourLevel, HonourStatus, RecheckStatus
from brands.models import Honour, HonourEvent, OfficialDocument, Recheck
from brands.querysets.honour import IN_FORCE
from core.errors import BusinessError


def last_day(granted_on: date, years: int) -> date:
    """The day before the anniversary; 29 February counts as 1 March in other years."""
    try:
        anniversary = granted_on.replace(year=granted_on.year + years)
    except ValueError:
        anniversary = date(granted_on.year + years, 3, 1)
    return anniversary - timedelta(days=1)


def renewed_until(honour: Honour, on: date) -> date:
    """Decided when it was about to run out, it goes on for the round's years from where it ended; before that time
    a decision leaves the end as it is."""
    window = timedelta(days=honour.round.program.recheck_days)
    if on < honour.expires_on - window:
        return honour.expires_on
    return last_day(honour.expires_on + timedelta(days=1), honour.round.valid_years)


def check_restorable(honour: Honour) -> None:
    """What has run out is not restored; the brand takes part in a new selection."""
    if honour.expires_on < timezone.localdate():
        raise BusinessError(f"称号有效期至{honour.expires_on:%Y年%-m月%-d日}，已经期满，不能恢复。")


def check_rechecked(honour: Honour) -> None:
    """Kept, lowered or given time only after the branch was asked and the office has advised."""
    recheck = honour.rechecks.alive().first()
    if recheck is None:
        raise BusinessError("该称号没有正在进行的复核，请先启动复核。")
    check_decidable(recheck)
    if honour.status == HonourStatus.EXPIRED and renewed_until(honour, timezone.localdate()) < timezone.localdate():
        raise BusinessError("该称号期满已久，不能再保留，请重新参加评选。")


def check_lowerable(honour: Honour) -> None:
    if honour.level <= min(HonourLevel.values):
        raise BusinessError(f"{honour.get_level_display()}已是最低一级称号，不能降级，可以选择限期整改或者撤销。")
    check_rechecked(honour)


def check_correctable(honour: Honour) -> None:
    check_rechecked(honour)
    check_restorable(honour)


def check_correct_by(honour: Honour, day: date | None) -> date:
    """The day by which it must be mended lies ahead and within the honour's time."""
    if day is None:
        raise BusinessError("限期整改的，请填写整改期限。")
    if day <= timezone.localdate():
        raise BusinessError("整改期限应晚于今天。")
    if day > honour.expires_on:
        raise BusinessError(f"整改期限不能晚于称号有效期（{honour.expires_on:%Y年%-m月%-d日}）。")
    return day


def check_has_run_out(honour: Honour) -> None:
    if honour.expires_on >= timezone.localdate():
        raise BusinessError(f"称号有效期至{honour.expires_on:%Y年%-m月%-d日}，尚未期满。")


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


def check_recheck_filled(recheck: Recheck) -> None:
    names = {"achievements": "巩固深化情况", "problems": "存在问题", "measures": "下一步措施"}
    missing = [f"请填写{label}。" for name, label in names.items() if not getattr(recheck, name).strip()]
    if missing:
        raise BusinessError("复核表还不能报送：", details=missing)


def check_advisable(recheck: Recheck) -> None:
    """Without the branch's report only once its time is over."""
    if recheck.status == RecheckStatus.OPEN and recheck.due_on >= timezone.localdate():
        raise BusinessError(f"填报期限是{recheck.due_on:%Y年%-m月%-d日}，支部尚未报送，期满后才能提出建议。")


def check_decidable(recheck: Recheck) -> None:
    if not recheck.advice:
        raise BusinessError("工委办公室尚未提出复核建议，不能决定。")


def check_annullable(document: OfficialDocument) -> None:
    """Nothing rests on it any more: what it granted is no longer held, what it decided has been decided anew."""
    if document.kind == DocumentKind.NAMING:
        if document.honours.filter(status__in=IN_FORCE).exists():
            raise BusinessError("该文件授予的称号仍然有效，请先对这些称号作出决定，再作废文件。")
        return
    decided = document_events(document)
    for event in decided:
        if not HonourEvent.objects.filter(subject=event.subject_id, pk__gt=event.pk).exists():
            raise BusinessError(f"“{event.subject}”仍按该文件执行，请先作出新的决定，再作废文件。")


def document_events(document: OfficialDocument) -> list[HonourEvent]:
    return list(HonourEvent.objects.filter(document=document).select_related("subject__brand").order_by("pk"))
