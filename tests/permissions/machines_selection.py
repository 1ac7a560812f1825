"""From the program to the decision on a round: who takes which step of filings, brands and selections."""

from brands.views.application.common import seen_token
from brands.workflow.application import APPLICATION_FLOW
from brands.workflow.creation import BRAND_FLOW
from brands.workflow.program import PROGRAM_FLOW
from brands.workflow.selection import NOMINATION_FLOW, NOTICE_FLOW, OPINION_FLOW, ROUND_FLOW
from tests.permissions.machine import Machine

REVIEWING = ("return", "decline")
SELECTION = {
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
}
