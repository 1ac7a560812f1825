"""What a round, a nomination, a score sheet and a notice need before they go on."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from brands.enums import BrandStatus, NominationStatus, NoticeStatus, ProgramStatus, RoundStatus, ScoreSheetStatus
from brands.models import Brand, Honour, Nomination, Opinion, PublicNotice, ScoreSheet, SelectionRound
from brands.rules.program import approval_missing
from brands.rules.recusal import check_no_conflict
from core.errors import BusinessError

# The rubric, the quota and the dates may still be changed; from then on they are frozen.
RUBRIC_OPEN = (RoundStatus.PREPARING, RoundStatus.NOMINATING)
# Begun and neither ended nor cancelled.
RUNNING_ROUNDS = (
    RoundStatus.NOMINATING,
    RoundStatus.SCORING,
    RoundStatus.SCORED,
    RoundStatus.SHORTLISTED,
    RoundStatus.IN_NOTICE,
    RoundStatus.DECIDED,
)


def _refuse(message: str, details: list[str]) -> None:
    if details:
        raise BusinessError(message, details=details)


def check_ready_to_open(round: SelectionRound) -> None:
    """Weights sum to 100 and the dates are in order and ahead."""
    missing = []
    if round.program.status != ProgramStatus.OPEN:
        missing.append(f"创建活动“{round.program}”{round.program.get_status_display()}，须先启动。")
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
    if round.scoring_until < timezone.localdate():
        missing.append(f"评分截止日期（{round.scoring_until}）已过，请先调整。")
    waiting = nominations.filter(status=NominationStatus.NOMINATED).count()
    if waiting:
        missing.append(f"还有{waiting}个参评品牌未作资格审查。")
    eligible = nominations.eligible()
    if not eligible.exists():
        missing.append("没有通过资格审查的参评品牌。")
    unjudged = eligible.exclude(sheets__status=ScoreSheetStatus.ASSIGNED).count()
    if unjudged:
        missing.append(f"还有{unjudged}个参评品牌没有可以评分的评委，请先分配评委。")
    reasons = ineligible_reasons([n.brand for n in eligible.select_related("brand__phase")], round)
    for nomination in eligible.select_related("brand"):
        missing += [f"“{nomination.brand}”不再符合条件：{reason}" for reason in reasons[nomination.brand_id]]
    _refuse("还不能开始评分：", missing)


def check_ready_to_close(round: SelectionRound) -> None:
    """Every nomination has at least one submitted sheet; sheets still open must wait until the last day is over."""
    sheets = ScoreSheet.objects.filter(nomination__round=round, nomination__status=NominationStatus.ELIGIBLE)
    missing = []
    open_sheets = sheets.filter(status=ScoreSheetStatus.ASSIGNED).count()
    if open_sheets and timezone.localdate() <= round.scoring_until:
        missing.append(f"还有{open_sheets}份评分表未提交，须待评分截止日期（{round.scoring_until}）过后才能结束评分。")
    eligible = round.nominations.eligible()
    if not eligible.exists():
        missing.append("没有参评品牌。")
    unscored = eligible.exclude(sheets__status=ScoreSheetStatus.SUBMITTED).count()
    if unscored:
        missing.append(f"有{unscored}个参评品牌没有任何有效评分，请补充分配评委或延长评分期限。")
    _refuse("还不能结束评分：", missing)


def check_ready_to_shortlist(round: SelectionRound) -> None:
    if round.nominations.filter(status=NominationStatus.ELIGIBLE, score__isnull=True).exists():
        raise BusinessError("还有参评品牌没有得分，不能确定初选。")


def check_ready_to_decide(round: SelectionRound) -> None:
    _refuse("还不能决定命名：", decide_missing(round))


def decide_missing(round: SelectionRound) -> list[str]:
    """The notice has run its full time, no opinion is open, and the campaign's approval is on record."""
    missing = approval_missing(round.program)
    notice = round.notices.filter(status__in=[NoticeStatus.PUBLISHED, NoticeStatus.CLOSED]).first()
    if notice is None:
        missing.append("尚未公示。")
    else:
        if notice.ends_on is None or timezone.localdate() <= notice.ends_on:
            missing.append(f"公示期至{notice.ends_on}，期满次日方可决定。")
    # Of a notice that was withdrawn as well: what was reported then is still to be answered.
    open_opinions = Opinion.objects.filter(notice__round=round).open().count()
    if open_opinions:
        missing.append(f"还有{open_opinions}条公示意见未办结。")
    return missing


def check_ready_to_issue(round: SelectionRound) -> None:
    _refuse("还不能签发命名文件：", issue_missing(round))


