"""Schemes, points, surveys, ledgers and their results: who takes which step of an assessment."""

from assessments.views.scheme.pages import seen_token
from assessments.workflow.ledger import LEDGER_FLOW
from assessments.workflow.point import APPRAISAL_FLOW, POINT_PLAN_FLOW
from assessments.workflow.result import APPEAL_FLOW, PROPOSAL_FLOW, PUBLICATION_FLOW
from assessments.workflow.scheme import SCHEME_FLOW
from assessments.workflow.survey import REMARK_FLOW, SURVEY_FLOW
from tests.permissions.machine import Machine

ASSESSMENTS = {
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
        seen=seen_token,
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
