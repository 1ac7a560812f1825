"""What a ledger needs before it is handed on, and who has to leave it to somebody else."""

from typing import Any

from assessments.enums.ledger import AppealStatus, Column, LedgerStatus, PublicationStatus
from assessments.enums.scheme import IndicatorKind, SchemeStatus
from assessments.models import Appeal, Indicator, Ledger, LedgerEntry
from assessments.permissions.ledger import may_fill_self
from assessments.permissions.scheme import may_decide_scheme, may_organize_scheme
from assessments.querysets.ledger import OUT
from assessments.scoring import Given
from branches.enums import Ability
from branches.models import Organization, RoleAssignment
from branches.roles import has_ability
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


def missing_before_handing_on(ledger: Ledger, column: Column) -> list[tuple[int, str]]:
    """What will be lacking, each with its indicator: where nothing is written, the column before will stand."""
    entries = {entry.indicator_id: entry for entry in ledger.entries.prefetch_related("evidence")}
    before, found = BEFORE.get(column), []
    for indicator in Indicator.objects.of(ledger.scheme_id):
        entry = entries.get(indicator.pk)
        if before and entry and entry.given(column) == NOTHING and not entry.reason(column):
            is_missing = indicator.kind == IndicatorKind.BASE and entry.given(before) == NOTHING
            texts = ["未评分。"] if is_missing else []
        else:
            texts = lacks(indicator, entry, column)
        found += [(indicator.pk, f"{indicator.name}：{text}") for text in texts]
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


def recusal_words(user: Any, ledger: Ledger) -> str:
    """Why this person, whose post it would be, may not act on it now, and who may; empty for everybody else."""
    if not may_fill_self(user, ledger):
        return ""
    organizer, parent = ledger.scheme.organizer, ledger.organization.parent
    is_office = may_organize_scheme(user, ledger.scheme)
    if (
        ledger.status == LedgerStatus.SELF_SCORED
        and parent
        and (is_office or has_ability(user, Ability.REVIEW, parent))
    ):
        return _recusal("审核", _checkers(ledger, parent, organizer))
    if ledger.status == LedgerStatus.CHECKED:
        if may_decide_scheme(user, ledger.scheme):
            return _recusal("审定", _directors(ledger, organizer, "审定"))
        if is_office:
            others = "办公室其他同志或工委负责人"
            return _recusal("填写审定分", f"请由{organizer.short_name}{others}填写。")
    return ""


def appeal_recusal(user: Any, appeal: Appeal) -> str:
    """The same for the answer to an appeal."""
    ledger = appeal.ledger
    is_own = may_fill_self(user, ledger) or appeal.filed_by_id == user.pk
    if appeal.status != AppealStatus.FILED or not is_own or not may_decide_scheme(user, ledger.scheme):
        return ""
    return _recusal("答复申诉", _directors(ledger, ledger.scheme.organizer, "答复"))


def _recusal(act: str, advice: str) -> str:
    return f"您同时在本单位填报，按回避要求不能{act}。{advice}"


def _checkers(ledger: Ledger, parent: Organization, organizer: Organization) -> str:
    if _has_other(ledger, parent, Ability.REVIEW):
        return f"请由{parent.short_name}的其他审核员审核。"
    if _has_other(ledger, organizer, Ability.ORGANIZE):
        return f"{parent.short_name}没有其他审核员，由{organizer.short_name}办公室的其他同志代为审核。"
    return f"目前没有其他同志可以审核，请联系安全管理员为{parent.short_name}增配审核员。"


def _directors(ledger: Ledger, organizer: Organization, act: str) -> str:
    if _has_other(ledger, organizer, Ability.DECIDE):
        return f"请由{organizer.short_name}的其他工委负责人{act}。"
    return f"目前没有其他同志可以{act}，请联系安全管理员为{organizer.short_name}增配工委负责人。"


def _has_other(ledger: Ledger, organization: Organization, ability: Ability) -> bool:
    """Is there somebody with the ability who does not write for the unit?"""
    writing = RoleAssignment.objects.lending(Ability.EDIT).filter(organization=ledger.organization_id)
    others = RoleAssignment.objects.lending(ability).filter(organization=organization)
    return others.exclude(user__in=writing.values("user")).exists()


def check_not_closed(ledger: Ledger) -> None:
    """A closed ledger is immutable, whoever asks."""
    if ledger.status == LedgerStatus.CLOSED:
        raise BusinessError("台账已归档，不能再改动。")
