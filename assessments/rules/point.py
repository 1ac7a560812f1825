"""What must hold for plans of points, for a month that is closed, and for an appraisal."""

from datetime import date

from django.utils import timezone

from assessments.enums.point import EXPLAINED, GRADED, AppraisalGrade, CapPeriod
from assessments.enums.scheme import FormalismRule
from assessments.models import Appraisal, AppraisalRow, PointMonth, PointPlan, PointRule
from assessments.rules.scheme.formalism import GUARDS, found_in
from branches.enums import MemberStatus
from core.errors import BusinessError

EXCELLENT_SHARE = 3  # one in three of the formal members who take part
# Of these nothing is ever counted, whatever the reason.
NEVER_COUNTED = (FormalismRule.CHECK_INS, FormalismRule.VOTES)


def check_plan_complete(plan: PointPlan) -> None:
    rules, missing = list(plan.rules.all()), []
    if not rules:
        missing.append("请至少填写一条积分规则。")
    for rule in rules:
        missing += rule_faults(rule)
    bands = list(plan.bands.all())
    if bands and sum(band.at_least is None for band in bands) != 1:
        missing.append("积分档次应有且只有一个最低档（不填分数）。")
    bounds = [band.at_least for band in bands if band.at_least is not None]
    if len(bounds) != len(set(bounds)):
        missing.append("各积分档次的分数不能相同。")
    if missing:
        raise BusinessError("积分办法还不能执行：", details=missing)


def check_follows(plan: PointPlan, former: PointPlan) -> None:
    """The plan that is replaced has been in force for a day at least."""
    if plan.starts_on <= former.starts_on:
        raise BusinessError(f"“{former.name}”自{former.starts_on:%Y-%m-%d}起执行，“{plan.name}”的执行日期应在这之后。")


def rule_faults(rule: PointRule) -> list[str]:
    """What one rule lacks, and what must not be counted at all."""
    faults = []
    found = found_in(rule.category, rule.item)
    for case in NEVER_COUNTED:
        if case in found:
            faults.append(f"“{rule.item}”：{GUARDS[case].source}{GUARDS[case].rule}")
    if rule.cap is not None and rule.cap < abs(rule.points):
        faults.append(f"“{rule.item}”：上限{rule.cap:g}分小于每次分值。")
    if rule.cap_period == CapPeriod.CAMPAIGN and not (rule.starts_on and rule.ends_on):
        faults.append(f"“{rule.item}”：按规则有效期设上限的，请填写起止日期。")
    if rule.starts_on and rule.ends_on and rule.ends_on < rule.starts_on:
        faults.append(f"“{rule.item}”：截止日期早于起始日期。")
    return faults


def first_of_next(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1)


def check_month_over(month: PointMonth) -> None:
    if timezone.localdate() < first_of_next(month.year, month.month):
        raise BusinessError(f"{month.year}年{month.month}月还没有结束，请在下月支委会审定。")


def excellent_most(rows: list[AppraisalRow]) -> int:
    """优秀 at most a third of the formal members who took part, rounded down."""
    took_part = [r for r in rows if r.member_status == MemberStatus.FORMAL and r.grade != AppraisalGrade.ABSENT]
    return len(took_part) // EXCELLENT_SHARE


def check_appraisal_complete(appraisal: Appraisal) -> None:
    rows, missing = list(appraisal.rows.select_related("member")), []
    if not appraisal.held_on or appraisal.expected is None or appraisal.present is None:
        missing.append("请填写评议会议的日期、应到和实到党员人数。")
    else:
        if appraisal.held_on > timezone.localdate():
            missing.append("评议会议日期不能晚于今天。")
        if appraisal.present > appraisal.expected:
            missing.append("实到人数不能多于应到人数。")
        if appraisal.present * 2 <= appraisal.expected:
            missing.append("实到党员须超过应到党员的半数。")
    if not rows:
        missing.append("没有参加评议的党员，请先更新名单。")
    for row in rows:
        missing += _row_faults(row)
    excellent, most = sum(row.grade == AppraisalGrade.EXCELLENT for row in rows), excellent_most(rows)
    if excellent > most:
        missing.append(f"“优秀”不超过参加评议正式党员的三分之一：最多{most}名，现有{excellent}名。")
    if missing:
        raise BusinessError("民主评议还不能报送：", details=missing)


def _row_faults(row: AppraisalRow) -> list[str]:
    name = row.member.name
    is_probationary = row.member_status == MemberStatus.PROBATIONARY
    allowed = {AppraisalGrade.ABSENT, *([AppraisalGrade.NONE] if is_probationary else GRADED)}
    if row.grade not in allowed:
        return [f"{name}：{'预备党员参加评议，不定等次' if is_probationary else '还没有评议等次'}。"]
    if row.grade in EXPLAINED and not row.reason:
        return [f"{name}：“{row.get_grade_display()}”须写明情况。"]
    return []
