"""Working days by the published table, and by weekdays where nothing is published."""

from datetime import date

import pytest

from core.calendar import add_working_days, is_working_day, working_days_between
from core.models import Holiday

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 1, 1), False),
        (date(2026, 1, 4), True),  # a Sunday at work
        (date(2026, 2, 14), True),
        (date(2026, 2, 23), False),
        (date(2026, 2, 24), True),
        (date(2026, 10, 8), True),
        (date(2026, 10, 10), True),
        (date(2026, 11, 21), False),  # an ordinary Saturday
        (date(2027, 2, 8), False),
        (date(2027, 6, 9), False),
        (date(2028, 1, 3), True),  # a year without any table
        (date(2028, 2, 29), True),
        (date(2028, 10, 3), False),  # free in every year
        (date(2028, 10, 4), True),
        (date(2024, 10, 7), False),
        (date(2024, 10, 12), True),
        (date(2025, 1, 27), True),
        (date(2025, 10, 8), False),
    ],
)
def test_which_days_are_worked(day, working):
    assert is_working_day(day) is working


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        (date(2026, 9, 30), 5, date(2026, 10, 13)),  # over the National Day, with its working Saturday
        (date(2026, 2, 13), 1, date(2026, 2, 14)),
        (date(2026, 11, 20), 5, date(2026, 11, 27)),
        (date(2026, 11, 21), 1, date(2026, 11, 23)),  # begun on a Saturday
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
        (date(2024, 9, 27), 5, date(2024, 10, 10)),
        (date(2028, 9, 29), 2, date(2028, 10, 5)),  # a year without any table
    ],
)
def test_a_period_ends_after_so_many_working_days(start, n, end):
    assert add_working_days(start, n) == end
    assert working_days_between(start, end) == n


def test_the_office_changes_the_table():
    Holiday.objects.create(day=date(2026, 11, 23), name="休息")
    assert not is_working_day(date(2026, 11, 23))
    assert add_working_days(date(2026, 11, 20), 1) == date(2026, 11, 24)


def test_a_period_is_never_negative():
    with pytest.raises(ValueError, match="not negative"):
        add_working_days(date(2026, 1, 1), -1)
    assert working_days_between(date(2026, 2, 1), date(2026, 1, 1)) == 0


def test_what_is_not_published_yet_is_marked():
    assert all("暂定" in name for name in Holiday.objects.filter(day__year=2027).values_list("name", flat=True))
    for year, free, worked in ((2023, 26, 7), (2024, 28, 8), (2025, 28, 5)):
        rows = Holiday.objects.filter(day__year=year)
        assert (rows.filter(is_working=False).count(), rows.filter(is_working=True).count()) == (free, worked)
    assert Holiday.objects.filter(day__year=2026, is_working=True).count() == 6
    assert Holiday.objects.filter(day__year=2026, is_working=False).count() == 33
