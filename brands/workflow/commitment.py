"""承诺—践诺—评诺: a promise is made, and in the end the secretary says whether it was kept."""

from brands.enums import CommitmentStatus as C
from brands.models import Commitment, CommitmentEvent
from brands.permissions.commitment import may_check_commitment, may_withdraw_commitment
from core.workflow import Flow, Step

COMMITMENT_FLOW = Flow[Commitment](
    CommitmentEvent,
    Step("keep", "评定为已践诺", (C.MADE,), C.KEPT, may_check_commitment, needs_comment=True),
    Step("break", "评定为未践诺", (C.MADE,), C.NOT_KEPT, may_check_commitment, needs_comment=True, tone="warning"),
    Step("withdraw", "撤回承诺", (C.MADE,), C.WITHDRAWN, may_withdraw_commitment, needs_comment=True, tone="secondary"),
    Step(
        "reopen", "重新评定", (C.KEPT, C.NOT_KEPT), C.MADE, may_check_commitment, needs_comment=True, tone="secondary"
    ),
)
