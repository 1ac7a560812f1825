"""Who may read and issue documents and honours."""

from typing import Any

from branches.enums import Ability
from branches.roles import has_ability, held_by
from branches.tree import ancestor_paths
from brands.models import Honour, OfficialDocument


def may_read_honour(user: Any, honour: Honour) -> bool:
    return has_ability(user, Ability.READ, honour.brand.organization)


def may_decide_honour(user: Any, honour: Honour) -> bool:
    return has_ability(user, Ability.DECIDE, honour.document.organization)


def may_read_document(user: Any, document: OfficialDocument) -> bool:
    path = document.organization.path
    return any(path in ancestor_paths(held.path, include_self=True) for held in held_by(user))
