"""Who may read, recheck and decide on honours, and annul documents."""

from typing import Any

from branches.enums import Ability
from branches.roles import has_ability, line_of
from brands.models import Honour, OfficialDocument, Recheck


def may_read_honour(user: Any, honour: Honour) -> bool:
    return has_ability(user, Ability.READ, honour.brand.organization)


def may_decide_honour(user: Any, honour: Honour) -> bool:
    return has_ability(user, Ability.DECIDE, honour.document.organization)


def is_clock(user: Any, honour: Honour) -> bool:
    """What happens because a day has passed is nobody's act."""
    return user is None


def may_read_document(user: Any, document: OfficialDocument) -> bool:
    return document.organization.path in line_of(user)


def may_annul_document(user: Any, document: OfficialDocument) -> bool:
    return has_ability(user, Ability.DECIDE, document.organization)


def may_open_recheck(user: Any, honour: Honour) -> bool:
    """The office or the director of the committee that granted it."""
    organization = honour.document.organization
    return has_ability(user, Ability.ORGANIZE, organization) or has_ability(user, Ability.DECIDE, organization)


def may_read_recheck(user: Any, recheck: Recheck) -> bool:
    return may_read_honour(user, recheck.honour)


def may_fill_recheck(user: Any, recheck: Recheck) -> bool:
    return has_ability(user, Ability.EDIT, recheck.honour.brand.organization)


def may_submit_recheck(user: Any, recheck: Recheck) -> bool:
    return has_ability(user, Ability.SUBMIT, recheck.honour.brand.organization)


def may_advise_recheck(user: Any, recheck: Recheck) -> bool:
    return has_ability(user, Ability.ORGANIZE, recheck.honour.document.organization)


def may_decide_recheck(user: Any, recheck: Recheck) -> bool:
    return may_decide_honour(user, recheck.honour)


def may_cancel_recheck(user: Any, recheck: Recheck) -> bool:
    return may_open_recheck(user, recheck.honour)
