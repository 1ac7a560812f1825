"""The committee closes the month it has seen, when it is over, once."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from assessments.enums.point import PointMonthStatus
from assessments.models import PointEntry, PointMonth, PointPlan
from assessments.selectors.point import last_of
from assessments.services.point import close_month, open_month, reverse_entry
from assessments.workflow.point import POINT_MONTH_FLOW
from branches.enums import Role
from core.errors import BusinessError, StaleCopy
from tests.brands.matrix import check_matrix
from tests.factories.branches import fresh, person
from tests.factories.points import PointMonthFactory, Scene
from tests.permissions.forms import sent_by

pytestmark = pytest.mark.django_db


def in_february(scene: Scene, **changes) -> None:
    scene.enter(month=2, happened_on=date(2026, 2, 5), **changes)


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


class TestSeen:
    def close(self, scene, seen):
        return close_month(scene.branch, 2026, 2, actor=scene.secretary, met_on=date(2026, 3, 2), seen=seen)

    def test_what_came_since_is_not_closed_unseen(self, scene):
        in_february(scene)
        seen = last_of(PointEntry.objects.all())
        in_february(scene)
        with pytest.raises(StaleCopy, match="又有登记或冲正"):
            self.close(scene, seen)
        reverse_entry(PointEntry.objects.last(), actor=scene.secretary, reason="登记错人")
        with pytest.raises(StaleCopy):
            self.close(scene, seen)
        assert self.close(scene, last_of(PointEntry.objects.all())).status == PointMonthStatus.CLOSED

    def test_entries_of_other_months_do_not_matter(self, scene):
        in_february(scene)
        seen = last_of(PointEntry.objects.all())
        scene.enter()
        assert self.close(scene, seen).status == PointMonthStatus.CLOSED

    def test_an_empty_month_is_closed_as_one(self, scene):
        open_month(scene.branch, 2026, 2, actor=scene.secretary)
        assert self.close(scene, 0).status == PointMonthStatus.CLOSED


class TestClosingPage:
    def pages(self, scene) -> tuple[str, str]:
        args = [scene.branch.pk, 2026, 2]
        return tuple(reverse(f"assessments:point_{name}", args=args) for name in ("month", "close"))

    def test_from_the_month_to_the_button(self, client, scene):
        """The mark travels from the page with the entries; what came since is listed, and then closed."""
        month, close = self.pages(scene)
        in_february(scene, note="早先")
        client.force_login(scene.secretary)
        seen = last_of(PointEntry.objects.all())
        assert f"{close}?seen={seen}" in client.get(month).content.decode()
        in_february(scene, member=scene.other)
        page = client.get(f"{close}?seen={seen}").content.decode()
        assert "之后登记或冲正的有1条" in page and f"周远：{scene.rule.item}" in page and "林清：" not in page
        sent = sent_by(page)
        in_february(scene)
        refused = client.post(close, sent | {"met_on": "2026-03-02"})
        text = refused.content.decode()
        assert (refused.status_code, "又有登记或冲正" in text, "林清：" in text) == (400, True, True)
        assert 'value="2026-03-02"' in text
        assert not PointMonth.objects.filter(status=PointMonthStatus.CLOSED).exists()
        assert client.post(close, sent_by(text) | {"met_on": "2026-03-02"}).status_code == 302
        assert PointMonth.objects.get().status == PointMonthStatus.CLOSED

    def test_an_empty_month_is_told_in_words(self, client, scene):
        open_month(scene.branch, 2026, 2, actor=scene.secretary)
        client.force_login(scene.secretary)
        page = client.get(self.pages(scene)[1]).content.decode()
        assert "本月没有登记积分。" in page and "0分" not in page

    @pytest.mark.parametrize("mark", ["", "x", "-1", "²", "9" * 30])
    def test_without_a_mark_nobody_has_seen_it(self, client, scene, mark):
        in_february(scene)
        client.force_login(scene.secretary)
        close = self.pages(scene)[1]
        assert client.get(close, {"seen": mark}).status_code == 200
        assert client.post(close, {"met_on": "2026-03-02", "seen": mark}).status_code == 400
        assert not PointMonth.objects.filter(status=PointMonthStatus.CLOSED).exists()
