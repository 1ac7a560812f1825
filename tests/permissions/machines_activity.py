"""Pairings, sites, promises and good deeds: who takes which step of what branches do."""

from brands.workflow.commitment import COMMITMENT_FLOW
from brands.workflow.deed import DEED_FLOW
from brands.workflow.pairing import PAIRING_FLOW
from brands.workflow.site import SITE_FLOW, VISIT_FLOW
from tests.permissions.machine import Machine

ACTIVITIES = {
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
}
