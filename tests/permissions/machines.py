"""Every process as it is reached from outside: in which state who may take which step, and what is sent for it.

The table is written from the rules, not from the code: whoever is not named here must not move anything.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from assessments.views.scheme.pages import seen_token as scheme_token
from assessments.workflow.ledger import LEDGER_FLOW
from assessments.workflow.point import APPRAISAL_FLOW, POINT_PLAN_FLOW
from assessments.workflow.result import APPEAL_FLOW, PROPOSAL_FLOW, PUBLICATION_FLOW
from assessments.workflow.scheme import SCHEME_FLOW
from assessments.workflow.survey import REMARK_FLOW, SURVEY_FLOW
from brands.views.application.common import seen_token
from brands.views.phase.common import seen_token as phase_token
from brands.views.plan import seen_of as plan_token
from brands.workflow.application import APPLICATION_FLOW
from brands.workflow.commitment import COMMITMENT_FLOW
from brands.workflow.creation import BRAND_FLOW
from brands.workflow.deed import DEED_FLOW
from brands.workflow.honour import DOCUMENT_FLOW, HONOUR_FLOW, RECHECK_FLOW
from brands.workflow.inspection import FINDING_FLOW, INSPECTION_FLOW
from brands.workflow.pairing import PAIRING_FLOW
from brands.workflow.phase import PHASE_FLOW
from brands.workflow.plan import PLAN_FLOW
from brands.workflow.program import PROGRAM_FLOW
from brands.workflow.regulation import REGULATION_FLOW
from brands.workflow.selection import NOMINATION_FLOW, NOTICE_FLOW, OPINION_FLOW, ROUND_FLOW
from brands.workflow.site import SITE_FLOW, VISIT_FLOW
from brands.workflow.supervision import SUPERVISION_FLOW
from core.workflow import Flow

# One person of each kind; the others differ from these in nothing that counts here.
PEOPLE = (
    "clerk",
    "secretary",
    "member",
    "direct_secretary",
    "general_reviewer",
    "committee_reviewer",
    "office",
    "director",
    "judge",
    "system",
    "foreign_office",
    "foreign_director",
    "former",
    "anonymous",
)
# What nobody may slip in beside the fields of a form.
SMUGGLED = {
    "status": "named",
    "publicity": "public",
    "organization": "424242",
    "organization_id": "424242",
    "organization_path": "0001",
    "branch": "424242",
    "program": "424242",
    "held_by": "424242",
    "is_screened": "on",
    "version_number": "4242",
    "edit_version": "4242",
    "score": "100",
    "rank": "424242",
    "points": "100",
    "number": "4242",
    "honour_level": "3",
    "level": "1",
    "quota": "4242",
    "approved_at": "2026-01-01",
    "approved_by": "424242",
    "published_from": "2026-01-01",
    "is_superuser": "1",
    "is_active": "",
    "actor": "424242",
    "submitted_by": "424242",
    "issued_on": "2020-01-01",
    "starts_on": "2020-01-01",
    "ends_on": "2020-01-02",
}
# The same table for every step: what its form may ask for.
ANSWERS = {
    "comment": "经研究，同意。",
    "secrecy": "on",
    "accuracy": "on",
    "emblem": "on",
    "similar": "on",
    "faults": "vague",
    "reply": "感谢关心，已经核实。",
    "answer": "已经整改到位。",
    "conclusion": "总体较好。",
    "result": "共建取得成效。",
    "report": "学到了做法。",
    "publication_range": "none",
}
# The text of a document on honours, and the button that issues it.
DECISION = (
    ("action", "issue"),
    ("title", "关于称号的决定"),
    ("addressee", "各有关党组织："),
    ("body", "经研究决定。"),
    ("printed_by", "办公室"),
)
Moves = dict[str, dict[str, str]]


def status_of(thing: Any) -> str:
    return thing.status


@dataclass(frozen=True)
class Machine:
    address: str
    flow: Flow
    # state's thing → step → person, or several with blanks between
    moves: Moves
    seen: Callable[[Any], str] = status_of
    # What the forms of this process ask for besides.
    answers: tuple[tuple[str, str], ...] = ()

    def data(self, thing: Any) -> dict[str, str]:
        later = (timezone.localdate() + timedelta(days=60)).isoformat()
        return SMUGGLED | ANSWERS | dict(self.answers) | {"seen": self.seen(thing), "until": later}


REVIEWING = ("return", "decline")
MACHINES = {
    "program": Machine(
        "brands:program_step",
        PROGRAM_FLOW,
        {
            "preparing_program": {"open": "office"},
            "program": {"close": "director"},
            "closed_program": {"reopen": "director"},
        },
    ),
    "application": Machine(
        "brands:application_step",
        APPLICATION_FLOW,
        {
            "draft": {"submit": "secretary", "withdraw": "secretary"},
            "returned": {"submit": "secretary", "withdraw": "secretary"},
            "at_general": {"endorse": "general_reviewer", "withdraw": "secretary"}
            | dict.fromkeys(REVIEWING, "general_reviewer"),
            "at_committee": {"endorse": "committee_reviewer", "withdraw": "secretary"}
            | dict.fromkeys(REVIEWING, "committee_reviewer"),
            "at_office": {"screen": "office", "withdraw": "secretary"} | dict.fromkeys(REVIEWING, "office"),
            "at_director": {"accept": "director", "withdraw": "secretary"} | dict.fromkeys(REVIEWING, "director"),
            "accepted": {},
            "declined": {},
            "withdrawn": {"reopen": "secretary"},
        },
        seen=seen_token,
    ),
    "brand": Machine(
        "brands:brand_step",
        BRAND_FLOW,
        # Nobody has checked its secrecy: it cannot be published yet.
        {
            "public_brand": {"unpublish": "director", "demand": "office", "stop": "director"},
            "reapplying_brand": {"lift": "office", "stop": "director"},
            "closed_brand": {"resume": "director"},
        },
        seen=lambda brand: brand.publication_range,
    ),
    "round": Machine(
        "brands:round_step",
        ROUND_FLOW,
        {
            "preparing_round": {"open": "office", "cancel": "director"},
            # A nomination waits for its screening, a sheet for its judge: neither goes on.
            "nominating_round": {"cancel": "director"},
            "scoring_round": {"extend": "office", "cancel": "director"},
            "scored_round": {"cancel": "director"},
            "shortlisted_round": {"cancel": "director"},
            "in_notice_round": {"cancel": "director"},
            "decided_round": {},
            "named_round": {},
        },
    ),
    "nomination": Machine(
        "brands:nomination_step",
        NOMINATION_FLOW,
        {
            "nominating_nomination": {"admit": "office", "reject": "office", "withdraw": "secretary"},
            "scoring_nomination": {"reject": "office", "withdraw": "secretary"},
            "scored_nomination": {},
            "shortlisted_nomination": {},
            "in_notice_nomination": {},
            "named_nomination": {},
        },
    ),
    "notice": Machine(
        "brands:notice_step",
        NOTICE_FLOW,
        {
            "draft_notice": {"check": "office"},
            "checked_notice": {"approve": "director", "send_back": "director"},
            "in_notice_notice": {"withdraw": "director"},
            "decided_notice": {},
        },
    ),
    "opinion": Machine(
        "brands:opinion_step",
        OPINION_FLOW,
        {
            "in_notice_opinion": {"inquire": "office", "uphold": "office", "dismiss": "office"},
            "decided_opinion": {},
        },
    ),
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
        seen=phase_token,
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
    "pairing": Machine(
        "brands:pairing_step",
        PAIRING_FLOW,
        {
            # Nobody here speaks for the helping branch.
            "proposed_pairing": {"agree_weak": "secretary", "decline": "secretary", "withdraw": "office"},
            "active_pairing": {"end": "office"},
            "ended_pairing": {},
            "declined_pairing": {},
        },
    ),
    "site": Machine(
        "brands:site_step",
        SITE_FLOW,
        {
            "active_site": {"suspend": "direct_secretary office", "end": "office"},
            "suspended_site": {"resume": "direct_secretary office", "end": "office"},
            "ended_site": {"mark_again": "office"},
        },
    ),
    "visit": Machine(
        "brands:visit_step",
        VISIT_FLOW,
        {
            "booked_visit": {"confirm": "direct_secretary", "decline": "direct_secretary office"},
            "own_booked_visit": {"cancel": "secretary", "decline": "office"},
            "own_confirmed_visit": {"cancel": "secretary", "report": "clerk secretary", "decline": "office"},
            "reported_visit": {},
            "declined_visit": {},
            "cancelled_visit": {},
        },
    ),
    "commitment": Machine(
        "brands:commitment_step",
        COMMITMENT_FLOW,
        {
            "made_commitment": {"keep": "secretary", "break": "secretary", "withdraw": "clerk secretary"},
            "kept_commitment": {"reopen": "secretary"},
        },
    ),
    "deed": Machine(
        "brands:deed_step",
        DEED_FLOW,
        {
            # Nothing to propose or to take back without a consent.
            "private_deed": {},
            "ended_deed": {"take_down": "secretary"},
            "recorded_deed": {"propose": "secretary", "withdraw_consent": "clerk secretary"},
            "proposed_deed": {
                "check": "office",
                "return": "office director",
                "retract": "secretary",
                "withdraw_consent": "clerk secretary",
            },
            "checked_deed": {
                "approve": "director",
                "return": "office director",
                "retract": "secretary",
                "withdraw_consent": "clerk secretary",
            },
            "published_deed": {
                "take_down": "secretary office director",
                "withdraw_consent": "clerk secretary",
            },
        },
    ),
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
        seen=plan_token,
    ),
    "regulation": Machine(
        "brands:regulation_step",
        REGULATION_FLOW,
        # Superseded with the issue of the next version, never by itself.
        {"draft_regulation": {"issue": "office"}, "in_force_regulation": {"repeal": "office"}},
    ),
    "scheme": Machine(
        "assessments:scheme_step",
        SCHEME_FLOW,
        {
            "draft_scheme": {"start": "office", "discard": "office"},
            # One of its lines scores what must not be scored: it does not start.
            "flagged_scheme": {"discard": "office"},
            "in_force_scheme": {"close": "office"},
            "closed_scheme": {},
        },
        seen=scheme_token,
    ),
    "point_plan": Machine(
        "assessments:point_plan_step",
        POINT_PLAN_FLOW,
        {
            "draft_point_plan": {"start": "office", "discard": "office"},
            "point_plan": {"close": "office"},
            "closed_point_plan": {},
        },
    ),
    "appraisal": Machine(
        "assessments:appraisal_step",
        APPRAISAL_FLOW,
        {
            "draft_appraisal": {"submit": "secretary"},
            "submitted_appraisal": {
                "withdraw": "secretary",
                "approve": "general_reviewer",
                "return": "general_reviewer",
            },
            "approved_appraisal": {},
        },
    ),
    "survey": Machine(
        "assessments:survey_step",
        SURVEY_FLOW,
        {
            "draft_survey": {"open": "office", "cancel": "director"},
            # Its last day is not over, and codes are left: it is closed early or not at all.
            "open_survey": {"extend": "office", "close_early": "director", "cancel": "director"},
            "counted_survey": {"propose": "office"},
        },
    ),
    "remark": Machine(
        "assessments:survey_remark_step",
        REMARK_FLOW,
        {
            "waiting_remark": {"approve": "office", "withhold": "office"},
            "withheld_remark": {"approve": "office"},
            "approved_remark": {"withhold": "office"},
        },
    ),
    "ledger": Machine(
        "assessments:ledger_step",
        LEDGER_FLOW,
        {
            "open_ledger": {"submit": "direct_secretary", "pass_on": "office", "exclude": "office"},
            "self_scored_ledger": dict.fromkeys(("check", "return"), "general_reviewer") | {"exclude": "office"},
            "checked_ledger": dict.fromkeys(("confirm", "send_back"), "director") | {"exclude": "office"},
            "published_ledger": {},
        },
    ),
    "publication": Machine(
        "assessments:publication_step",
        PUBLICATION_FLOW,
        {
            "draft_publication": {"check": "office"},
            # Its days of appeal are not over.
            "publication": {"withdraw": "director"},
        },
    ),
    "appeal": Machine(
        "assessments:appeal_step",
        APPEAL_FLOW,
        # Nothing is upheld without a corrected line.
        {"appeal": {"dismiss": "director", "withdraw": "secretary"}},
    ),
    "proposal": Machine(
        "assessments:proposal_step", PROPOSAL_FLOW, {"proposal": {"adopt": "office", "leave": "office"}}
    ),
}
CASES = [(name, thing) for name, machine in MACHINES.items() for thing in machine.moves]
