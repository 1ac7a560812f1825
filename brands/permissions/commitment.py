"""Who may read, enter and check commitments."""

from typing import Any

from branches.enums import Ability
from branches.models import Organization
from branches.roles import has_ability
from brands.models import Commitment


def may_read_commitment(user: Any, commitment: Commitment) -> bool:
    return has_ability(user, Ability.READ, commitment.organization)


def may_enter_commitments(user: Any, organization: Organization) -> bool:
    return has_ability(user, Ability.EDIT, organization)


def may_withdraw_commitment(user: Any, commitment: Commitment) -> bool:
    """Entered by mistake, or the member has left."""
    return has_ability(user, Ability.EDIT, commitment.organization)


def may_check_commitment(user: Any, commitment: Commitment) -> bool:
    """The branch's secretary says whether it was kept."""
    return has_ability(user, Ability.SUBMIT, commitment.organization)
