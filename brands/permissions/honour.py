"""Who may read and issue documents and honours."""

from typing import Any

from branches.enums import Ability
from branches.roles import has_ability, line_of
from brands.models import Honour, OfficialDocument


def may_read_honour(user: Any, honour: Honour) -> bool:
    return has_ability(user, Ability.READ, honour.brand.organization)


def may_decide_honour(user: Any, honour: Honour) -> bool:
    return has_ability(user, Ability.DECIDE, honour.document.organization)


def may_read_document(user: Any, document: OfficialDocument) -> bool:
    return document.organization.path in line_of(user)


def may_open_recheck(user: Any, honour: Honour) -> bool:
    """The office or the director of the committee that granted it."""
    organization = honour.document.organization
    return has_ability(user, Ability.ORGANIZE, organization) or has_ability(user, Ability.DECIDE, organization)
