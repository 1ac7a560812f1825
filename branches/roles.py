"""What each role may do, in one table, and where a user may therefore do it.

`has_ability` is the root of every predicate of the project; `Scope.condition` is its SQL twin.
The module knows no model, so that querysets may use it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from branches.enums import Ability, Role
from branches.tree import ancestor_paths, below, outermost

if TYPE_CHECKING:
    from branches.models import Organization


@dataclass(frozen=True)
class Grant:
    """What a role may do at its own organisation, and what it may do at every organisation below."""

    own: frozenset[Ability] = field(default_factory=frozenset)
    below: frozenset[Ability] = field(default_factory=frozenset)


A = Ability
ROLE_TABLE: dict[Role, Grant] = {
    Role.CLERK: Grant(own=frozenset({A.READ, A.EDIT})),
    Role.SECRETARY: Grant(own=frozenset({A.READ, A.EDIT, A.SUBMIT})),
    Role.REVIEWER: Grant(own=frozenset({A.READ, A.REVIEW}), below=frozenset({A.READ})),
    Role.OFFICE: Grant(
        own=frozenset({A.READ, A.REVIEW, A.ORGANIZE, A.MANAGE_ORGANIZATIONS}),
        below=frozenset({A.READ, A.MANAGE_ORGANIZATIONS}),
    ),
    # A judge reads what is assigned, see brands.permissions; the role alone opens no organisation.
    Role.JUDGE: Grant(own=frozenset({A.SCORE})),
    Role.DIRECTOR: Grant(own=frozenset({A.READ, A.DECIDE}), below=frozenset({A.READ})),
    Role.MEMBER: Grant(own=frozenset({A.READ})),
    Role.SECURITY_ADMIN: Grant(own=frozenset({A.MANAGE_ACCOUNTS}), below=frozenset({A.MANAGE_ACCOUNTS})),
    Role.SYSTEM_ADMIN: Grant(
        own=frozenset({A.MANAGE_SETTINGS, A.MANAGE_ORGANIZATIONS}),
        below=frozenset({A.MANAGE_SETTINGS, A.MANAGE_ORGANIZATIONS}),
    ),
    Role.AUDITOR: Grant(own=frozenset({A.READ_AUDIT}), below=frozenset({A.READ_AUDIT})),
}
ADMINISTRATORS = frozenset({Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN, Role.AUDITOR})


@dataclass(frozen=True)
class Held:
    """One assignment in force, as far as permissions need it."""

    role: Role
    organization_id: int
    path: str


@dataclass(frozen=True)
class Scope:
    """The organisations where somebody has an ability: single nodes, and whole parts of the tree."""

    nodes: frozenset[str]
    subtrees: tuple[str, ...]

    def covers(self, path: str) -> bool:
        return path in self.nodes or any(path.startswith(top) for top in self.subtrees)

    def condition(self, field: str) -> Q:
        """The same as `covers`, as a condition on a path column."""
        return Q(**{f"{field}__in": sorted(self.nodes)}) | below(self.subtrees, field)

    def __bool__(self) -> bool:
        return bool(self.nodes or self.subtrees)


def roles_with(ability: Ability) -> list[Role]:
    """Roles that have the ability at the organisation where they are held."""
    return [role for role, grant in ROLE_TABLE.items() if ability in grant.own]


def held_by(user: Any) -> tuple[Held, ...]:
    """The user's assignments in force; one query a request, kept on the user object."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return ()
    if not hasattr(user, "_held"):
        rows = user.role_assignments.in_force().filter(organization__is_active=True)
        user._held = tuple(
            Held(Role(role), organization_id, path)
            for role, organization_id, path in rows.values_list("role", "organization_id", "organization__path")
        )
    return user._held


def scope_of(user: Any, ability: Ability) -> Scope:
    """Where the user has the ability."""
    nodes, subtrees = set(), set()
    for held in held_by(user):
        grant = ROLE_TABLE[held.role]
        if ability in grant.below:
            subtrees.add(held.path)
        elif ability in grant.own:
            nodes.add(held.path)
    return Scope(frozenset(nodes), tuple(outermost(subtrees)))


def reading_scope(user: Any) -> Scope:
    return scope_of(user, Ability.READ)


def has_ability(user: Any, ability: Ability, organization: "Organization") -> bool:
    """The root of every predicate: may this person do that at this organisation?

    An ability that a role has only at its own organisation is not lent by a superior's role.
    """
    for held in held_by(user):
        grant = ROLE_TABLE[held.role]
        if ability in grant.own and held.path == organization.path:
            return True
        if ability in grant.below and organization.path.startswith(held.path) and held.path != organization.path:
            return True
    return False


def has_role(user: Any, role: Role, organization: "Organization | None" = None) -> bool:
    """Holds the role, at the organisation when one is named."""
    return any(h.role == role and (organization is None or h.path == organization.path) for h in held_by(user))


def line_of(user: Any) -> list[str]:
    """Paths of the organisations where the user has a part in the work, and of all above them.

    What a committee makes known reaches everybody below it; the administrators' roles are no part in the work.
    """
    working = [held.path for held in held_by(user) if held.role not in ADMINISTRATORS]
    return sorted({path for own in working for path in ancestor_paths(own, include_self=True)})


def has_ability_somewhere(user: Any, ability: Ability) -> bool:
    """For menus: is there any organisation where this person may do that?"""
    return bool(scope_of(user, ability))


def holds_any(user: Any, abilities: Iterable[Ability]) -> bool:
    """Is one of the abilities held anywhere?"""
    return any(has_ability_somewhere(user, ability) for ability in abilities)
