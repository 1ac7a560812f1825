"""Surveys: who may open which address."""

from tests.permissions.people import LOGGED_IN, REVIEWERS, RUN
from tests.permissions.row import BOTH, POST, REST, Row, but

# Those who answer for an organisation that the survey asks about, and its superiors.
CONCERNED = ("clerk", "secretary", "sibling_secretary", *REVIEWERS)
KNOWN = (*CONCERNED, *RUN)
BRANCH_RESULT = ("clerk", "secretary", *REVIEWERS, *RUN)
NOT_OFFICE = but(KNOWN, "office")
PREPARED = {"ok": ("office",), "forbidden": ("director",), "methods": BOTH}
RUNNING = {"ok": ("office",), "forbidden": NOT_OFFICE, "methods": BOTH}

SURVEYS = [
    Row("assessments:survey_list", ok=LOGGED_IN),
    Row("assessments:survey_create", ok=("office", "foreign_office"), forbidden=REST, methods=BOTH),
    Row("assessments:survey_detail", "draft_survey", ok=RUN),
    Row("assessments:survey_detail", "open_survey", ok=KNOWN),
    Row("assessments:survey_detail", "counted_survey", ok=KNOWN),
    Row("assessments:survey_edit", "draft_survey", **PREPARED),
    Row("assessments:survey_edit", "open_survey", too_early=("office",), forbidden=NOT_OFFICE, methods=BOTH),
    Row("assessments:survey_targets", "draft_survey", ok=RUN, senders=("office",), methods=BOTH),
    Row("assessments:survey_targets", "open_survey", ok=KNOWN, senders=("office",), methods=BOTH),
    Row("assessments:survey_targets", "counted_survey", ok=KNOWN, senders=("office",), methods=BOTH),
    Row("assessments:survey_add", "draft_survey", **PREPARED),
    Row("assessments:survey_codes", "draft_survey", **PREPARED),
    Row("assessments:survey_codes", "open_survey", **RUNNING),
    Row("assessments:survey_codes", "counted_survey", too_early=("office",), forbidden=NOT_OFFICE, methods=BOTH),
    Row("assessments:survey_destroy", "draft_survey", ok=("office",), forbidden=("director",), methods=POST,
        data=lambda world: {"job": str(world.thing("survey_sheets").pk)}),
    Row("assessments:survey_step", "draft_survey", **PREPARED, step="open"),
    Row("assessments:survey_step", "open_survey", **RUNNING, step="extend"),
    Row("assessments:survey_step", "open_survey", ok=("director",), forbidden=but(KNOWN, "director"), methods=BOTH,
        step="close_early"),
    Row("assessments:survey_results", "open_survey", too_early=KNOWN),
    Row("assessments:survey_results", "counted_survey", ok=KNOWN),
    Row("assessments:survey_xlsx", "open_survey", too_early=RUN, forbidden=CONCERNED),
    Row("assessments:survey_xlsx", "counted_survey", ok=RUN, forbidden=CONCERNED, is_export=True),
    Row("assessments:survey_result", "open_survey_branch", too_early=RUN),
    Row("assessments:survey_result", "counted_survey_branch", ok=BRANCH_RESULT),
    Row("assessments:survey_result", "counted_survey_sibling", ok=("sibling_secretary", *REVIEWERS, *RUN)),
    Row("assessments:survey_chart", "open_survey_branch", too_early=RUN),
    Row("assessments:survey_chart", "counted_survey_branch", ok=BRANCH_RESULT),
    Row("assessments:survey_remarks", "open_survey", too_early=KNOWN),
    Row("assessments:survey_remarks", "counted_survey", ok=KNOWN, senders=("office",), methods=BOTH),
    Row("assessments:survey_remarks", "counted_survey", ok=KNOWN, query="?status=all"),
    Row("assessments:survey_remark_step", "waiting_remark", ok=("office",), methods=BOTH, step="approve"),
    Row("assessments:survey_remark_step", "approved_remark", ok=("office",), forbidden=but(BRANCH_RESULT, "office"),
        methods=BOTH, step="withhold"),
    Row("boards:survey_list", is_public=True, methods=BOTH, is_tokenless=True),
    Row("boards:survey_results", "counted_survey", is_public=True, status=404),
    Row("boards:survey", "draft_survey", is_public=True, status=404),
    Row("boards:survey", "open_survey", is_public=True, methods=BOTH, is_tokenless=True),
    Row("boards:survey", "counted_survey", is_public=True, methods=BOTH, is_tokenless=True),
    Row("boards:survey_receipt", "draft_survey", is_public=True, status=404),
    Row("boards:survey_receipt", "open_survey", is_public=True, methods=BOTH, is_tokenless=True),
]  # fmt: skip
