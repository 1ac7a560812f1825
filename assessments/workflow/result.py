"""Publication of a scheme's results, appeals against them, and what they lead to."""

from assessments.enums.ledger import AppealStatus as A
from assessments.enums.ledger import ProposalStatus as R
from assessments.enums.ledger import PublicationStatus as P
from assessments.models import (
    Appeal,
    AppealEvent,
    LedgerProposal,
    LedgerPublication,
    ProposalEvent,
    PublicationEvent,
)
from assessments.permissions.result import (
    may_answer_appeal,
    may_approve_publication,
    may_decide_publication,
    may_draft_publication,
    may_handle_proposal,
    may_withdraw_appeal,
)
from assessments.rules import result as rules
from core.workflow import Flow, Step

PUBLICATION_FLOW = Flow[LedgerPublication](
    PublicationEvent,
    Step("check", "保密与准确性审查通过", (P.DRAFT,), P.CHECKED, may_draft_publication, needs_comment=True),
    Step("approve", "批准并公布", (P.CHECKED,), P.PUBLISHED, may_approve_publication, check=rules.check_publishable),
    Step("send_back", "退回修改", (P.CHECKED,), P.DRAFT, may_decide_publication, needs_comment=True, tone="warning"),
    Step(
        "withdraw",
        "撤下公布",
        (P.PUBLISHED,),
        P.WITHDRAWN,
        may_decide_publication,
        needs_comment=True,
        tone="danger",
    ),
    Step("close", "归档", (P.PUBLISHED,), P.CLOSED, may_decide_publication, check=rules.check_closable),
)

APPEAL_FLOW = Flow[Appeal](
    AppealEvent,
    Step(
        "uphold",
        "申诉成立，予以更正",
        (A.FILED,),
        A.UPHELD,
        may_answer_appeal,
        needs_comment=True,
        check=rules.check_answerable,
    ),
    Step(
        "dismiss",
        "维持原结果",
        (A.FILED,),
        A.DISMISSED,
        may_answer_appeal,
        needs_comment=True,
        check=rules.check_answerable,
        tone="secondary",
    ),
    Step("withdraw", "撤回申诉", (A.FILED,), A.WITHDRAWN, may_withdraw_appeal, tone="secondary"),
)

PROPOSAL_FLOW = Flow[LedgerProposal](
    ProposalEvent,
    Step("adopt", "采纳", (R.OPEN,), R.TAKEN, may_handle_proposal),
    Step("leave", "不采纳", (R.OPEN,), R.LEFT, may_handle_proposal, needs_comment=True, tone="secondary"),
)
