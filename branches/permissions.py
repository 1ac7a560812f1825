"""Plain predicates (user, object) -> bool about the organisation tree; `visible_to` is their SQL twin."""

from typing import Any

from branches.enums import Ability
from branches.models import Member, Organization, RoleAssignment
from branches.roles import has_ability, held_by, scope_of
from branches.tree import PATH_STEP


def may_read_organization(user: Any, organization: Organization) -> bool:
    return has_ability(user, Ability.READ, organization)


def may_see_organization(user: Any, organization: Organization) -> bool:
    """Its pages are open to who reads it and to who keeps it up."""
    return may_read_organization(user, organization) or may_manage_organization(user, organization)


def may_read_member(user: Any, member: Member) -> bool:
    return has_ability(user, Ability.READ, member.organization)


def may_see_names(user: Any, organization: Organization) -> bool:
    """Members' names in full: for their own organisation and for who keeps it up; others see them masked."""
    return may_manage_organization(user, organization) or any(held.path == organization.path for held in held_by(user))


def may_manage_organization(user: Any, organization: Organization) -> bool:
    return has_ability(user, Ability.MANAGE_ORGANIZATIONS, organization)


def may_manage_accounts(user: Any, organization: Organization) -> bool:
    return has_ability(user, Ability.MANAGE_ACCOUNTS, organization)


def may_manage_settings(user: Any) -> bool:
    """Regions and lines are the whole installation's."""
    return bool(scope_of(user, Ability.MANAGE_SETTINGS))


def may_manage_account(user: Any, account: Any) -> bool:
    """Disable it, reset its password: somebody else's account all of whose present roles lie in one's own scope.

    Whoever holds a role elsewhere, too, cannot be taken over from here. An account without any role is for
    whoever keeps the accounts of the whole tree.
    """
    if account.pk == user.pk:
        return False
    scope = scope_of(user, Ability.MANAGE_ACCOUNTS)
    if not scope:
        return False
    rows = RoleAssignment.objects.filter(user=account)
    present = list(rows.not_over().values_list("organization__path", flat=True))
    if present:
        return all(scope.covers(path) for path in present)
    return covers_top(scope) or rows.within(scope).exists()


def covers_top(scope: Any) -> bool:
    """Does the scope reach from a root of the tree?"""
    return any(len(path) == PATH_STEP for path in scope.subtrees)


def may_import(user: Any) -> bool:
    """Brings in at least one of the sheets."""
    return bool(scope_of(user, Ability.MANAGE_ORGANIZATIONS) or scope_of(user, Ability.MANAGE_ACCOUNTS))
