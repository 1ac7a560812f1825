"""Phases, supervision and inspections: who takes which step of what leads a brand on."""

from brands.views.phase.common import seen_token
from brands.workflow.inspection import FINDING_FLOW, INSPECTION_FLOW
from brands.workflow.phase import PHASE_FLOW
from brands.workflow.supervision import SUPERVISION_FLOW
from tests.permissions.machine import Machine

GUIDANCE = {
    "phase": Machine(
        "brands:phase_step",
        PHASE_FLOW,
        {
            "upcoming_phase": {"extend": "general_reviewer"},
            "open_phase": {"submit": "secretary", "extend": "general_reviewer"},
            "submitted_phase": {"withdraw": "secretary", "accept": "general_reviewer", "return": "general_reviewer"},
            "accepted_phase": {},
            "resting_phase": {},
        },
        seen=seen_token,
    ),
    "supervision": Machine(
        "brands:supervision_step",
        SUPERVISION_FLOW,
        {
            "sent_supervision": {"answer": "general_reviewer", "withdraw": "office"},
            "answered_supervision": {"close": "office", "send_back": "office"},
            "closed_supervision": {},
        },
    ),
    "inspection": Machine(
        "brands:inspection_step",
        INSPECTION_FLOW,
        {
            "planned_inspection": {"carry_out": "committee_reviewer", "cancel": "committee_reviewer"},
            # A finding is still open.
            "told_inspection": {},
            "closed_inspection": {},
            "cancelled_inspection": {},
        },
    ),
    "finding": Machine(
        "brands:finding_step",
        FINDING_FLOW,
        {
            # Told with the inspection, never one by one.
            "draft_finding": {},
            "open_finding": {
                "answer": "secretary",
                "extend": "committee_reviewer",
                "settle": "committee_reviewer",
            },
            "answered_finding": {"close": "committee_reviewer", "send_back": "committee_reviewer"},
            "closed_finding": {},
        },
    ),
}
