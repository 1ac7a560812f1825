"""Schemes: who may open which address."""

from tests.permissions.people import BUSINESS, LOGGED_IN, RUN
from tests.permissions.row import BOTH, POST, REST, Row, but

OFFICES = ("office", "foreign_office")
NOT_OFFICE = but(BUSINESS, "office")
DRAFTED = {"ok": ("office",), "forbidden": ("director",), "methods": BOTH}
FROZEN = {"too_early": ("office",), "forbidden": NOT_OFFICE, "methods": BOTH}

SCHEMES = [
    Row("assessments:scheme_list", ok=LOGGED_IN),
    Row("assessments:scheme_create", ok=OFFICES, forbidden=REST, methods=BOTH),
    Row("assessments:scheme_template", ok=OFFICES, forbidden=REST),
    Row("assessments:scheme_import_list", ok=OFFICES, forbidden=REST, methods=BOTH),
    Row("assessments:scheme_import_detail", "scheme_import", ok=("office",), forbidden=but(LOGGED_IN, *OFFICES),
        methods=BOTH),
    Row("assessments:scheme_import_discard", "scheme_import", ok=("office",), forbidden=but(LOGGED_IN, *OFFICES),
        methods=POST, data=lambda world: {}),
    Row("assessments:scheme_detail", "draft_scheme", ok=RUN),
    Row("assessments:scheme_detail", "flagged_scheme", ok=RUN),
    Row("assessments:scheme_detail", "in_force_scheme", ok=BUSINESS),
    Row("assessments:scheme_detail", "closed_scheme", ok=BUSINESS),
    Row("assessments:scheme_export", "draft_scheme", ok=RUN, is_export=True),
    Row("assessments:scheme_export", "in_force_scheme", ok=BUSINESS, is_export=True),
    Row("assessments:scheme_compare", "draft_scheme", ok=RUN),
    Row("assessments:scheme_compare", "in_force_scheme", ok=BUSINESS),
    Row("assessments:scheme_edit", "draft_scheme", **DRAFTED),
    Row("assessments:scheme_edit", "in_force_scheme", **FROZEN),
    Row("assessments:scheme_dates", "draft_scheme", **DRAFTED),
    Row("assessments:scheme_dates", "in_force_scheme", ok=("office",), forbidden=NOT_OFFICE, methods=BOTH),
    Row("assessments:scheme_copy", "draft_scheme", **DRAFTED),
    Row("assessments:scheme_copy", "in_force_scheme", ok=("office",), forbidden=NOT_OFFICE, methods=BOTH),
    Row("assessments:scheme_group_create", "draft_scheme", **DRAFTED),
    Row("assessments:scheme_group_create", "in_force_scheme", **FROZEN),
    Row("assessments:scheme_group_edit", "draft_scheme_group", **DRAFTED),
    Row("assessments:scheme_group_delete", "draft_scheme_group", **DRAFTED),
    Row("assessments:scheme_comparable", "draft_scheme_indicator", **DRAFTED),
    Row("assessments:scheme_flag_overrule", "scheme_flag", **DRAFTED),
    Row("assessments:scheme_flag_reopen", "overruled_scheme_flag", ok=("office",), forbidden=("director",),
        methods=POST, data=lambda world: {}),
    Row("assessments:scheme_step", "draft_scheme", **DRAFTED, step="start"),
    Row("assessments:scheme_step", "in_force_scheme", ok=("office",), forbidden=NOT_OFFICE, methods=BOTH, step="close"),
]  # fmt: skip
