"""What an inspection and a finding need before they go on, and how a due date reads."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from brands.enums import FindingStatus
from brands.models import Finding, Inspection
from core.errors import BusinessError

NAMED_MOST = 10


def check_carried_out(inspection: Inspection) -> None:
    """Every branch was looked at, and what was found may still be mended in time."""
    targets = list(inspection.targets.select_related("organization").order_by("organization_path", "pk"))
    if not targets:
        raise BusinessError("还没有选择督查对象，请先选择被督查的党支部。")
    blank = [target.organization.short_name for target in targets if target.visited_on is None]
    missing = []
    if blank:
        names = "、".join(blank[:NAMED_MOST]) + ("等" if len(blank) > NAMED_MOST else "")
        missing.append(f"还有{len(blank)}个党支部没有填写督查日期：{names}。未去的请先移出督查对象。")
    past = Finding.objects.filter(target__inspection=inspection, due_on__lt=timezone.localdate()).count()
    if past:
        missing.append(f"有{past}个问题的整改期限已过，请先调整。")
    if missing:
        raise BusinessError("还不能告知督查结果：", details=missing)


def check_all_settled(inspection: Inspection) -> None:
    rows = Finding.objects.filter(target__inspection=inspection)
    left = rows.exclude(status=FindingStatus.CLOSED).count()
    if left:
        raise BusinessError(f"还有{left}个问题没有销号，全部销号后才能办结督查。")


def check_answered(finding: Finding) -> None:
    if not finding.answer.strip():
        raise BusinessError("该问题还没有整改情况，不能销号。")


def due_in_words(due_on: date, today: date) -> str:
    """A due date includes its whole day."""
    days = (due_on - today).days
    if days < 0:
        return f"逾期{-days}天"
    if days == 0:
        return "今天到期"
    return f"还有{days}天"


def due_tone(due_on: date, today: date) -> str:
    """The colour that goes with the words."""
    return "danger" if due_on < today else "warn" if due_on == today else "neutral"


def check_dates(inspection: Inspection) -> None:
    if inspection.ends_on < inspection.starts_on:
        raise BusinessError("结束日期应不早于开始日期。")


def check_findings(visited_on: date | None, findings: Sequence[Any], *, most: int) -> None:
    """A visit lies in the past, every problem has its measure, and the due date lies after the visit."""
    if visited_on is not None and visited_on > timezone.localdate():
        raise BusinessError("督查日期不能晚于今天。")
    if findings and visited_on is None:
        raise BusinessError("已记录问题的，请填写督查日期。")
    if len(findings) > most:
        raise BusinessError(f"一个党支部一次督查不超过{most}个问题，请合并同类问题。")
    for number, draft in enumerate(findings, start=1):
        if not draft.problem.strip() or not draft.measure.strip():
            raise BusinessError(f"第{number}个问题：请写明问题和整改要求。")
        if visited_on is not None and draft.due_on < visited_on:
            raise BusinessError(f"第{number}个问题：整改期限不能早于督查日期。")


def later_day(finding: Finding, until: date | None) -> date:
    """The day to which the finding may be put off: after the one that holds now, and not over yet."""
    if until is None or until <= finding.due_on:
        raise BusinessError(f"新的整改期限应晚于现在的{finding.due_on:%Y年%-m月%-d日}。")
    if until < timezone.localdate():
        raise BusinessError("新的整改期限不能早于今天。")
    return until
