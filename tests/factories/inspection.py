"""Inspections for tests, in each state, on the small tree."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from branches.enums import Role
from branches.models import Organization
from brands.enums import FindingStatus, InspectionStatus
from brands.models import Brand, Finding, Inspection, InspectionTarget
from tests.factories.accounts import UserFactory
from tests.factories.branches import Cast, OrganizationFactory, Tree, person, small_cast, small_tree
from tests.factories.brands import BrandFactory, ProgramFactory


class InspectionFactory(DjangoModelFactory):
    class Meta:
        model = Inspection

    organizer = factory.SubFactory(OrganizationFactory)
    organizer_path = factory.SelfAttribute("organizer.path")
    title = factory.Sequence(lambda n: f"品牌创建督查{n}")
    starts_on = factory.LazyFunction(timezone.localdate)
    ends_on = factory.LazyAttribute(lambda o: o.starts_on + timedelta(days=7))
    created_by = factory.SubFactory(UserFactory)


class TargetFactory(DjangoModelFactory):
    class Meta:
        model = InspectionTarget

    inspection = factory.SubFactory(InspectionFactory)
    organization = factory.SubFactory(OrganizationFactory)
    organization_path = factory.SelfAttribute("organization.path")
    visited_on = factory.LazyFunction(timezone.localdate)
    impression = "有品牌展板，载体正常运转。"


class FindingFactory(DjangoModelFactory):
    """A draft unless said otherwise."""

    class Meta:
        model = Finding

    target = factory.SubFactory(TargetFactory)
    organization = factory.SelfAttribute("target.organization")
    organization_path = factory.SelfAttribute("organization.path")
    brand = factory.SelfAttribute("target.brand")
    found_on = factory.LazyFunction(timezone.localdate)
    problem = factory.Sequence(lambda n: f"台账缺少第{n}季度记录。")
    measure = "补记并明确专人负责。"
    due_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=10))


@dataclass
class Scene:
    """The small tree with a brand at two branches, and an inspection of both by the committee's reviewer."""

    tree: Tree
    cast: Cast
    brands: dict[str, Brand]
    inspection: Inspection
    targets: dict[str, InspectionTarget] = field(default_factory=dict)
    findings: dict[str, Finding] = field(default_factory=dict)

    def everybody(self) -> dict[str, Any]:
        people = {name: getattr(self.cast, name) for name in self.cast.__dataclass_fields__}
        return people | {"judge": person(Role.JUDGE, self.tree.top)}

    def finding(self, place: str = "branch") -> Finding:
        return Finding.objects.get(pk=self.findings[place].pk)


def scene(*, told: bool = True, organizer: Organization | None = None, findings: bool = True) -> Scene:
    tree = small_tree()
    cast = small_cast(tree)
    program = ProgramFactory(organizer=tree.top)
    brands = {
        place: BrandFactory(program=program, organization=getattr(tree, place), phase_records=False)
        for place in ("branch", "sibling", "direct")
    }
    status = InspectionStatus.CARRIED_OUT if told else InspectionStatus.PLANNED
    inspection = InspectionFactory(organizer=organizer or tree.committee, status=status)
    made = Scene(tree, cast, brands, inspection)
    for place in ("branch", "sibling"):
        made.targets[place] = TargetFactory(
            inspection=inspection, organization=getattr(tree, place), brand=brands[place]
        )
        if findings:
            state = FindingStatus.OPEN if told else FindingStatus.DRAFT
            made.findings[place] = FindingFactory(target=made.targets[place], status=state)
    return made
