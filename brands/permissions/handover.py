"""Who may read the hand-over sheet of a branch."""

from typing import Any

from branches.enums import Ability
from branches.models import Organization
from branches.roles import ROLE_TABLE, has_ability, held_by


def may_read_handover(user: Any, organization: Organization) -> bool:
    """Who writes for the branch, and who reviews above it; a member reads the branch, but has nothing to take over."""
    if has_ability(user, Ability.EDIT, organization) or has_ability(user, Ability.SUBMIT, organization):
        return True
    return any(
        Ability.REVIEW in ROLE_TABLE[held.role].own
        and Ability.READ in ROLE_TABLE[held.role].below
        and organization.path.startswith(held.path)
        for held in held_by(user)
    )
