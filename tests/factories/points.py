"""Plans of points, months, entries and appraisals for tests; a branch whose members collect points."""

from datetime import date
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from assessments.enums.point import CapPeriod, PointPlanStatus
from assessments.models import Appraisal, AppraisalRow, PointBand, PointEntry, PointMonth, PointPlan, PointRule
from assessments.services.point import EntryDraft, enter_points
from branches.enums import MemberStatus, OrganizationKind, Role
from core.onetime import new_key
from tests.factories.accounts import UserFactory
from tests.factories.branches import MemberFactory, OrganizationFactory, person

# The day on which `Scene` plays.
NOW = "2026-03-20 10:00+08:00"
# As the form of a plan hands them over.
PLAN_VALUES = {
    "name": "新办法",
    "starts_on": date(2026, 3, 1),
    "base_points": 0,
    "exempt_classes": [],
    "application": "",
    "regulation": None,
}
RULE_VALUES = {
    "category": "服务", "item": "结对帮扶", "points": Decimal(3), "cap": None, "cap_period": CapPeriod.NONE,
    "starts_on": None, "ends_on": None, "needs_activity": False,
}  # fmt: skip


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


class Scene:
    """A committee with its plan and one branch with two members."""

    def __init__(self):
        self.plan = PointPlanFactory()
        self.top = self.plan.organizer
        self.branch = OrganizationFactory(parent=self.top)
        self.member = MemberFactory(organization=self.branch, name="林清")
        self.other = MemberFactory(organization=self.branch, name="周远")
        self.secretary = person(Role.SECRETARY, self.branch)
        self.clerk = person(Role.CLERK, self.branch)
        self.rule = PointRuleFactory(plan=self.plan, points=Decimal(2), cap=Decimal(5), cap_period=CapPeriod.MONTH)

    def draft(self, **changes):
        values = {"member": self.member, "rule": self.rule, "happened_on": date(2026, 3, 5)} | changes
        return EntryDraft(**values)

    def enter(self, *drafts, month=3, year=2026, **changes):
        drafts = drafts or (self.draft(**changes),)
        return enter_points(self.branch, year, month, drafts, actor=self.clerk, key=new_key())

    def counted(self, member=None):
        return [e.points for e in PointEntry.objects.filter(member=member or self.member).order_by("pk")]
