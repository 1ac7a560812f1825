"""Schemes: written, copied, imported, checked and frozen by the organiser's office."""

from assessments.services.scheme.common import OFFICE_ONLY
from assessments.services.scheme.dates import set_dates
from assessments.services.scheme.flags import overrule_flag, reopen_flag
from assessments.services.scheme.importing import (
    correct_rows,
    discard_import,
    is_doubtful,
    take_over,
    upload_scheme,
    usual_grades,
)
from assessments.services.scheme.steps import advance_scheme
from assessments.services.scheme.versions import copy_scheme, judge_comparable
from assessments.services.scheme.writing import RowDraft, create_scheme, delete_group, update_scheme, write_group

__all__ = [
    "OFFICE_ONLY",
    "RowDraft",
    "advance_scheme",
    "copy_scheme",
    "correct_rows",
    "create_scheme",
    "delete_group",
    "discard_import",
    "is_doubtful",
    "judge_comparable",
    "overrule_flag",
    "reopen_flag",
    "set_dates",
    "take_over",
    "update_scheme",
    "upload_scheme",
    "usual_grades",
    "write_group",
]
