"""Pages of points: accounts that only their owners see, the table of a month, figures without names."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from assessments.models import PointEntry, PointPlan
from branches.enums import Role
from branches.models import Member
from core.onetime import new_key
from tests.factories.branches import MemberFactory, person
from tests.factories.points import PointEntryFactory, PointMonthFactory, PointRuleFactory

pytestmark = pytest.mark.django_db


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

    @pytest.mark.parametrize(("first", "years"), [(2026, [2026]), (2024, [2026, 2025, 2024]), (1999, 6)])
    def test_no_year_before_the_first_rules_is_offered(self, client, scene, first, years):
        PointPlan.objects.update(starts_on=date(first, 1, 1))
        client.force_login(scene.secretary)
        offered = client.get(reverse("assessments:point_year", args=[scene.branch.pk])).context["years"]
        assert (len(offered) if years == 6 else offered) == years

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
        sheet = load_workbook(filename=BytesIO(client.get(reverse("assessments:point_xlsx")).content)).active
        return [cell.value for cell in sheet[2]][3:]

    def test_the_table_in_one_go(self, client, scene):
        client.force_login(scene.clerk)
        address = reverse("assessments:point_table", args=[scene.branch.pk, 2026, 3])
        cell = f"times_{scene.member.pk}_{scene.rule.pk}"
        form = {"key": new_key(), "happened_on": "2026-03-19", "note": "集中登记", cell: "2"}
        assert client.post(address, form).status_code == 302
        assert scene.counted() == [4]
        wrong = client.post(address, form | {"key": new_key(), cell: "二"})
        assert wrong.status_code == 400 and "二" in wrong.content.decode()
        nothing = client.post(address, form | {"key": new_key(), cell: ""})
        assert "还没有填写次数" in nothing.content.decode()
        assert scene.counted() == [4]

    def test_one_entry_and_its_reversal(self, client, scene):
        client.force_login(scene.clerk)
        address = reverse("assessments:point_entry_create", args=[scene.branch.pk, 2026, 3])
        form = {
            "key": new_key(),
            "member": scene.member.pk,
            "rule": scene.rule.pk,
            "happened_on": "2026-03-19",
            "times": 1,
        }
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
            reverse("assessments:point_list"): 7,
            reverse("assessments:point_year", args=[scene.branch.pk]): 12,
            reverse("assessments:point_month", args=[scene.branch.pk, 2026, 3]): 10,
            reverse("assessments:point_account", args=[scene.member.pk]): 10,
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