def issue_missing(round: SelectionRound) -> list[str]:
    """Approval and number series are on record, and somebody is named."""
    missing = approval_missing(round.program)
    if not round.program.document_code:
        missing.append("创建活动未设置发文代字。")
    if not round.nominations.filter(status=NominationStatus.NAMED).exists():
        missing.append("没有决定命名的品牌。")
    return missing


def ineligible_because(brand: Brand, round: SelectionRound) -> list[str]:
    """Why this brand may not take part; empty when it may."""
    return ineligible_reasons([brand], round)[brand.pk]


def ineligible_reasons(brands: Iterable[Brand], round: SelectionRound) -> dict[int, list[str]]:
    """The same for many: brand → reasons, in two queries however many there are."""
    brands = list(brands)
    pks = [brand.pk for brand in brands]
    held = {h.brand_id: h for h in Honour.objects.valid().filter(brand__in=pks, level__gte=round.level)}
    elsewhere = Nomination.objects.taking_part().filter(
        brand__in=pks, round__level=round.level, round__status__in=RUNNING_ROUNDS
    )
    busy = dict(elsewhere.exclude(round=round).values_list("brand", "round__name"))
    return {brand.pk: _reasons(brand, round, held.get(brand.pk), busy.get(brand.pk)) for brand in brands}


def _reasons(brand: Brand, round: SelectionRound, honour: Honour | None, busy: str | None) -> list[str]:
    reasons = []
    if brand.program_id != round.program_id:
        reasons.append("品牌不属于本批次所在的创建活动。")
    if brand.status == BrandStatus.CLOSED:
        reasons.append("品牌已停止创建。")
    if brand.status == BrandStatus.REAPPLYING:
        reasons.append("品牌须重新申报，修订申报同意后才能参评。")
    if honour:
        granted = f"{honour.granted_on:%Y年%-m月%-d日}"
        reasons.append(f"已于{granted}命名为{honour.get_level_display()}，有效期内不重复参评同级或下级称号。")
    if busy:
        reasons.append(f"正在参加同一称号的另一批次“{busy}”。")
    if round.earliest_phase and (brand.phase is None or brand.phase.order < round.earliest_phase.order):
        current = brand.phase.name if brand.phase else "未开始"
        reasons.append(f"须达到“{round.earliest_phase}”阶段，现处于“{current}”阶段。")
    return reasons


def check_may_be_nominated(round: SelectionRound, *, by_office: bool) -> None:
    """Branches until the last day, the office until scoring begins."""
    if round.status != RoundStatus.NOMINATING:
        raise BusinessError(f"本批次{round.get_status_display()}，现在不受理参评。")
    if not by_office and round.nominations_until < timezone.localdate():
        raise BusinessError(f"参评已于{round.nominations_until:%Y年%-m月%-d日}截止。")


def check_eligible(nomination: Nomination) -> None:
    if nomination.round.status != RoundStatus.NOMINATING:
        raise BusinessError("资格审查只在受理参评期间进行。")
    _refuse("不符合参评条件：", ineligible_because(nomination.brand, nomination.round))


def check_before_close(nomination: Nomination) -> None:
    """Once the scores are known nobody leaves the field; the director may still pass a brand over, with reasons."""
    if nomination.round.status not in (RoundStatus.NOMINATING, RoundStatus.SCORING):
        raise BusinessError(f"本批次{nomination.round.get_status_display()}，参评名单不再变动。")


def check_may_return(nomination: Nomination) -> None:
    check_may_be_nominated(nomination.round, by_office=False)
    _refuse("不符合参评条件：", ineligible_because(nomination.brand, nomination.round))


def check_may_be_decided(nomination: Nomination) -> None:
    """Named or passed over only while the round is being decided on."""
    if nomination.round.status != RoundStatus.DECIDED:
        raise BusinessError("请在“决定命名”页面统一决定。")


def check_may_be_listed(nomination: Nomination) -> None:
    if nomination.round.status != RoundStatus.SHORTLISTED:
        raise BusinessError("请在“确定初选”页面统一确定。")


def check_scoring_open(sheet: ScoreSheet) -> None:
    """Until the office closes the scoring, and not after the last day."""
    round = sheet.nomination.round
    if round.status != RoundStatus.SCORING:
        raise BusinessError(f"本批次{round.get_status_display()}，不能再修改评分。")
    if timezone.localdate() > round.scoring_until:
        raise BusinessError(f"评分已于{round.scoring_until:%Y年%-m月%-d日}截止。")
    if sheet.nomination.status != NominationStatus.ELIGIBLE:
        raise BusinessError("该品牌已不在参评名单中，无需评分。")


def check_scores_editable(sheet: ScoreSheet) -> None:
    check_scoring_open(sheet)
    check_no_conflict(sheet)


def check_sheet_complete(sheet: ScoreSheet) -> None:
    """A missing score is not a zero: all criteria or none."""
    check_scores_editable(sheet)
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
