"""Who may keep the register of rules, and enter what a branch was awarded."""

from typing import Any

from branches.enums import Ability
from branches.models import Organization
from branches.roles import has_ability, line_of
from brands.enums import RegulationStatus
from brands.models import Award, Regulation


def may_keep_regulation(user: Any, regulation: Regulation) -> bool:
    """The office of the committee that made it."""
    return has_ability(user, Ability.ORGANIZE, regulation.organization)


def may_read_regulation(user: Any, regulation: Regulation) -> bool:
    if may_keep_regulation(user, regulation):
        return True
    return regulation.status != RegulationStatus.DRAFT and regulation.organization.path in line_of(user)


def may_read_award(user: Any, award: Award) -> bool:
    return has_ability(user, Ability.READ, award.organization)


def may_enter_awards(user: Any, organization: Organization) -> bool:
    return has_ability(user, Ability.EDIT, organization)


def may_void_award(user: Any, award: Award) -> bool:
    return may_enter_awards(user, award.organization)
