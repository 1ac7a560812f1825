"""When a phase is late: to the second, at the year's end, on the 29th of February; who is told of it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from brands.limits import ACCEPTANCE_DAYS, DUE_SOON_DAYS
from brands.models import Brand, PhaseRecord, Supervision
from brands.selectors.phase import lateness_for
from brands.services.phase import advance_phase
from core.errors import BusinessError
from tests.factories.branches import fresh
from tests.factories.phases import Passage, passage, supervision_of

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
LAST_DAYS = (date(2026, 6, 30), date(2026, 12, 31), date(2028, 2, 29), date(2027, 2, 28))


def midnight_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=SHANGHAI)


def stage_due(day: date) -> Passage:
    with time_machine.travel(midnight_after(day) - timedelta(days=20), tick=False):
        stage = passage()
        PhaseRecord.objects.filter(pk=stage.record().pk).update(due_on=day)
    return stage


def words(stage: Passage, who: str) -> str:
    record = PhaseRecord.objects.for_list().get(pk=stage.record().pk)
    late = lateness_for(fresh(getattr(stage.cast, who)), record)
    return late.text if late else ""


@pytest.mark.parametrize("day", LAST_DAYS)
@pytest.mark.parametrize(("second", "is_late"), [(-1, False), (0, True), (1, True)])
def test_the_last_day_counts_whole(day, second, is_late):
    stage = stage_due(day)
    with time_machine.travel(midnight_after(day) + timedelta(seconds=second), tick=False):
        assert PhaseRecord.objects.overdue().count() == is_late
        assert words(stage, "secretary") == ("已逾期1天" if is_late else "今天截止")
        # Late or not, it is taken; the day on which it came is kept.
        record = stage.submit()
        assert record.handed_in_on == day + timedelta(days=is_late)
        assert PhaseRecord.objects.overdue().count() == 0


@pytest.mark.parametrize("day", LAST_DAYS)
@pytest.mark.parametrize(("second", "is_due"), [(-1, False), (0, True), (1, True)])
def test_it_is_something_to_do_when_it_is_due_soon(day, second, is_due):
    stage = stage_due(day)
    with time_machine.travel(
        midnight_after(day - timedelta(days=DUE_SOON_DAYS + 1)) + timedelta(seconds=second), tick=False
    ):
        assert PhaseRecord.objects.to_close().count() == is_due
        assert words(stage, "secretary") == ("还有30天截止" if is_due else "")


@pytest.mark.parametrize("day", LAST_DAYS)
@pytest.mark.parametrize(("second", "is_long"), [(-1, False), (0, True), (1, True)])
def test_the_superior_is_told_when_it_has_lain_too_long(day, second, is_long):
    stage = stage_due(day)
    with time_machine.travel(midnight_after(day) - timedelta(hours=1), tick=False):
        stage.submit()
    with time_machine.travel(
        midnight_after(day + timedelta(days=ACCEPTANCE_DAYS)) + timedelta(seconds=second), tick=False
    ):
        assert PhaseRecord.objects.waiting_long().count() == is_long
        assert words(stage, "general_reviewer") == ("提交已16天，尚未验收" if is_long else "")
        # The branch has done its part.
        assert words(stage, "secretary") == ""


@pytest.mark.parametrize("day", LAST_DAYS)
@pytest.mark.parametrize(("second", "is_late"), [(-1, False), (0, True), (1, True)])
def test_a_supervision_note_is_late_after_its_day(day, second, is_late):
    with time_machine.travel(midnight_after(day) - timedelta(days=5), tick=False):
        supervision_of(passage(), due_on=day)
    with time_machine.travel(midnight_after(day) + timedelta(seconds=second), tick=False):
        assert Supervision.objects.overdue().count() == is_late


@pytest.mark.parametrize(("second", "may"), [(-1, True), (0, False), (1, False)])
def test_an_extension_until_today_is_granted_until_midnight(second, may):
    day = date(2028, 2, 29)
    stage = stage_due(day - timedelta(days=5))
    with time_machine.travel(midnight_after(day) + timedelta(seconds=second), tick=False):
        reviewer = fresh(stage.cast.general_reviewer)
        try:
            record = advance_phase(stage.record(), "extend", actor=reviewer, comment="理由", until=day)
        except BusinessError as error:
            assert not may, error
        else:
            assert may
            assert record.due_on == day


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ("clerk", "已逾期3天"),
        ("secretary", "已逾期3天"),
        ("office", "已逾期3天"),
        ("member", ""),
        ("general_reviewer", ""),
        ("committee_reviewer", ""),
        ("director", ""),
        ("sibling_secretary", ""),
    ],
)
def test_only_those_who_must_act_are_told(who, told):
    day = date(2026, 6, 30)
    stage = stage_due(day)
    with time_machine.travel(midnight_after(day + timedelta(days=2)), tick=False):
        assert words(stage, who) == told
        user = fresh(getattr(stage.cast, who))
        assert PhaseRecord.objects.late_for(user).visible_to(user).count() == bool(told)


def test_a_brand_that_must_be_filed_anew_is_not_late():
    day = date(2026, 6, 30)
    stage = stage_due(day)
    with time_machine.travel(midnight_after(day), tick=False):
        Brand.objects.filter(pk=stage.brand.pk).update(status="reapplying")
        assert PhaseRecord.objects.overdue().count() == 0
        assert words(stage, "secretary") == ""
