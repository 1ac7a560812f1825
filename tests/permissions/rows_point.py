"""Points and appraisals: who may open which address."""

from datetime import date
from typing import Any

from tests.permissions.people import ABOVE, BUSINESS, LOGGED_IN
from tests.permissions.points import MONTH, YEAR
from tests.permissions.row import BOTH, POST, REST, Row, but

KEEPERS = ("clerk", "secretary")
OFFICES = ("office", "foreign_office")
# Whoever reads branches below; to the others there is nothing to take out.
LOOKING_DOWN = (*ABOVE, "other_reviewer", "foreign_committee_reviewer", "foreign_office", "foreign_director")
SHEET = {"extra": (("year", YEAR), ("month", MONTH))}
NOT_OFFICE = but(BUSINESS, "office")
HANDED_IN = (*KEEPERS, *ABOVE)


def nothing(world: Any) -> dict[str, str]:
    return {}


POINTS = [
    Row("assessments:point_list", ok=LOGGED_IN),
    Row("assessments:point_list", ok=LOGGED_IN, query="?year=2025"),
    Row("assessments:point_xlsx", ok=LOOKING_DOWN, is_export=True),
    Row("assessments:point_plan_list", ok=LOGGED_IN),
    Row("assessments:point_plan_create", ok=OFFICES, forbidden=REST, methods=BOTH),
    Row("assessments:point_plan_detail", "point_plan", ok=BUSINESS),
    Row("assessments:point_plan_detail", "draft_point_plan", ok=("office",)),
    Row("assessments:point_plan_edit", "draft_point_plan", ok=("office",), methods=BOTH),
    Row("assessments:point_plan_edit", "point_plan", too_early=("office",), forbidden=NOT_OFFICE, methods=BOTH),
    Row("assessments:point_plan_copy", "point_plan", ok=("office",), forbidden=NOT_OFFICE, methods=BOTH),
    Row("assessments:point_plan_step", "draft_point_plan", ok=("office",), methods=BOTH, step="start"),
    Row("assessments:point_plan_step", "point_plan", ok=("office",), forbidden=NOT_OFFICE, methods=BOTH, step="close"),
    Row("assessments:point_account", "own_account", ok=(*KEEPERS, "member")),
    Row("assessments:point_account", "other_account", ok=KEEPERS),
    Row("assessments:point_account", "sibling_account", ok=("sibling_secretary",)),
    Row("assessments:point_year", "branch", ok=KEEPERS),
    Row("assessments:point_year", "sibling", ok=("sibling_secretary",)),
    Row("assessments:point_year_xlsx", "branch", ok=KEEPERS, is_export=True),
    Row("assessments:point_month", "branch", ok=KEEPERS, **SHEET),
    Row("assessments:point_month", "sibling", ok=("sibling_secretary",), **SHEET),
    Row("assessments:point_entry_create", "branch", ok=KEEPERS, methods=BOTH, **SHEET),
    Row("assessments:point_table", "branch", ok=KEEPERS, methods=BOTH, **SHEET),
    Row("assessments:point_close", "branch", ok=("secretary",), forbidden=("clerk",), methods=BOTH, **SHEET),
    Row("assessments:point_reverse", "own_point_entry", ok=KEEPERS, forbidden=("member",), methods=BOTH),
    Row("assessments:point_reverse", "other_point_entry", ok=KEEPERS, methods=BOTH),
    Row("assessments:appraisal_list", ok=LOGGED_IN),
    Row("assessments:appraisal_begin", "branch", ok=KEEPERS, methods=POST, data=nothing,
        extra=(("year", date.today().year),)),
    Row("assessments:appraisal_detail", "draft_appraisal", ok=KEEPERS),
    Row("assessments:appraisal_detail", "submitted_appraisal", ok=HANDED_IN),
    Row("assessments:appraisal_detail", "approved_appraisal", ok=HANDED_IN),
    Row("assessments:appraisal_edit", "draft_appraisal", ok=KEEPERS, methods=BOTH),
    Row("assessments:appraisal_edit", "submitted_appraisal", too_early=KEEPERS, forbidden=ABOVE, methods=BOTH),
    Row("assessments:appraisal_refresh", "draft_appraisal", ok=KEEPERS, methods=POST, data=nothing),
    Row("assessments:appraisal_step", "draft_appraisal", ok=("secretary",), forbidden=("clerk",), methods=BOTH,
        step="submit"),
    Row("assessments:appraisal_step", "submitted_appraisal", ok=("general_reviewer",),
        forbidden=but(HANDED_IN, "general_reviewer"), methods=BOTH, step="approve"),
    Row("assessments:appraisal_pdf", "draft_appraisal", ok=KEEPERS, is_export=True),
    Row("assessments:appraisal_pdf", "submitted_appraisal", ok=HANDED_IN, is_export=True),
    Row("assessments:appraisal_xlsx", "draft_appraisal", ok=KEEPERS, is_export=True),
    Row("assessments:appraisal_xlsx", "submitted_appraisal", ok=HANDED_IN, is_export=True),
]  # fmt: skip
