"""A yearly plan: written by the branch, read by the office."""

from brands.enums import AnnualPlanStatus as S
from brands.models import AnnualPlan, AnnualPlanEvent
from brands.permissions.plan import may_handle_plan, may_submit_plan
from brands.rules.plan import check_plan_filled
from core.workflow import Flow, Step

PLAN_FLOW = Flow[AnnualPlan](
    AnnualPlanEvent,
    Step("submit", "报送", (S.DRAFT,), S.SUBMITTED, may_submit_plan, check=check_plan_filled),
    Step("read", "标记已阅", (S.SUBMITTED,), S.READ, may_handle_plan),
    Step("return", "退回修改", (S.SUBMITTED, S.READ), S.DRAFT, may_handle_plan, needs_comment=True, tone="warning"),
)
