"""Organisations, members and roles for tests."""

from dataclasses import dataclass

import factory
from factory.django import DjangoModelFactory

from accounts.models import User
from branches import paths
from branches.enums import MemberStatus, OrganizationKind, PostKind, Role
from branches.models import Line, Member, Organization, Post, Region, RoleAssignment, Term
from tests.factories.accounts import UserFactory


class RegionFactory(DjangoModelFactory):
    class Meta:
        model = Region

    name = factory.Sequence(lambda n: f"第{n}片区")
    order = factory.Sequence(int)


class LineFactory(DjangoModelFactory):
    class Meta:
        model = Line

    name = factory.Sequence(lambda n: f"条线{n}")
    order = factory.Sequence(int)


class OrganizationFactory(DjangoModelFactory):
    """A branch unless said otherwise; its path is the next free one below `parent`."""

    class Meta:
        model = Organization

    name = factory.Sequence(lambda n: f"云岭市第{n}党支部")
    short_name = factory.LazyAttribute(lambda o: o.name.removeprefix("云岭市"))
    code = factory.Sequence(lambda n: f"ORG{n:06}")
    kind = OrganizationKind.BRANCH
    parent = None
    path = factory.LazyAttribute(lambda o: paths.next_path(o.parent))


class TermFactory(DjangoModelFactory):
    class Meta:
        model = Term

    organization = factory.SubFactory(OrganizationFactory)
    elected_on = "2025-03-01"
    ends_on = "2028-03-01"


class MemberFactory(DjangoModelFactory):
    class Meta:
        model = Member

    organization = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence(lambda n: f"党员{n}")
    code = factory.Sequence(lambda n: f"M{n:06}")
    status = MemberStatus.FORMAL


class PostFactory(DjangoModelFactory):
    class Meta:
        model = Post

    term = factory.SubFactory(TermFactory)
    member = factory.SubFactory(MemberFactory, organization=factory.SelfAttribute("..term.organization"))
    kind = PostKind.SECRETARY


class RoleAssignmentFactory(DjangoModelFactory):
    class Meta:
        model = RoleAssignment

    user = factory.SubFactory(UserFactory)
    organization = factory.SubFactory(OrganizationFactory)
    role = Role.SECRETARY
    starts_on = "2020-01-01"


def person(role: Role, organization: Organization, **fields) -> User:
    """An account that holds the role at the organisation."""
    user = UserFactory(**fields)
    RoleAssignmentFactory(user=user, organization=organization, role=role)
    return user


def fresh(user: User) -> User:
    """The account as the next request reads it: roles are kept on the object for one request."""
    return User.objects.get(pk=user.pk)


@dataclass
class Tree:
    """机关工委 → 机关党委 → 党总支 → 党支部, another branch beside it, a branch directly below, a foreign committee."""

    top: Organization
    committee: Organization
    general: Organization
    branch: Organization
    sibling: Organization
    direct: Organization
    foreign_top: Organization
    foreign: Organization


def small_tree() -> Tree:
    kind = OrganizationKind
    top = OrganizationFactory(name="云岭市直属机关工作委员会", short_name="市直机关工委", kind=kind.WORKING_COMMITTEE)
    committee = OrganizationFactory(name="云岭市交通局机关党委", parent=top, kind=kind.COMMITTEE)
    general = OrganizationFactory(name="云岭市公路中心党总支", parent=committee, kind=kind.GENERAL_BRANCH)
    foreign_top = OrganizationFactory(name="青川市直属机关工作委员会", kind=kind.WORKING_COMMITTEE)
    return Tree(
        top=top,
        committee=committee,
        general=general,
        branch=OrganizationFactory(name="云岭市公路中心第一党支部", parent=general),
        sibling=OrganizationFactory(name="云岭市公路中心第二党支部", parent=general),
        direct=OrganizationFactory(name="云岭市档案馆党支部", parent=top),
        foreign_top=foreign_top,
        foreign=OrganizationFactory(name="青川市财政局党支部", parent=foreign_top),
    )


@dataclass
class Cast:
    """One person in every role along the way of an application of `tree.branch`."""

    clerk: User
    secretary: User
    general_reviewer: User
    committee_reviewer: User
    office: User
    director: User
    member: User
    sibling_secretary: User
    foreign_office: User
    outsider: User


def small_cast(tree: Tree) -> Cast:
    return Cast(
        clerk=person(Role.CLERK, tree.branch),
        secretary=person(Role.SECRETARY, tree.branch),
        general_reviewer=person(Role.REVIEWER, tree.general),
        committee_reviewer=person(Role.REVIEWER, tree.committee),
        office=person(Role.OFFICE, tree.top),
        director=person(Role.DIRECTOR, tree.top),
        member=person(Role.MEMBER, tree.branch),
        sibling_secretary=person(Role.SECRETARY, tree.sibling),
        foreign_office=person(Role.OFFICE, tree.foreign_top),
        outsider=UserFactory(),
    )
