"""Who sends a supervision note, who answers and settles it."""

from typing import Any

from branches.enums import Ability
from branches.roles import has_ability
from brands.models import Supervision


def may_read_supervision(user: Any, supervision: Supervision) -> bool:
    return has_ability(user, Ability.READ, supervision.addressee) or has_ability(user, Ability.READ, supervision.sender)


def may_answer_supervision(user: Any, supervision: Supervision) -> bool:
    """A reviewer of the level that was asked."""
    return has_ability(user, Ability.REVIEW, supervision.addressee)


def may_settle_supervision(user: Any, supervision: Supervision) -> bool:
    """The office that asked."""
    return has_ability(user, Ability.ORGANIZE, supervision.sender)
