"""What a round, a nomination, a score sheet and a notice need before they go on."""

from datetime import timedelta

from django.utils import timezone

from brands.enums import BrandStatus, HonourStatus, NominationStatus, NoticeStatus, RoundStatus, ScoreSheetStatus
from brands.models import Brand, Honour, Nomination, PublicNotice, ScoreSheet, SelectionRound
from brands.rules.program import approval_missing
from core.errors import BusinessError


def _refuse(message: str, details: list[str]) -> None:
    if details:
        raise BusinessError(message, details=details)


def check_ready_to_open(round: SelectionRound) -> None:
    """Weights sum to 100 and the dates are in order and ahead."""
    missing = []
    total = sum(criterion.weight for criterion in round.criteria.all())
    if total != 100:
        missing.append(f"评分标准的权重之和应为100%，现为{total}%。")
    if round.nominations_until < timezone.localdate():
        missing.append("参评截止日期已过，请先调整。")
    if round.scoring_until < round.nominations_until:
        missing.append("评分截止日期应不早于参评截止日期。")
    _refuse("本批次还不能开始受理：", missing)


def check_ready_to_score(round: SelectionRound) -> None:
    """Every nomination has been screened, somebody takes part, and each has a judge."""
    nominations = round.nominations.all()
    missing = []
    waiting = nominations.filter(status=NominationStatus.NOMINATED).count()
    if waiting:
        missing.append(f"还有{waiting}个参评品牌未作资格审查。")
    eligible = nominations.filter(status=NominationStatus.ELIGIBLE)
    if not eligible.exists():
        missing.append("没有通过资格审查的参评品牌。")
    unjudged = eligible.exclude(sheets__status=ScoreSheetStatus.ASSIGNED).count()
    if unjudged:
        missing.append(f"还有{unjudged}个参评品牌没有可以评分的评委，请先分配评委。")
    _refuse("还不能开始评分：", missing)


def check_ready_to_close(round: SelectionRound) -> None:
    """Every nomination has at least one submitted sheet; sheets still open must wait until the last day is over."""
    sheets = ScoreSheet.objects.filter(nomination__round=round, nomination__status=NominationStatus.ELIGIBLE)
    missing = []
    open_sheets = sheets.filter(status=ScoreSheetStatus.ASSIGNED).count()
    if open_sheets and timezone.localdate() <= round.scoring_until:
        missing.append(f"还有{open_sheets}份评分表未提交，评分截止日期（{round.scoring_until}）过后方可提前结束。")
    unscored = (
        round.nominations.filter(status=NominationStatus.ELIGIBLE)
        .exclude(sheets__status=ScoreSheetStatus.SUBMITTED)
        .count()
    )
    if unscored:
        missing.append(f"有{unscored}个参评品牌没有任何有效评分。")
    _refuse("还不能结束评分：", missing)


def check_ready_to_shortlist(round: SelectionRound) -> None:
    if round.nominations.filter(status=NominationStatus.ELIGIBLE, score__isnull=True).exists():
        raise BusinessError("还有参评品牌没有得分，不能确定初选。")


def check_ready_to_decide(round: SelectionRound) -> None:
    """The notice has run its full time, no opinion is open, and the campaign's approval is on record."""
    missing = approval_missing(round.program)
    notice = round.notices.filter(status__in=[NoticeStatus.PUBLISHED, NoticeStatus.CLOSED]).first()
    if notice is None:
        missing.append("尚未公示。")
    else:
        if notice.ends_on is None or timezone.localdate() <= notice.ends_on:
            missing.append(f"公示期至{notice.ends_on}，期满次日方可决定。")
        open_opinions = notice.opinions.open().count()
        if open_opinions:
            missing.append(f"还有{open_opinions}条公示意见未办结。")
    _refuse("还不能决定命名：", missing)


def check_ready_to_issue(round: SelectionRound) -> None:
    missing = approval_missing(round.program)
    if not round.program.document_code:
        missing.append("创建活动未设置发文代字。")
    if not round.nominations.filter(status=NominationStatus.NAMED).exists():
        missing.append("没有决定命名的品牌。")
    _refuse("还不能签发命名文件：", missing)


def ineligible_because(brand: Brand, round: SelectionRound) -> list[str]:
    """Why this brand may not take part; empty when it may."""
    reasons = []
    if brand.program_id != round.program_id:
        reasons.append("品牌不属于本批次所在的创建活动。")
    if brand.status == BrandStatus.CLOSED:
        reasons.append("品牌已停止创建。")
    held = Honour.objects.filter(brand=brand, level__gte=round.level, status=HonourStatus.VALID).first()
    if held:
        reasons.append(
            f"已于{held.granted_on:%Y年%-m月%-d日}命名为{held.get_level_display()}，有效期内不重复参评同级称号。"
        )
    if round.earliest_phase and (brand.phase is None or brand.phase.order < round.earliest_phase.order):
        current = brand.phase.name if brand.phase else "未开始"
        reasons.append(f"须达到“{round.earliest_phase}”阶段，现处于“{current}”阶段。")
    return reasons


def check_eligible(nomination: Nomination) -> None:
    if nomination.round.status != RoundStatus.NOMINATING:
        raise BusinessError("资格审查只在受理参评期间进行。")
    _refuse("不符合参评条件：", ineligible_because(nomination.brand, nomination.round))


def check_scoring_open(sheet: ScoreSheet) -> None:
    """Until the office closes the scoring, and not after the last day."""
    round = sheet.nomination.round
    if round.status != RoundStatus.SCORING:
        raise BusinessError(f"本批次{round.get_status_display()}，不能再修改评分。")
    if timezone.localdate() > round.scoring_until:
        raise BusinessError(f"评分已于{round.scoring_until:%Y年%-m月%-d日}截止。")


def check_sheet_complete(sheet: ScoreSheet) -> None:
    """A missing score is not a zero: all criteria or none."""
    check_scoring_open(sheet)
    scored = set(sheet.scores.values_list("criterion_id", flat=True))
    _refuse(
        "评分还不完整：",
        [f"请为“{c.name}”评分。" for c in sheet.nomination.round.criteria.all() if c.pk not in scored],
    )


def check_notice_publishable(notice: PublicNotice) -> None:
    """A different person than the checker approves, in the round's right state."""
    missing = []
    if notice.round.status != RoundStatus.SHORTLISTED:
        missing.append("初选名单尚未确定。")
    if not notice.round.nominations.filter(status=NominationStatus.SHORTLISTED).exists():
        missing.append("入围名单为空。")
    if notice.secrecy_checked_by_id is None:
        missing.append("尚未进行保密与准确性审查。")
    _refuse("公示还不能发布：", missing)


def check_notice_ended(notice: PublicNotice) -> None:
    if notice.ends_on is None or timezone.localdate() < notice.ends_on + timedelta(days=1):
        raise BusinessError(f"公示期至{notice.ends_on}，期满次日方可结束。")
