"""督办: sent by the office, answered by the superior level, settled by the office."""

from brands.enums import SupervisionStatus as S
from brands.models import Supervision, SupervisionEvent
from brands.permissions.supervision import may_answer_supervision, may_settle_supervision
from core.workflow import Flow, Step

SUPERVISION_FLOW = Flow[Supervision](
    SupervisionEvent,
    Step("answer", "反馈办理情况", (S.SENT,), S.ANSWERED, may_answer_supervision, needs_comment=True),
    Step("close", "办结", (S.ANSWERED,), S.CLOSED, may_settle_supervision),
    Step("send_back", "退回重办", (S.ANSWERED,), S.SENT, may_settle_supervision, needs_comment=True, tone="warning"),
    Step("withdraw", "撤回", (S.SENT,), S.WITHDRAWN, may_settle_supervision, needs_comment=True, tone="secondary"),
)
