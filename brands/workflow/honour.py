"""Honours, their rechecks, and the documents that grant and change them: nothing is ever deleted."""

from brands.enums import DocumentStatus as D
from brands.enums import HonourStatus as H
from brands.enums import RecheckStatus as R
from brands.models import DocumentEvent, Honour, HonourEvent, OfficialDocument, Recheck, RecheckEvent
from brands.permissions.honour import (
    is_clock,
    may_advise_recheck,
    may_annul_document,
    may_cancel_recheck,
    may_decide_honour,
    may_decide_recheck,
    may_submit_recheck,
)
from brands.rules import honour as rules
from core.workflow import Flow, Step

HELD = (H.VALID, H.CORRECTING)
ENDED_OR_HELD = (*HELD, H.EXPIRED)
ALIVE = (R.OPEN, R.SUBMITTED)

HONOUR_FLOW = Flow[Honour](
    HonourEvent,
    # The office may have been late: what was rechecked in time may be kept after its last day.
    Step(
        "keep", "保留称号", ENDED_OR_HELD, H.VALID, may_decide_honour, needs_comment=True, check=rules.check_rechecked
    ),
    Step(
        "lower", "降低称号", ENDED_OR_HELD, H.VALID, may_decide_honour, needs_comment=True,
        check=rules.check_lowerable, tone="warning",
    ),
    Step(
        "correct", "限期整改", HELD, H.CORRECTING, may_decide_honour, needs_comment=True,
        check=rules.check_correctable, tone="warning",
    ),
    Step("revoke", "撤销命名", ENDED_OR_HELD, H.REVOKED, may_decide_honour, needs_comment=True, tone="danger"),
    Step(
        "restore", "恢复命名", (H.REVOKED,), H.VALID, may_decide_honour, needs_comment=True,
        check=rules.check_restorable, tone="warning",
    ),
    Step("expire", "期满", HELD, H.EXPIRED, is_clock, check=rules.check_has_run_out),
)  # fmt: skip

RECHECK_FLOW = Flow[Recheck](
    RecheckEvent,
    Step("submit", "报送", (R.OPEN,), R.SUBMITTED, may_submit_recheck, check=rules.check_recheck_filled),
    Step(
        "advise", "提出建议", ALIVE, None, may_advise_recheck, needs_comment=True, check=rules.check_advisable
    ),
    Step("return", "退回修改", (R.SUBMITTED,), R.OPEN, may_advise_recheck, needs_comment=True, tone="warning"),
    Step("decide", "决定", ALIVE, R.DECIDED, may_decide_recheck, needs_comment=True, check=rules.check_decidable),
    Step("cancel", "取消复核", ALIVE, R.CANCELLED, may_cancel_recheck, needs_comment=True, tone="warning"),
)  # fmt: skip

DOCUMENT_FLOW = Flow[OfficialDocument](
    DocumentEvent,
    Step(
        "annul", "作废", (D.ISSUED,), D.ANNULLED, may_annul_document, needs_comment=True,
        check=rules.check_annullable, tone="danger",
    ),
)  # fmt: skip
