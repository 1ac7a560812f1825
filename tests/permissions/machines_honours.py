"""Honours, their rechecks and papers, plans and regulations: who takes which step of them."""

from brands.views.plan import seen_of
from brands.workflow.honour import DOCUMENT_FLOW, HONOUR_FLOW, RECHECK_FLOW
from brands.workflow.plan import PLAN_FLOW
from brands.workflow.regulation import REGULATION_FLOW
from tests.permissions.machine import Machine

# The text of a document on honours, and the button that issues it.
DECISION = (
    ("action", "issue"),
    ("title", "关于称号的决定"),
    ("addressee", "各有关党组织："),
    ("body", "经研究决定。"),
    ("printed_by", "办公室"),
)
HONOURS = {
    "honour": Machine(
        "brands:honour_step",
        HONOUR_FLOW,
        # The rest is decided with a recheck, on a page of its own.
        {
            "named_honour": {"revoke": "director"},
            "held_honour": {"revoke": "director"},
            "revoked_honour": {"restore": "director"},
        },
        answers=DECISION,
    ),
    "recheck": Machine(
        "brands:recheck_step",
        RECHECK_FLOW,
        {
            # Its day is not over: the office waits for the report.
            "open_recheck": {"submit": "secretary", "cancel": "office director"},
            "submitted_recheck": {"advise": "office", "return": "office", "cancel": "office director"},
            # Decided by a document, on a page of its own.
            "advised_recheck": {"advise": "office", "return": "office", "cancel": "office director"},
            "decided_recheck": {},
        },
        answers=(("advice", "keep"),),
    ),
    "document": Machine("brands:document_step", DOCUMENT_FLOW, {"named_document": {}}),
    "plan": Machine(
        "brands:plan_step",
        PLAN_FLOW,
        {
            "draft_plan": {"submit": "secretary"},
            "submitted_plan": {"read": "office", "return": "office"},
            "read_plan": {"return": "office"},
        },
        seen=seen_of,
    ),
    "regulation": Machine(
        "brands:regulation_step",
        REGULATION_FLOW,
        # Superseded with the issue of the next version, never by itself.
        {"draft_regulation": {"issue": "office"}, "in_force_regulation": {"repeal": "office"}},
    ),
}
