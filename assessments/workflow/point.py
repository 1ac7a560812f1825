"""The machines of points: the plan, a branch's month; and the yearly appraisal."""

from assessments.enums.point import AppraisalStatus as A
from assessments.enums.point import PointMonthStatus as M
from assessments.enums.point import PointPlanStatus as P
from assessments.models import Appraisal, AppraisalEvent, PointMonth, PointMonthEvent, PointPlan, PointPlanEvent
from assessments.permissions.appraisal import may_approve_appraisal, may_submit_appraisal
from assessments.permissions.point import may_close_month, may_organize_plan
from assessments.rules import point as rules
from core.workflow import Flow, Step

POINT_PLAN_FLOW = Flow[PointPlan](
    PointPlanEvent,
    Step("start", "开始执行", (P.DRAFT,), P.IN_FORCE, may_organize_plan, check=rules.check_plan_complete),
    Step("close", "停止执行", (P.IN_FORCE,), P.CLOSED, may_organize_plan, needs_comment=True, tone="warning"),
    Step("discard", "作废", (P.DRAFT,), P.DISCARDED, may_organize_plan, needs_comment=True, tone="danger"),
)

POINT_MONTH_FLOW = Flow[PointMonth](
    PointMonthEvent,
    Step("close", "支委会审定", (M.OPEN,), M.CLOSED, may_close_month, check=rules.check_month_over),
)

APPRAISAL_FLOW = Flow[Appraisal](
    AppraisalEvent,
    Step("submit", "报上级审批", (A.DRAFT,), A.SUBMITTED, may_submit_appraisal, check=rules.check_appraisal_complete),
    Step("withdraw", "撤回修改", (A.SUBMITTED,), A.DRAFT, may_submit_appraisal, tone="secondary"),
    Step("approve", "审批同意", (A.SUBMITTED,), A.APPROVED, may_approve_appraisal),
    Step("return", "退回修改", (A.SUBMITTED,), A.DRAFT, may_approve_appraisal, needs_comment=True, tone="warning"),
)
