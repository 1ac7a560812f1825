"""Organisations, members and roles for tests; `organization` grows a real tree with real paths."""

import factory
from factory.django import DjangoModelFactory

from branches.enums import OrganizationKind, Role
from branches.models import Line, Member, Organization, Region, RoleAssignment, Term
from branches.tree import segment
from tests.factories.accounts import UserFactory


class RegionFactory(DjangoModelFactory):
    class Meta:
        model = Region

    name = factory.Sequence(lambda n: f"第{n}片区")


class LineFactory(DjangoModelFactory):
    class Meta:
        model = Line

    name = factory.Sequence(lambda n: f"条线{n}")


class OrganizationFactory(DjangoModelFactory):
    """A node below `parent`, or a root: kind, path and code are made to fit."""

    class Meta:
        model = Organization

    parent = None
    name = factory.Sequence(lambda n: f"测试党组织{n}")
    short_name = factory.LazyAttribute(lambda o: o.name[:40])
    code = factory.Sequence(lambda n: f"T{n:06d}")
    kind = factory.LazyAttribute(lambda o: OrganizationKind.BRANCH if o.parent else OrganizationKind.WORKING_COMMITTEE)

    @factory.lazy_attribute
    def path(self) -> str:
        siblings = Organization.objects.filter(parent=self.parent).order_by("-path")
        last = siblings.values_list("path", flat=True).first()
        return (self.parent.path if self.parent else "") + segment(int(last[-4:], 36) + 1 if last else 1)


class MemberFactory(DjangoModelFactory):
    class Meta:
        model = Member

    organization = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence(lambda n: f"党员{n}")
    code = factory.Sequence(lambda n: f"M{n:06d}")


class TermFactory(DjangoModelFactory):
    class Meta:
        model = Term

    organization = factory.SubFactory(OrganizationFactory)
    elected_on = "2025-01-10"
    ends_on = "2028-01-09"


class RoleAssignmentFactory(DjangoModelFactory):
    class Meta:
        model = RoleAssignment

    user = factory.SubFactory(UserFactory)
    organization = factory.SubFactory(OrganizationFactory)
    role = Role.CLERK
    starts_on = "2020-01-01"


def person(role: Role | str, organization: Organization, **fields):
    """A user who holds the role at the organisation."""
    user = UserFactory(**fields)
    RoleAssignmentFactory(user=user, organization=organization, role=role)
    return user
