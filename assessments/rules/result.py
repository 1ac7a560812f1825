"""What must hold before a scheme's results go out, are appealed, corrected and closed."""

from django.utils import timezone

from assessments.enums.ledger import AppealStatus, LedgerStatus, PublicationStatus
from assessments.enums.scheme import SchemeStatus
from assessments.enums.survey import SurveyStatus
from assessments.models import Appeal, Ledger, LedgerPublication, Scheme, Settlement, Survey
from assessments.rules.ledger import refuse
from core.errors import BusinessError

UNDER_WAY = (LedgerStatus.OPEN, LedgerStatus.SELF_SCORED, LedgerStatus.CHECKED)


def check_settleable(scheme: Scheme) -> None:
    refuse("还不能核算：", settle_missing(scheme))


def settle_missing(scheme: Scheme) -> list[str]:
    """Quotas are shares of all units: every one that takes part must have been confirmed."""
    missing = []
    if scheme.status != SchemeStatus.IN_FORCE:
        missing.append(f"考核细则{scheme.get_status_display()}。")
    if not scheme.grades.exists():
        missing.append("考核细则没有设置等次。")
    ledgers = Ledger.objects.filter(scheme=scheme)
    waiting = ledgers.filter(status__in=UNDER_WAY).count()
    if waiting:
        missing.append(f"还有{waiting}个单位的台账未审定。")
    if not ledgers.taking_part().exists():
        missing.append("没有参加考核的单位。")
    return missing


def mass_gap(scheme: Scheme) -> str:
    """A share of the masses that nothing has been counted for; empty when there is none."""
    surveys = Survey.objects.filter(scheme=scheme)
    if not scheme.mass_share or surveys.filter(status=SurveyStatus.CLOSED).exists():
        return ""
    is_under_way = surveys.filter(status__in=(SurveyStatus.DRAFT, SurveyStatus.OPEN)).exists()
    why = "计入本考核的群众评价尚未计票" if is_under_way else "没有计入本考核的群众评价"
    return f"细则规定群众评价占{scheme.mass_share}%，但{why}，总分暂按组织考核得分计。"


def unsettled(scheme: Scheme) -> list[str]:
    settlement = Settlement.objects.filter(scheme=scheme).first()
    if settlement is None or not settlement.is_current:
        return ["总分、名次和等次尚未核算，或核算后又有变动，请先核算。"]
    if settlement.summary.get("open_cuts"):
        return ["名额末位有同分单位待择定，请先办理。"]
    return []


def publish_missing(scheme: Scheme) -> list[str]:
    """What is being voted on counts in the total: it is waited for."""
    missing = settle_missing(scheme) + unsettled(scheme)
    if running := Survey.objects.filter(scheme=scheme, status=SurveyStatus.OPEN).count():
        missing.append(f"还有{running}项计入本考核的群众评价未计票。")
    return missing


def check_publishable(publication: LedgerPublication) -> None:
    missing = publish_missing(publication.scheme)
    if publication.secrecy_checked_by_id is None:
        missing.append("尚未进行保密与准确性审查。")
    refuse("还不能公布：", missing)


def check_may_be_drafted(scheme: Scheme) -> None:
    if scheme.status != SchemeStatus.IN_FORCE:
        raise BusinessError(f"考核细则{scheme.get_status_display()}，不能公布结果。")
    if scheme.publications.exclude(status=PublicationStatus.WITHDRAWN).exists():
        raise BusinessError("本考核已有公布件，请在原件上办理。")


def check_closable(publication: LedgerPublication) -> None:
    """The days of appeal are over, every appeal is answered, and what was corrected has been reckoned anew."""
    scheme = publication.scheme
    missing = unsettled(scheme)
    if publication.appeals_until is None or timezone.localdate() <= publication.appeals_until:
        missing.append(f"申诉期至{publication.appeals_until}，期满次日方可归档。")
    waiting = Appeal.objects.filter(ledger__scheme=scheme, status=AppealStatus.FILED).count()
    if waiting:
        missing.append(f"还有{waiting}件申诉未答复。")
    late = Ledger.objects.filter(scheme=scheme, status=LedgerStatus.CONFIRMED).count()
    if late:
        missing.append(f"还有{late}个单位的台账正在转为公布状态，请稍候。")
    refuse("还不能归档：", missing)


def check_appeals_open(ledger: Ledger) -> None:
    """Within the period, against a published result, one at a time."""
    publication = ledger.scheme.publications.filter(status=PublicationStatus.PUBLISHED).first()
    if publication is None or ledger.status != LedgerStatus.PUBLISHED:
        raise BusinessError("考核结果公布之后才能申诉。")
    if publication.appeals_until is None or timezone.localdate() > publication.appeals_until:
        raise BusinessError(f"申诉已于{publication.appeals_until:%Y年%-m月%-d日}截止。")
    if ledger.appeals.filter(status=AppealStatus.FILED).exists():
        raise BusinessError("已有一件申诉正在办理，请等待答复。")


def is_open_to_appeal(ledger: Ledger) -> bool:
    try:
        check_appeals_open(ledger)
    except BusinessError:
        return False
    return True


def check_answerable(appeal: Appeal) -> None:
    if appeal.ledger.status != LedgerStatus.PUBLISHED:
        raise BusinessError(f"台账{appeal.ledger.get_status_display()}，不能再更正。")
