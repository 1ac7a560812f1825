"""Who may run a survey, read its results, and read what was written freely."""

from typing import Any

from assessments.enums.survey import RemarkStatus, SurveyStatus
from assessments.models import Remark, Survey, SurveyTarget
from assessments.querysets.survey import KNOWN, result_scope
from branches.enums import Ability
from branches.models import Organization
from branches.roles import has_ability


def may_hold_surveys(user: Any, organizer: Organization) -> bool:
    return has_ability(user, Ability.ORGANIZE, organizer)


def may_organize_survey(user: Any, survey: Survey) -> bool:
    return may_hold_surveys(user, survey.organizer)


def may_decide_survey(user: Any, survey: Survey) -> bool:
    return has_ability(user, Ability.DECIDE, survey.organizer)


def may_run_survey(user: Any, survey: Survey) -> bool:
    """The office or the director: sees the survey's inside, never an answer before it is over."""
    return may_organize_survey(user, survey) or may_decide_survey(user, survey)


def may_read_survey(user: Any, survey: Survey) -> bool:
    if may_run_survey(user, survey):
        return True
    scope = result_scope(user).condition("organization_path")
    return survey.status in KNOWN and survey.targets.filter(scope).exists()


def may_read_target(user: Any, target: SurveyTarget) -> bool:
    """The results about one organisation: the organiser's, one's own and those below, once the survey is over."""
    if may_run_survey(user, target.survey):
        return True
    return target.survey.status == SurveyStatus.CLOSED and result_scope(user).covers(target.organization_path)


def may_moderate(user: Any, remark: Remark) -> bool:
    return may_organize_survey(user, remark.target.survey)


def may_read_remark(user: Any, remark: Remark) -> bool:
    """Nobody but the office before the office has approved it."""
    if may_moderate(user, remark):
        return True
    target = remark.target
    is_concerned = may_decide_survey(user, target.survey) or result_scope(user).covers(target.organization_path)
    return remark.status == RemarkStatus.APPROVED and is_concerned
