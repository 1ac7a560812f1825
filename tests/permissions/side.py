"""One side of the world: a working committee with its tree, its people and the things that lie there."""

from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from branches.enums import OrganizationKind, Role
from branches.models import Organization
from tests.factories.accounts import UserFactory
from tests.factories.branches import LineFactory, OrganizationFactory, RegionFactory, RoleAssignmentFactory
from tests.permissions.canaries import EVERYBODY, Canaries
from tests.permissions.people import ADMINISTRATORS, JUDGES, PLACES, RUN

KIND = OrganizationKind
# place → (kind, parent's place), from above.
TREE: dict[str, tuple[OrganizationKind, str | None]] = {
    "top": (KIND.WORKING_COMMITTEE, None),
    "committee": (KIND.COMMITTEE, "top"),
    "general": (KIND.GENERAL_BRANCH, "committee"),
    "branch": (KIND.BRANCH, "general"),
    "sibling": (KIND.BRANCH, "general"),
    "other_committee": (KIND.COMMITTEE, "top"),
    "other_branch": (KIND.BRANCH, "other_committee"),
    "direct": (KIND.BRANCH, "top"),
    "closed": (KIND.BRANCH, "top"),
}


@dataclass
class Side:
    """One working committee with all that belongs to it."""

    prefix: str
    places: dict[str, Organization] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    # What the table of addresses asks for, by name.
    things: dict[str, Any] = field(default_factory=dict)

    def names(self, *roles: str) -> tuple[str, ...]:
        return tuple(self.prefix + role for role in roles)


def plant_tree(side: Side, canaries: Canaries) -> None:
    region, line = RegionFactory(), LineFactory()
    side.things |= {"region": region, "line": line}
    for place, (kind, above) in TREE.items():
        # Everybody of the side knows its superiors; what lies beside is known to superiors alone.
        readers = [EVERYBODY] if place in ("direct", "top") else side.names(*_knows(place))
        name = f"{canaries.new(f'{side.prefix}{place}: name', readers)}{kind.label}"
        side.places[place] = OrganizationFactory(
            name=name, short_name=name, kind=kind, parent=side.places[above] if above else None,
            region=region, line=line, is_active=place != "closed",
        )  # fmt: skip
        side.things[place] = side.places[place]


def _knows(place: str) -> set[str]:
    """Who may know an organisation by name: its own people, those above and below, administrators, the judges."""
    chain = _chain(place)
    below = [name for name in TREE if place in _chain(name)]
    on_line = {name for name, (_, at) in PLACES.items() if at in (*chain, *below)}
    return on_line | ({*JUDGES} if place == "branch" else set())


def _chain(place: str) -> list[str]:
    """The place and those above it."""
    found = [place]
    while TREE[found[-1]][1]:
        found.append(TREE[found[-1]][1])
    return found


def appoint(side: Side, name: str, role: Role, place: str, canaries: Canaries) -> User:
    contact = canaries.new(f"{name}: address", [name, *side.names("security", "committee_security")])
    fields: dict[str, Any] = {"email": f"{contact}@example.org"}
    if role == Role.JUDGE:
        # Who judges is known to who runs the round and to who keeps accounts and the trail.
        readers = [name, *side.names(*RUN, *ADMINISTRATORS)]
        fields["name"] = canaries.new(f"{name}: who judges", readers) + "评委"
    user = UserFactory(username=name, **{"name": f"{name[:30]}同志"} | fields)
    RoleAssignmentFactory(user=user, organization=side.places[place], role=role)
    return user
