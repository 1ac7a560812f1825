"""Member points: arithmetic, what a branch enters up to its caps, and how it takes it back."""

from datetime import date
from decimal import Decimal

import pytest

from assessments.enums.point import CapPeriod, PointPlanStatus
from assessments.models import PointEntry, PointMonth, PointPlan
from assessments.scoring.point import band_of, same_period, within_cap
from assessments.services.point import EntryDraft, close_month, enter_points, reverse_entry
from branches.enums import ExemptClass, Role
from core.errors import BusinessError
from core.onetime import new_key
from tests.factories.activities import ActivityFactory
from tests.factories.branches import MemberFactory, OrganizationFactory, person
from tests.factories.points import PointPlanFactory, PointRuleFactory

pytestmark = pytest.mark.django_db


class TestArithmetic:
    @pytest.mark.parametrize(
        ("full", "spent", "counted"),
        [("2", "0", "2"), ("2", "4", "1"), ("2", "5", "0"), ("2", "9", "0"), ("-2", "0", "-2"), ("-2", "-4", "-1")],
    )
    def test_a_cap_of_five(self, full, spent, counted):
        assert within_cap(Decimal(full), spent=Decimal(spent), cap=Decimal(5)) == Decimal(counted)

    def test_what_was_reversed_gives_room_again(self):
        assert within_cap(Decimal(2), spent=Decimal(5) - Decimal(2), cap=Decimal(5)) == 2

    @pytest.mark.parametrize(
        ("period", "one", "other", "same"),
        [
            (CapPeriod.MONTH, date(2026, 3, 31), date(2026, 4, 1), False),
            (CapPeriod.QUARTER, date(2026, 1, 1), date(2026, 3, 31), True),
            (CapPeriod.QUARTER, date(2026, 3, 31), date(2026, 4, 1), False),
            (CapPeriod.YEAR, date(2026, 12, 31), date(2027, 1, 1), False),
            (CapPeriod.CAMPAIGN, date(2024, 2, 29), date(2027, 1, 1), True),
        ],
    )
    def test_periods(self, period, one, other, same):
        assert same_period(period, one, other) is same

    @pytest.mark.parametrize(("total", "band"), [(90, "先锋"), (Decimal("89.99"), "达标"), (60, "达标"), (0, "待提高")])
    def test_bands(self, total, band):
        bands = [("待提高", None), ("先锋", Decimal(90)), ("达标", Decimal(60))]
        assert band_of(Decimal(total), bands) == band
        assert band_of(Decimal(total), []) == ""


