"""Member points: caps, reversal, the committee's month, and accounts that only their owners see."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from assessments.enums.point import CapPeriod, PointMonthStatus, PointPlanStatus
from assessments.models import PointEntry, PointMonth, PointPlan
from assessments.scoring.point import band_of, same_period, within_cap
from assessments.services.point import (
    EntryDraft,
    advance_plan,
    close_month,
    copy_plan,
    enter_points,
    reverse_entry,
    save_plan,
)
from assessments.workflow.point import POINT_MONTH_FLOW, POINT_PLAN_FLOW
from branches.enums import ExemptClass, Role
from branches.models import Member
from core.errors import BusinessError
from tests.brands.matrix import check_matrix
from tests.factories.activities import ActivityFactory
from tests.factories.branches import MemberFactory, OrganizationFactory, RoleAssignmentFactory, fresh
from tests.factories.points import PointEntryFactory, PointMonthFactory, PointPlanFactory, PointRuleFactory

pytestmark = pytest.mark.django_db
NOW = "2026-03-20 10:00+08:00"


def person(role, organization):
    return RoleAssignmentFactory(role=role, organization=organization).user


def key():
    return str(uuid4())


@pytest.fixture
def scene():
    with time_machine.travel(NOW, tick=True):
        yield Scene()


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
        return enter_points(self.branch, year, month, drafts, actor=self.clerk, key=key())

    def counted(self, member=None):
        return [e.points for e in PointEntry.objects.filter(member=member or self.member).order_by("pk")]


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
        sent = key()
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
        enter_points(branch, 2026, 3, [draft], actor=person(Role.CLERK, branch), key=key())
        assert PointMonth.objects.get().plan == near

    def test_only_the_branch_enters(self, scene):
        for actor in (person(Role.OFFICE, scene.top), person(Role.MEMBER, scene.branch)):
            with pytest.raises(BusinessError, match="填报员或书记"):
                enter_points(scene.branch, 2026, 3, [scene.draft()], actor=actor, key=key())
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


class TestClosing:
    @pytest.mark.parametrize(
        ("moment", "closes"),
        [
            ("2026-02-28 23:59:59+08:00", False),
            ("2026-03-01 00:00:00+08:00", True),
            ("2026-03-01 00:00:01+08:00", True),
        ],
    )
    def test_when_the_month_is_over_in_shanghai(self, scene, moment, closes):
        with time_machine.travel(moment, tick=False):
            scene.secretary = fresh(scene.secretary)
            met_on = date(2026, 3, 1) if closes else date(2026, 2, 28)
            if closes:
                close_month(scene.branch, 2026, 2, actor=scene.secretary, met_on=met_on)
            else:
                with pytest.raises(BusinessError, match="还没有结束"):
                    close_month(scene.branch, 2026, 2, actor=scene.secretary, met_on=met_on)
        assert PointMonth.objects.filter(status=PointMonthStatus.CLOSED).exists() is closes

    @pytest.mark.parametrize(("year", "last"), [(2024, "2024-02-29"), (2025, "2025-12-31")])
    def test_leap_day_and_new_year(self, scene, year, last):
        month = int(last[5:7])
        PointPlan.objects.update(starts_on=date(2024, 1, 1))
        with (
            time_machine.travel(f"{last} 23:59:59+08:00", tick=False),
            pytest.raises(BusinessError, match="还没有结束"),
        ):
            close_month(scene.branch, year, month, actor=fresh(scene.secretary), met_on=date.fromisoformat(last))

    def test_a_closed_month_takes_nothing_more(self, scene):
        scene.enter(month=2, happened_on=date(2026, 2, 5))
        close_month(scene.branch, 2026, 2, actor=scene.secretary, met_on=date(2026, 3, 2))
        with pytest.raises(BusinessError, match="已经支委会审定"):
            scene.enter(month=2, happened_on=date(2026, 2, 6))
        assert scene.counted() == [2]

    def test_by_the_secretary_only_and_on_a_day_that_can_be(self, scene):
        with pytest.raises(BusinessError, match="没有“支委会审定”的权限"):
            close_month(scene.branch, 2026, 2, actor=scene.clerk, met_on=date(2026, 3, 2))
        for day, words in ((date(2026, 3, 21), "晚于今天"), (date(2026, 1, 31), "早于所审定的月份")):
            with pytest.raises(BusinessError, match=words):
                close_month(scene.branch, 2026, 2, actor=scene.secretary, met_on=day)
        assert not PointMonth.objects.filter(status=PointMonthStatus.CLOSED).exists()

    def test_matrix(self, scene):
        month = PointMonthFactory(organization=scene.branch, plan=scene.plan, month=2)
        people = {"secretary": scene.secretary, "clerk": scene.clerk, "office": person(Role.OFFICE, scene.top)}
        assert check_matrix(POINT_MONTH_FLOW, month, people, {"close": (("open",), ("secretary",))}) == 5


class TestPlan:
    VALUES = {
        "name": "新办法",
        "starts_on": date(2026, 3, 1),
        "base_points": 0,
        "exempt_classes": [],
        "application": "",
        "regulation": None,
    }
    RULE = {
        "category": "服务", "item": "结对帮扶", "points": Decimal(3), "cap": None, "cap_period": CapPeriod.NONE,
        "starts_on": None, "ends_on": None, "needs_activity": False,
    }  # fmt: skip

    def write(self, scene, **rule):
        office = person(Role.OFFICE, scene.top)
        options = {"values": self.VALUES, "rules": [self.RULE | rule], "bands": [], "key": key()}
        return office, save_plan(None, actor=office, organizer=scene.top, **options)

    def test_starting_one_ends_the_other(self, scene):
        office, plan = self.write(scene)
        advance_plan(plan, "start", actor=office)
        scene.plan.refresh_from_db()
        assert scene.plan.status == PointPlanStatus.CLOSED
        assert scene.plan.events.get().comment == "由“新办法”替代。"

    def test_one_that_begins_no_later_replaces_none(self, scene):
        office, plan = self.write(scene)
        PointPlan.objects.filter(pk=plan.pk).update(starts_on=scene.plan.starts_on)
        plan.refresh_from_db()
        with pytest.raises(BusinessError, match="应在这之后"):
            advance_plan(plan, "start", actor=office)
        scene.plan.refresh_from_db()
        assert (scene.plan.status, scene.plan.ends_on) == (PointPlanStatus.IN_FORCE, None)

    @pytest.mark.parametrize("item", ["每日打卡签到", "登录次数达标", "为支部推文点赞"])
    def test_log_ins_check_ins_and_likes_are_never_counted(self, scene, item):
        office, plan = self.write(scene, item=item)
        with pytest.raises(BusinessError) as refused:
            advance_plan(plan, "start", actor=office)
        assert "《政务移动互联网应用程序规范化管理办法》" in refused.value.details[0]
        scene.plan.refresh_from_db()
        assert scene.plan.status == PointPlanStatus.IN_FORCE

    def test_a_cap_below_one_time_is_refused(self, scene):
        office, plan = self.write(scene, cap=Decimal(2), cap_period=CapPeriod.YEAR)
        with pytest.raises(BusinessError, match="还不能执行"):
            advance_plan(plan, "start", actor=office)

    def test_in_force_nothing_changes_but_a_copy_is_a_draft(self, scene):
        office = person(Role.OFFICE, scene.top)
        options = {"values": self.VALUES, "rules": [], "bands": []}
        with pytest.raises(BusinessError, match="已经定稿"):
            save_plan(scene.plan, actor=office, organizer=scene.top, **options)
        made = copy_plan(scene.plan, actor=office, key=key())
        assert (made.status, made.rules.get().item) == (PointPlanStatus.DRAFT, scene.rule.item)

    def test_the_second_writer_is_told(self, scene):
        office, plan = self.write(scene)
        options = {"actor": office, "organizer": scene.top, "values": self.VALUES, "rules": [self.RULE], "bands": []}
        save_plan(plan, seen=plan.edit_version, **options)
        with pytest.raises(BusinessError, match="已由其他同志修改"):
            save_plan(plan, seen=plan.edit_version, **options)

    def test_matrix(self, scene):
        _, plan = self.write(scene)
        PointPlan.objects.filter(pk=scene.plan.pk).update(status=PointPlanStatus.CLOSED)
        people = {"office": person(Role.OFFICE, scene.top), "secretary": scene.secretary}
        expected = {
            "start": (("draft",), ("office",)),
            "close": (("in_force",), ("office",)),
            "discard": (("draft",), ("office",)),
        }
        assert check_matrix(POINT_PLAN_FLOW, plan, people, expected) == 21


class TestPages:
    def test_a_member_sees_the_own_account_and_nobody_elses(self, client, scene):
        user = person(Role.MEMBER, scene.branch)
        Member.objects.filter(pk=scene.member.pk).update(user=user)
        scene.enter(scene.draft(note="给老人理发"), scene.draft(member=scene.other, note="他人的说明"))
        client.force_login(user)
        page = client.get(reverse("assessments:point_account", args=[scene.member.pk])).content.decode()
        assert "给老人理发" in page and "<strong>62</strong>" in page and "他人的说明" not in page
        for address in (
            reverse("assessments:point_account", args=[scene.other.pk]),
            reverse("assessments:point_year", args=[scene.branch.pk]),
            reverse("assessments:point_year_xlsx", args=[scene.branch.pk]),
            reverse("assessments:point_month", args=[scene.branch.pk, 2026, 3]),
        ):
            assert client.get(address).status_code == 404

    def test_superiors_see_figures_and_no_names(self, client, scene):
        scene.enter(scene.draft(times=2), scene.draft(member=scene.other))
        client.force_login(person(Role.OFFICE, scene.top))
        page = client.get(reverse("assessments:point_list")).content.decode()
        assert "不显示</span>" in page and "达标" not in page and "林清" not in page and "周远" not in page
        assert self.exported(client) == [2, "人数少或过于集中，不显示"]
        for points in (Decimal(30), Decimal(-1)):
            rule = PointRuleFactory(plan=scene.plan, points=points)
            scene.enter(scene.draft(member=MemberFactory(organization=scene.branch), rule=rule))
        page = client.get(reverse("assessments:point_list")).content.decode()
        assert "先锋 1 人，达标 2 人，待提高 1 人" in page
        assert self.exported(client) == [4, "先锋 1人，达标 2人，待提高 1人"]
        assert client.get(reverse("assessments:point_account", args=[scene.member.pk])).status_code == 404

    def exported(self, client):
        sheet = load_workbook(filename=_file(client.get(reverse("assessments:point_xlsx")))).active
        return [cell.value for cell in sheet[2]][3:]

    def test_the_table_in_one_go(self, client, scene):
        client.force_login(scene.clerk)
        address = reverse("assessments:point_table", args=[scene.branch.pk, 2026, 3])
        cell = f"times_{scene.member.pk}_{scene.rule.pk}"
        form = {"key": key(), "happened_on": "2026-03-19", "note": "集中登记", cell: "2"}
        assert client.post(address, form).status_code == 302
        assert scene.counted() == [4]
        wrong = client.post(address, form | {"key": key(), cell: "二"})
        assert wrong.status_code == 400 and "二" in wrong.content.decode()
        nothing = client.post(address, form | {"key": key(), cell: ""})
        assert "还没有填写次数" in nothing.content.decode()
        assert scene.counted() == [4]

    def test_one_entry_and_its_reversal(self, client, scene):
        client.force_login(scene.clerk)
        address = reverse("assessments:point_entry_create", args=[scene.branch.pk, 2026, 3])
        form = {"key": key(), "member": scene.member.pk, "rule": scene.rule.pk, "happened_on": "2026-03-19", "times": 1}
        assert client.post(address, form).status_code == 302
        entry = PointEntry.objects.get()
        refused = client.post(reverse("assessments:point_reverse", args=[entry.pk]), {"reason": ""})
        assert refused.status_code == 400
        client.post(reverse("assessments:point_reverse", args=[entry.pk]), {"reason": "登记错人"})
        assert scene.counted() == [2, -2]
        page = client.get(reverse("assessments:point_month", args=[scene.branch.pk, 2026, 3])).content.decode()
        assert "已冲正" in page and "登记错人" in page

    def test_pages_cost_the_same_for_one_row_and_three(self, client, scene):
        client.force_login(scene.secretary)
        month = PointMonthFactory(organization=scene.branch, plan=scene.plan, month=3)
        costs = {
            reverse("assessments:point_list"): 6,
            reverse("assessments:point_year", args=[scene.branch.pk]): 11,
            reverse("assessments:point_month", args=[scene.branch.pk, 2026, 3]): 10,
            reverse("assessments:point_account", args=[scene.member.pk]): 9,
        }
        for _ in range(2):
            PointEntryFactory(month=month, member=scene.member, rule=scene.rule)
            found = {}
            for address in costs:
                with CaptureQueriesContext(connection) as counted:
                    client.get(address)
                found[address] = len(counted)
            assert found == costs
            PointEntryFactory.create_batch(2, month=month)

    @pytest.mark.parametrize("bad", ["2026/13", "2026/0", "1999/1", "2027/1", "2026/4"])
    def test_months_that_are_not(self, client, scene, bad):
        client.force_login(scene.secretary)
        assert client.get(f"/assessments/points/{scene.branch.pk}/{bad}/").status_code == 404


def _file(response):
    return BytesIO(response.content)
