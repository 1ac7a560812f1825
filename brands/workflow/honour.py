"""Honours and the documents that grant them: nothing is ever deleted."""

from brands.enums import HonourStatus as H
from brands.models import Honour, HonourEvent
from brands.permissions.honour import may_decide_honour
from brands.rules.honour import check_restorable
from core.workflow import Flow, Step

HONOUR_FLOW = Flow[Honour](
    HonourEvent,
    Step("revoke", "撤销命名", (H.VALID, H.EXPIRED), H.REVOKED, may_decide_honour, needs_comment=True, tone="danger"),
    Step(
        "restore",
        "恢复命名",
        (H.REVOKED,),
        H.VALID,
        may_decide_honour,
        needs_comment=True,
        check=check_restorable,
        tone="warning",
    ),
)
