"""Whose names a reader sees in full: members' names are masked for superiors who do not keep the register."""

from typing import Any

from django.db.models import Q

from branches.enums import Ability
from branches.roles import held_by, scope_of


def names_open_at(user: Any, path_field: str) -> Q:
    """SQL twin of `knows_names`."""
    own = sorted({held.path for held in held_by(user)})
    return scope_of(user, Ability.MANAGE_ORGANIZATIONS).condition(path_field) | Q(**{f"{path_field}__in": own})


def knows_names(user: Any, path: str) -> bool:
    return scope_of(user, Ability.MANAGE_ORGANIZATIONS).covers(path) or any(h.path == path for h in held_by(user))
