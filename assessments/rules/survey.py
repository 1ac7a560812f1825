"""What a survey needs before it opens and before it is counted."""

from django.db.models import F
from django.utils import timezone

from assessments.enums.survey import Publicity, QuestionKind
from assessments.models import Remark, SealedCode, Survey
from core.errors import BusinessError

NAMED = 10  # so many organisations are named in an error


def opening_missing(survey: Survey) -> list[str]:
    """Everything that stands against opening."""
    missing = []
    if survey.closes_on < timezone.localdate():
        missing.append("截止日期已过，请先修改。")
    kinds = set(survey.questions.values_list("kind", flat=True))
    if not kinds - {QuestionKind.TEXT}:
        missing.append("请至少设置一道有选项的题目。")
    elif survey.scheme_id and QuestionKind.SCALE not in kinds:
        missing.append("计入考核的评价，请至少设置一道满意度题目。")
    if survey.scheme and survey.scheme.publications.out().exists():
        missing.append("所选考核的结果已经公布，不能再进行计入该考核的评价。")
    targets = survey.targets.all()
    if not targets.exists():
        missing.append("请先选择评价对象。")
    few = targets.filter(issued__lt=F("survey__minimum_ballots")).select_related("organization")
    names = [target.organization.name for target in few[: NAMED + 1]]
    if names:
        more = "等" if len(names) > NAMED else ""
        missing.append(f"以下党组织的评价码少于最低票数{survey.minimum_ballots}：{'、'.join(names[:NAMED])}{more}。")
    return missing


def check_ready_to_open(survey: Survey) -> None:
    if missing := opening_missing(survey):
        raise BusinessError("还不能开始评价：", details=missing)


def may_be_closed(survey: Survey) -> bool:
    """After the last day, or when no code is left."""
    if timezone.localdate() > survey.closes_on:
        return True
    return not SealedCode.objects.filter(target__survey=survey).exists()


def check_ready_to_close(survey: Survey) -> None:
    if not may_be_closed(survey):
        day = survey.closes_on
        raise BusinessError(
            f"评价截止日期为{day.year}年{day.month}月{day.day}日，次日起方可计票；确需提前结束的，由工委负责人办理“提前结束”并写明理由。"
        )


# Step → from where it leads.
PUBLICITY = {
    "propose": (Publicity.NONE,),
    "publish": (Publicity.PROPOSED,),
    "retract": (Publicity.PROPOSED, Publicity.PUBLIC),
}


def check_may_be_proposed(survey: Survey) -> None:
    """The whole as it may be told (scoring.survey.together); what rests on too few was never kept."""
    _check_publicity(survey, "propose")
    if not survey.tally.get("questions"):
        raise BusinessError(f"没有达到最低票数{survey.minimum_ballots}的结果，不能公开。")
    shown = list(survey.targets.filter(is_shown=True)[:2])
    # Unless those below the minimum stand in the whole together, it is the one's own result.
    if len(shown) == 1 and shown[0].tally == survey.tally["questions"]:
        raise BusinessError("只有1个党组织达到最低票数，合计就是其单独的结果，不能公开。")


def check_may_be_published(survey: Survey) -> None:
    _check_publicity(survey, "publish")


def check_may_be_retracted(survey: Survey) -> None:
    _check_publicity(survey, "retract")


def _check_publicity(survey: Survey, step: str) -> None:
    if survey.publicity not in PUBLICITY[step]:
        raise BusinessError(
            f"评价结果{survey.get_publicity_display()}，不能办理。可能已有其他同志先行处理，请刷新页面查看。"
        )


def check_may_be_moderated(remark: Remark) -> None:
    """Its survey has been counted; a remark exists only then."""
    if remark.target.survey.closed_at is None:
        raise BusinessError("评价尚未结束。")
