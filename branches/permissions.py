"""Plain predicates (user, object) -> bool about the organisation tree; `visible_to` is their SQL twin."""

from typing import Any

from branches.enums import Ability
from branches.models import Member, Organization
from branches.roles import has_ability


def may_read_organization(user: Any, organization: Organization) -> bool:
    return has_ability(user, Ability.READ, organization)


def may_read_member(user: Any, member: Member) -> bool:
    return has_ability(user, Ability.READ, member.organization)


def may_manage_organization(user: Any, organization: Organization) -> bool:
    return has_ability(user, Ability.MANAGE_ORGANIZATIONS, organization)


def may_manage_accounts(user: Any, organization: Organization) -> bool:
    return has_ability(user, Ability.MANAGE_ACCOUNTS, organization)
