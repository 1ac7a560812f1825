"""Pairs, sites and visits for tests."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from brands.models import DemonstrationSite, Pairing, Visit
from tests.factories.accounts import UserFactory
from tests.factories.branches import OrganizationFactory
from tests.factories.brands import BrandFactory


class PairingFactory(DjangoModelFactory):
    class Meta:
        model = Pairing

    strong = factory.SubFactory(BrandFactory)
    strong_path = factory.SelfAttribute("strong.organization_path")
    organizer = factory.SelfAttribute("strong.program.organizer")
    weak = factory.SubFactory(OrganizationFactory)
    weak_path = factory.SelfAttribute("weak.path")
    goals = "每季度共过一次主题党日，帮助建好阶段台账。"
    starts_on = factory.LazyFunction(timezone.localdate)
    ends_on = factory.LazyAttribute(lambda o: o.starts_on + timedelta(days=365))
    created_by = factory.SubFactory(UserFactory)


class SiteFactory(DjangoModelFactory):
    class Meta:
        model = DemonstrationSite

    brand = factory.SubFactory(BrandFactory)
    organization_path = factory.SelfAttribute("brand.organization_path")
    organizer = factory.SelfAttribute("brand.program.organizer")
    introduction = "可看先锋岗运行，可学台账做法。"
    place = "收费站二楼"
    capacity = 30
    marked_on = factory.LazyFunction(timezone.localdate)


class VisitFactory(DjangoModelFactory):
    class Meta:
        model = Visit

    site = factory.SubFactory(SiteFactory)
    organization = factory.SubFactory(OrganizationFactory)
    organization_path = factory.SelfAttribute("organization.path")
    visit_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=3))
    people = 10
    booked_by = factory.SubFactory(UserFactory)
