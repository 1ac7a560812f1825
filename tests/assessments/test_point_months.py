"""Months outside a plan's time are not opened; no figure of a month names a member."""

from datetime import date
from itertools import product

import pytest
import time_machine
from django.urls import reverse

from assessments.enums.point import PointPlanStatus
from assessments.limits import LEAST_COUNTED
from assessments.models import PointMonth, PointPlan
from assessments.scoring import point as scoring
from assessments.scoring.point import hides_people
from assessments.selectors.point import months_of, plan_for, plan_of_year
from assessments.services.point import advance_plan, open_month, save_plan
from branches.enums import Role
from core.errors import BusinessError
from core.onetime import new_key
from tests.factories.branches import fresh, person
from tests.factories.points import PLAN_VALUES, RULE_VALUES, PointPlanFactory

pytestmark = pytest.mark.django_db


class TestMonthsOfAPlan:
    @pytest.mark.parametrize(("year", "month"), [(2025, 12), (2000, 1), (1999, 12), (1, 1), (2025, 13), (2026, 0)])
    def test_before_the_plan_nothing_is_opened(self, scene, year, month):
        with pytest.raises(BusinessError):
            open_month(scene.branch, year, month, actor=scene.secretary)
        assert not PointMonth.objects.exists()

    @pytest.mark.parametrize(
        ("starts_on", "opens"), [("2026-02-28", True), ("2026-02-01", True), ("2026-03-01", False)]
    )
    def test_the_month_in_which_it_begins_counts(self, scene, starts_on, opens):
        PointPlan.objects.update(starts_on=date.fromisoformat(starts_on))
        if opens:
            assert open_month(scene.branch, 2026, 2, actor=scene.secretary).plan == scene.plan
        else:
            with pytest.raises(BusinessError, match="2026年2月不在积分办法的执行期内"):
                open_month(scene.branch, 2026, 2, actor=scene.secretary)

    def test_not_in_the_future(self, scene):
        with pytest.raises(BusinessError, match="以后月份"):
            open_month(scene.branch, 2026, 4, actor=scene.secretary)

    def test_the_edition_before_keeps_its_months(self, scene):
        office = person(Role.OFFICE, scene.top)
        values = PLAN_VALUES | {"starts_on": date(2026, 3, 1)}
        options = {"values": values, "rules": [RULE_VALUES], "bands": [], "key": new_key()}
        plan = advance_plan(save_plan(None, actor=office, organizer=scene.top, **options), "start", actor=office)
        assert PointPlan.objects.get(pk=scene.plan.pk).ends_on == date(2026, 2, 28)
        assert open_month(scene.branch, 2026, 2, actor=scene.secretary).plan == scene.plan
        assert open_month(scene.branch, 2026, 3, actor=scene.secretary).plan == plan

    def test_closed_for_good_it_keeps_the_months_it_had(self, scene):
        advance_plan(scene.plan, "close", actor=person(Role.OFFICE, scene.top), comment="试行结束")
        assert open_month(scene.branch, 2026, 3, actor=scene.secretary).plan == scene.plan
        with time_machine.travel("2026-04-02 10:00+08:00"):
            secretary = fresh(scene.secretary)
            assert open_month(scene.branch, 2026, 2, actor=secretary).plan == scene.plan
            with pytest.raises(BusinessError, match="还没有正在执行"):
                open_month(scene.branch, 2026, 4, actor=secretary)

    def test_a_draft_covers_nothing(self, scene):
        PointPlanFactory(organizer=scene.branch, status=PointPlanStatus.DRAFT)
        assert plan_for(scene.branch) == scene.plan

    def test_years_before_have_no_plan_and_no_base_points(self, client, scene):
        assert plan_of_year(scene.branch, 2025) is None
        assert plan_of_year(scene.branch, 2026) == scene.plan
        client.force_login(scene.secretary)
        page = client.get(
            reverse("assessments:point_account", args=[scene.member.pk]), {"year": "2025"}
        ).content.decode()
        assert "年度基础分" not in page

    def test_the_overview_leads_to_months_that_can_be_opened(self, client, scene):
        PointPlan.objects.update(starts_on=date(2026, 2, 10))
        assert [state.number for state in months_of(scene.branch, 2026) if state.is_there] == [2, 3]
        client.force_login(scene.secretary)
        page = client.get(reverse("assessments:point_month", args=[scene.branch.pk, 2026, 1])).content.decode()
        assert "本月不在积分办法的执行期内" in page and "登记一条" not in page
        for name in ("entry_create", "table"):
            address = reverse(f"assessments:point_{name}", args=[scene.branch.pk, 2026, 1])
            assert client.get(address).status_code == 409


class TestBands:
    @pytest.mark.parametrize(
        ("counts", "told"),
        [
            ([], False), ([0, 0], False), ([1, 1], False), ([2, 0, 0], False), ([3, 0, 0], False), ([2, 1, 0], False),
            ([1, 1, 1], True), ([9, 1, 0], False), ([9, 1, 1], True), ([2, 2], True), ([30], False), ([30, 0], False),
        ],
    )  # fmt: skip
    def test_what_is_told(self, counts, told):
        assert hides_people(counts) is told

    def test_the_least_counted_is_a_limit_of_its_own(self, monkeypatch):
        monkeypatch.setattr(scoring, "LEAST_COUNTED", 5)
        assert [hides_people([2, 2]), hides_people([3, 2])] == [False, True]

    def test_nobody_is_known_for_certain_not_even_to_a_member(self):
        """Every way of dealing out bands: where figures are told, no reader knows anybody's but the own."""
        for members in range(1, 7):
            worlds = list(product(range(3), repeat=members))
            for truth in worlds:
                counts = [truth.count(band) for band in range(3)]
                if not hides_people(counts):
                    continue
                assert members >= LEAST_COUNTED
                alike = [world for world in worlds if [world.count(band) for band in range(3)] == counts]
                for reader, subject in product((None, *range(members)), range(members)):
                    known = {w[subject] for w in alike if reader is None or w[reader] == truth[reader]}
                    assert len(known) > 1 or subject == reader
