"""The machines of mass evaluation: a survey, and what somebody wrote freely."""

from assessments.enums.survey import RemarkStatus as R
from assessments.enums.survey import SurveyStatus as S
from assessments.models import Remark, RemarkEvent, Survey, SurveyEvent
from assessments.permissions.survey import may_decide_survey, may_moderate, may_organize_survey, may_run_survey
from assessments.rules import survey as rules
from core.workflow import Flow, Step

SURVEY_FLOW = Flow[Survey](
    SurveyEvent,
    Step("open", "开始评价", (S.DRAFT,), S.OPEN, may_organize_survey, check=rules.check_ready_to_open),
    Step("extend", "延长期限", (S.OPEN,), None, may_organize_survey, needs_comment=True, tone="secondary"),
    Step("close", "结束并计票", (S.OPEN,), S.CLOSED, may_organize_survey, check=rules.check_ready_to_close),
    Step("close_early", "提前结束", (S.OPEN,), S.CLOSED, may_decide_survey, needs_comment=True, tone="warning"),
    Step(
        "propose",
        "提请公开结果",
        (S.CLOSED,),
        None,
        may_organize_survey,
        needs_comment=True,
        check=rules.check_may_be_proposed,
        tone="secondary",
    ),
    Step("publish", "批准公开结果", (S.CLOSED,), None, may_decide_survey, check=rules.check_may_be_published),
    Step(
        "retract",
        "不公开结果",
        (S.CLOSED,),
        None,
        may_run_survey,
        needs_comment=True,
        check=rules.check_may_be_retracted,
        tone="warning",
    ),
    Step("cancel", "取消评价", (S.DRAFT, S.OPEN), S.CANCELLED, may_decide_survey, needs_comment=True, tone="danger"),
)

REMARK_FLOW = Flow[Remark](
    RemarkEvent,
    Step("approve", "通过", (R.WAITING, R.WITHHELD), R.APPROVED, may_moderate, check=rules.check_may_be_moderated),
    Step(
        "withhold",
        "不予转送",
        (R.WAITING, R.APPROVED),
        R.WITHHELD,
        may_moderate,
        needs_comment=True,
        check=rules.check_may_be_moderated,
        tone="warning",
    ),
)
