"""Working days. Weekdays are one unless the office's table says otherwise, so no year is ever missing.

Of a year that is not in the table, the holidays that fall on the same date every year are free all the same.
"""

from datetime import date, timedelta

from core.models import Holiday

ONE_DAY = timedelta(days=1)
SATURDAY = 5
# (month, day): New Year, Labour Day, National Day.
ALWAYS_FREE = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}


def is_working_day(day: date) -> bool:
    return _is_working(day, _exceptions(day, day))


def add_working_days(start: date, n: int) -> date:
    """The n-th working day after `start`; a period of n working days ends at the end of that day."""
    if n < 0:
        raise ValueError("a period of working days is not negative")
    exceptions = _exceptions(start)
    day = start
    while n:
        day += ONE_DAY
        n -= _is_working(day, exceptions)
    return day


def working_days_between(start: date, end: date) -> int:
    """How many working days lie after `start`, `end` included; 0 when the end is not after the start."""
    exceptions = _exceptions(start, end)
    return sum(_is_working(start + timedelta(days=i), exceptions) for i in range(1, (end - start).days + 1))


def _exceptions(first: date, last: date = date.max) -> dict[date, bool]:
    return dict(Holiday.objects.filter(day__range=(first, last)).values_list("day", "is_working"))


def _is_working(day: date, exceptions: dict[date, bool]) -> bool:
    return exceptions.get(day, day.weekday() < SATURDAY and (day.month, day.day) not in ALWAYS_FREE)
