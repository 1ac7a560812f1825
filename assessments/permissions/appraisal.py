"""Who holds a democratic appraisal, who approves it, and who reads its table."""

from typing import Any

from assessments.enums.point import AppraisalStatus
from assessments.models import Appraisal
from branches.enums import Ability
from branches.roles import has_ability, reading_scope


def may_edit_appraisal(user: Any, appraisal: Appraisal) -> bool:
    return has_ability(user, Ability.EDIT, appraisal.organization)


def may_submit_appraisal(user: Any, appraisal: Appraisal) -> bool:
    return has_ability(user, Ability.SUBMIT, appraisal.organization)


def may_approve_appraisal(user: Any, appraisal: Appraisal) -> bool:
    """The superior directly above; nobody approves for a branch for which the same person writes."""
    parent = appraisal.organization.parent
    if parent is None or may_edit_appraisal(user, appraisal):
        return False
    return has_ability(user, Ability.REVIEW, parent)


def may_read_appraisal(user: Any, appraisal: Appraisal) -> bool:
    if may_edit_appraisal(user, appraisal):
        return True
    path = appraisal.organization.path
    is_above = any(path.startswith(top) for top in reading_scope(user).subtrees)
    return is_above and appraisal.status != AppraisalStatus.DRAFT
