"""The register of a side: members, terms, accounts, with names that not everybody may read."""

from branches.enums import Role
from tests.factories.accounts import UserFactory
from tests.factories.branches import (
    LineFactory,
    MemberFactory,
    PostFactory,
    RegionFactory,
    RoleAssignmentFactory,
    TermFactory,
)
from tests.permissions.canaries import Canaries
from tests.permissions.people import BRANCH
from tests.permissions.side import Side


def fill(side: Side, canaries: Canaries) -> None:
    keepers = side.names("office", "system", "security")
    for place, near in (("branch", BRANCH), ("sibling", ("sibling_secretary",))):
        organization = side.places[place]
        # Superiors who only review read the name masked.
        readers = [*keepers, *side.names(*near, "committee_security")]
        member = MemberFactory(organization=organization, name=canaries.new(f"{place}: member's name", readers))
        gone = MemberFactory(organization=organization, name=canaries.new(f"{place}: left", readers), is_active=False)
        # Who sits on the committee is known to superiors by name.
        term = TermFactory(organization=organization)
        PostFactory(term=term, member=MemberFactory(organization=organization, name="班子成员"))
        side.things |= {f"{place}_member": member, f"{place}_gone": gone, f"{place}_term": term}
    side.things["last_term"] = TermFactory(organization=side.places["general"])
    side.things["empty_region"], side.things["empty_line"] = RegionFactory(), LineFactory()
    side.things["account"] = UserFactory(name="待授权账号")
    RoleAssignmentFactory(user=side.things["account"], organization=side.places["branch"], role=Role.MEMBER)
    side.things["assignment"] = side.things["account"].role_assignments.get()
    idle = UserFactory(name="已停用账号", is_active=False)
    RoleAssignmentFactory(user=idle, organization=side.places["branch"], role=Role.MEMBER)
    side.things["idle_account"] = idle
