"""What an inspection and a finding need before they go on, and how a due date reads."""

from datetime import date

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
