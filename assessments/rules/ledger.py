"""What a ledger needs before it is handed on."""

from assessments.enums.ledger import Column, LedgerStatus, PublicationStatus
from assessments.enums.scheme import IndicatorKind, SchemeStatus
from assessments.models import Indicator, Ledger, LedgerEntry
from assessments.querysets.ledger import OUT
from assessments.scoring import Given
from core.errors import BusinessError

NOTHING = Given()
# Each column answers the one before it.
BEFORE = {Column.SUPERIOR: Column.SELF, Column.CONFIRMED: Column.SUPERIOR}
MOST_SHOWN = 20


def refuse(message: str, details: list[str]) -> None:
    if details:
        more = [f"另有{len(details) - MOST_SHOWN}处。"] if len(details) > MOST_SHOWN else []
        raise BusinessError(message, details=details[:MOST_SHOWN] + more)


def check_scheme_in_force(ledger: Ledger) -> None:
    if ledger.scheme.status != SchemeStatus.IN_FORCE:
        raise BusinessError(f"考核细则{ledger.scheme.get_status_display()}，台账不再变动。")


def check_before_publication(ledger: Ledger) -> None:
    check_scheme_in_force(ledger)
    if ledger.scheme.publications.filter(status__in=OUT).exists():
        raise BusinessError("考核结果已经公布，不能再改动台账；确需更正的，通过申诉办理，或先撤下公布。")


def check_self_scored(ledger: Ledger) -> None:
    check_before_publication(ledger)
    refuse("自评还不完整：", missing_in(ledger, Column.SELF))


def check_superior_scored(ledger: Ledger) -> None:
    check_before_publication(ledger)
    refuse("上级评分还不完整：", missing_in(ledger, Column.SUPERIOR))


def check_confirmable(ledger: Ledger) -> None:
    check_before_publication(ledger)
    refuse("还不能审定：", missing_in(ledger, Column.CONFIRMED))


def missing_in(ledger: Ledger, column: Column) -> list[str]:
    """Everything that the column still lacks, indicator by indicator."""
    entries = {entry.indicator_id: entry for entry in ledger.entries.prefetch_related("evidence")}
    found = []
    for indicator in Indicator.objects.of(ledger.scheme_id):
        found += [f"{indicator.name}：{text}" for text in lacks(indicator, entries.get(indicator.pk), column)]
    return found


def lacks(indicator: Indicator, entry: LedgerEntry | None, column: Column) -> list[str]:
    given = entry.given(column) if entry else NOTHING
    reason = entry.reason(column) if entry else ""
    found = []
    is_silent = given.points is None and given.times is None and not given.not_applicable
    if indicator.kind == IndicatorKind.BASE and is_silent:
        found.append("未评分。")
    if given.not_applicable and not reason:
        found.append("选择“不适用”的请写明理由。")
    if given.is_hit and not reason:
        found.append("有一票否决情形的请写明情况。")
    if column == Column.SELF and indicator.needs_evidence and _earns(given) and entry and not entry.evidence.all():
        found.append("该指标要求关联佐证，请从系统已有记录中选择。")
    before = BEFORE.get(column)
    if before and entry and not reason and not same(entry.given(before), given):
        found.append(f"与{before.label}不一致，请写明理由。")
    return found


def _earns(given: Given) -> bool:
    return bool(given.points or given.times)


def same(one: Given, other: Given) -> bool:
    """Nothing entered and nothing happened are the same."""
    return (one.points or 0, one.times or 0, one.is_hit, one.not_applicable) == (
        other.points or 0,
        other.times or 0,
        other.is_hit,
        other.not_applicable,
    )


def check_no_approved_publication(ledger: Ledger) -> None:
    """The step belongs to the publication, which takes it for all ledgers together."""
    if not ledger.scheme.publications.filter(status=PublicationStatus.PUBLISHED).exists():
        raise BusinessError("请在“公布考核结果”中统一办理。")


def check_publication_closed(ledger: Ledger) -> None:
    if not ledger.scheme.publications.filter(status=PublicationStatus.CLOSED).exists():
        raise BusinessError("请在“公布考核结果”中统一归档。")


def check_publication_withdrawn(ledger: Ledger) -> None:
    if ledger.scheme.publications.filter(status__in=OUT).exists():
        raise BusinessError("请在“公布考核结果”中统一撤下。")


def check_not_closed(ledger: Ledger) -> None:
    """A closed ledger is immutable, whoever asks."""
    if ledger.status == LedgerStatus.CLOSED:
        raise BusinessError("台账已归档，不能再改动。")