class TestEntries:
    def test_the_cap_counts_within_one_form_and_over_several(self, scene):
        assert scene.enter(scene.draft(times=2), scene.draft()) == 2
        assert scene.counted() == [4, 1]
        scene.enter()
        assert scene.counted() == [4, 1, 0]
        scene.enter(member=scene.other)
        assert scene.counted(scene.other) == [2]

    def test_another_month_has_room_again(self, scene):
        scene.enter(times=3)
        scene.enter(month=2, happened_on=date(2026, 2, 5), times=3)
        assert scene.counted() == [5, 5]

    def test_the_same_form_sent_twice_counts_once(self, scene):
        sent = new_key()
        for _ in range(2):
            enter_points(scene.branch, 2026, 3, [scene.draft()], actor=scene.clerk, key=sent)
        assert scene.counted() == [2]

    def test_all_or_none(self, scene):
        stranger = MemberFactory()
        with pytest.raises(BusinessError, match="不是本支部在册党员"):
            scene.enter(scene.draft(), scene.draft(member=stranger))
        assert not PointEntry.objects.exists()

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"happened_on": date(2026, 2, 28)}, "2026年3月之内"),
            ({"happened_on": date(2026, 3, 21)}, "不能晚于今天"),
            ({"times": 0}, "次数应在1至99"),
            ({"times": 100}, "次数应在1至99"),
        ],
    )
    def test_what_is_refused(self, scene, changes, message):
        with pytest.raises(BusinessError, match=message):
            scene.enter(**changes)
        assert not PointEntry.objects.exists()

    def test_exempt_members_keep_no_account(self, scene):
        PointPlan.objects.update(exempt_classes=[ExemptClass.RETIRED])
        retired = MemberFactory(organization=scene.branch, exempt_class=ExemptClass.RETIRED)
        with pytest.raises(BusinessError, match="免于积分"):
            scene.enter(member=retired)
        ill = MemberFactory(organization=scene.branch, exempt_class=ExemptClass.ILL)
        scene.enter(member=ill)
        assert scene.counted(ill) == [2]

    def test_a_campaign_has_its_days(self, scene):
        rule = PointRuleFactory(plan=scene.plan, starts_on=date(2026, 3, 10), ends_on=date(2026, 3, 12))
        for day in (9, 13):
            with pytest.raises(BusinessError, match="2026-03-10起至2026-03-12止有效"):
                scene.enter(rule=rule, happened_on=date(2026, 3, day))
        for day in (10, 12):
            scene.enter(rule=rule, happened_on=date(2026, 3, day))
        assert scene.counted() == [2, 2]

    def test_some_points_need_an_activity_of_the_branch(self, scene):
        rule = PointRuleFactory(plan=scene.plan, needs_activity=True)
        with pytest.raises(BusinessError, match="须关联一项活动记录"):
            scene.enter(rule=rule)
        with pytest.raises(BusinessError, match="只能关联本支部的活动"):
            scene.enter(rule=rule, activity=ActivityFactory())
        scene.enter(rule=rule, activity=ActivityFactory(organization=scene.branch))
        assert scene.counted() == [2]

    def test_rules_of_another_plan_count_nothing(self, scene):
        with pytest.raises(BusinessError, match="不在本月执行的积分办法中"):
            scene.enter(rule=PointRuleFactory())

    def test_without_a_plan_there_are_no_points(self, scene):
        PointPlan.objects.update(status=PointPlanStatus.CLOSED)
        with pytest.raises(BusinessError, match="还没有正在执行的积分办法"):
            scene.enter()
        assert not PointMonth.objects.exists()

    def test_the_nearest_plan_holds(self, scene):
        committee = OrganizationFactory(parent=scene.top)
        near = PointPlanFactory(organizer=committee, base_points=0)
        branch = OrganizationFactory(parent=committee)
        rule, member = PointRuleFactory(plan=near), MemberFactory(organization=branch)
        draft = EntryDraft(member, rule, date(2026, 3, 5))
        enter_points(branch, 2026, 3, [draft], actor=person(Role.CLERK, branch), key=new_key())
        assert PointMonth.objects.get().plan == near

    def test_only_the_branch_enters(self, scene):
        for actor in (person(Role.OFFICE, scene.top), person(Role.MEMBER, scene.branch)):
            with pytest.raises(BusinessError, match="填报员或书记"):
                enter_points(scene.branch, 2026, 3, [scene.draft()], actor=actor, key=new_key())
        assert not PointEntry.objects.exists()


class TestReversal:
    def test_the_opposite_in_the_same_open_month(self, scene):
        scene.enter(times=3)
        entry = PointEntry.objects.get()
        reverse_entry(entry, actor=scene.secretary, reason="登记错人")
        assert scene.counted() == [5, -5]
        scene.enter()
        assert scene.counted() == [5, -5, 2]

    def test_only_once_and_never_a_reversal(self, scene):
        scene.enter()
        entry = PointEntry.objects.get()
        made = reverse_entry(entry, actor=scene.secretary, reason="登记错人")
        for again in (entry, made):
            with pytest.raises(BusinessError, match="已经冲正"):
                reverse_entry(again, actor=scene.secretary, reason="再来一次")
        assert scene.counted() == [2, -2]

    def test_after_the_closing_it_is_booked_in_the_present_month(self, scene):
        scene.enter(month=2, happened_on=date(2026, 2, 5))
        close_month(scene.branch, 2026, 2, actor=scene.secretary, met_on=date(2026, 3, 2))
        entry = PointEntry.objects.get()
        made = reverse_entry(entry, actor=scene.secretary, reason="重复登记")
        assert (made.month.month, made.points, made.happened_on) == (3, -2, date(2026, 2, 5))

    def test_it_needs_a_reason_and_the_branch(self, scene):
        scene.enter()
        entry = PointEntry.objects.get()
        with pytest.raises(BusinessError, match="写明冲正的原因"):
            reverse_entry(entry, actor=scene.secretary, reason="  ")
        with pytest.raises(BusinessError, match="填报员或书记"):
            reverse_entry(entry, actor=person(Role.OFFICE, scene.top), reason="不行")
        assert scene.counted() == [2]
