"""Plans of points, months, entries and appraisals for tests."""

from datetime import date
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from assessments.enums.point import CapPeriod, PointPlanStatus
from assessments.models import Appraisal, AppraisalRow, PointBand, PointEntry, PointMonth, PointPlan, PointRule
from branches.enums import MemberStatus, OrganizationKind
from tests.factories.accounts import UserFactory
from tests.factories.branches import MemberFactory, OrganizationFactory


class PointPlanFactory(DjangoModelFactory):
    """In force, for everybody below the organiser."""

    class Meta:
        model = PointPlan
        skip_postgeneration_save = True

    organizer = factory.SubFactory(OrganizationFactory, kind=OrganizationKind.WORKING_COMMITTEE)
    name = "党员积分管理办法"
    base_points = Decimal(60)
    status = PointPlanStatus.IN_FORCE

    @factory.post_generation
    def bands(self, create, extracted, **kwargs):
        for name, at_least in (("先锋", Decimal(90)), ("达标", Decimal(60)), ("待提高", None)):
            PointBand.objects.create(plan=self, name=name, at_least=at_least)


class PointRuleFactory(DjangoModelFactory):
    class Meta:
        model = PointRule

    plan = factory.SubFactory(PointPlanFactory)
    order = factory.Sequence(lambda n: n % 1000)
    category = "志愿服务"
    item = factory.Sequence(lambda n: f"参加志愿服务{n}")
    points = Decimal(2)
    cap = None
    cap_period = CapPeriod.NONE


class PointMonthFactory(DjangoModelFactory):
    class Meta:
        model = PointMonth

    organization = factory.SubFactory(OrganizationFactory)
    organization_path = factory.LazyAttribute(lambda o: o.organization.path)
    plan = factory.SubFactory(PointPlanFactory)
    year = 2026
    month = 3


class PointEntryFactory(DjangoModelFactory):
    class Meta:
        model = PointEntry

    month = factory.SubFactory(PointMonthFactory)
    organization_path = factory.LazyAttribute(lambda o: o.month.organization_path)
    member = factory.SubFactory(MemberFactory, organization=factory.SelfAttribute("..month.organization"))
    rule = factory.SubFactory(PointRuleFactory, plan=factory.SelfAttribute("..month.plan"))
    happened_on = factory.LazyAttribute(lambda o: date(o.month.year, o.month.month, 2))
    full_points = factory.LazyAttribute(lambda o: o.rule.points)
    points = factory.SelfAttribute("full_points")
    created_by = factory.SubFactory(UserFactory)


class AppraisalFactory(DjangoModelFactory):
    class Meta:
        model = Appraisal

    organization = factory.SubFactory(OrganizationFactory)
    organization_path = factory.LazyAttribute(lambda o: o.organization.path)
    year = 2025


class AppraisalRowFactory(DjangoModelFactory):
    class Meta:
        model = AppraisalRow

    appraisal = factory.SubFactory(AppraisalFactory)
    member = factory.SubFactory(MemberFactory, organization=factory.SelfAttribute("..appraisal.organization"))
    member_status = MemberStatus.FORMAL
