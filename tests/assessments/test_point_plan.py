"""Plans of points: one in force at a time, fixed from then on, nothing in them that must not be counted."""

from decimal import Decimal

import pytest

from assessments.enums.point import CapPeriod, PointPlanStatus
from assessments.models import PointPlan
from assessments.services.point import advance_plan, copy_plan, save_plan
from assessments.workflow.point import POINT_PLAN_FLOW
from branches.enums import Role
from core.errors import BusinessError
from core.onetime import new_key
from tests.brands.matrix import check_matrix
from tests.factories.branches import person
from tests.factories.points import PLAN_VALUES, RULE_VALUES

pytestmark = pytest.mark.django_db


class TestPlan:
    def write(self, scene, **rule):
        office = person(Role.OFFICE, scene.top)
        options = {"values": PLAN_VALUES, "rules": [RULE_VALUES | rule], "bands": [], "key": new_key()}
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
        options = {"values": PLAN_VALUES, "rules": [], "bands": []}
        with pytest.raises(BusinessError, match="已经定稿"):
            save_plan(scene.plan, actor=office, organizer=scene.top, **options)
        made = copy_plan(scene.plan, actor=office, key=new_key())
        assert (made.status, made.rules.get().item) == (PointPlanStatus.DRAFT, scene.rule.item)

    def test_the_second_writer_is_told(self, scene):
        office, plan = self.write(scene)
        options = {"actor": office, "organizer": scene.top, "values": PLAN_VALUES, "rules": [RULE_VALUES], "bands": []}
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
