"""What people do with surveys: drafting, codes, casting, counting, moderating."""

from assessments.services.survey.casting import CodeRefused, cast, find_survey, is_counted, look_up
from assessments.services.survey.codes import destroy_sheets, forget_sheets, order_codes
from assessments.services.survey.counting import advance_survey, extend_survey
from assessments.services.survey.drafting import (
    QuestionDraft,
    add_all_branches,
    add_targets,
    create_survey,
    remove_targets,
    update_survey,
)
from assessments.services.survey.remarks import advance_remark, approve_remarks
from assessments.services.survey.sealing import seal_storage

__all__ = [
    "CodeRefused",
    "QuestionDraft",
    "add_all_branches",
    "add_targets",
    "advance_remark",
    "advance_survey",
    "approve_remarks",
    "cast",
    "create_survey",
    "destroy_sheets",
    "extend_survey",
    "find_survey",
    "forget_sheets",
    "is_counted",
    "look_up",
    "order_codes",
    "remove_targets",
    "seal_storage",
    "update_survey",
]
