"""A phase of a brand: begun, closed by the branch, accepted by the superior; its date moves by an extension alone."""

from brands.enums import PhaseRecordStatus as S
from brands.models import PhaseRecord, PhaseRecordEvent
from brands.permissions.phase import by_system, may_accept_phase, may_extend_phase, may_submit_phase, may_take_over
from brands.rules.phase import check_ready_to_close
from core.workflow import Flow, Step

PHASE_FLOW = Flow[PhaseRecord](
    PhaseRecordEvent,
    # When the former phase has been accepted.
    Step("begin", "开始", (S.UPCOMING,), S.OPEN, by_system),
    Step("submit", "提交验收", (S.OPEN,), S.SUBMITTED, may_submit_phase, check=check_ready_to_close),
    Step("withdraw", "撤回", (S.SUBMITTED,), S.OPEN, may_submit_phase, tone="secondary"),
    Step("accept", "验收通过", (S.SUBMITTED,), S.ACCEPTED, may_accept_phase),
    Step("return", "退回修改", (S.SUBMITTED,), S.OPEN, may_accept_phase, needs_comment=True, tone="warning"),
    # The branch has been moved, see services/moving.py.
    Step("reroute", "随隶属调整改送", (S.SUBMITTED,), None, by_system),
    Step("recall", "随隶属调整退回", (S.SUBMITTED,), S.OPEN, by_system),
    Step("take_over", "转由本级验收", (S.SUBMITTED,), None, may_take_over, needs_comment=True, tone="secondary"),
    Step("extend", "同意延期", (S.UPCOMING, S.OPEN), None, may_extend_phase, needs_comment=True, tone="secondary"),
)
