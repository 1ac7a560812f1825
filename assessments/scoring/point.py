"""The arithmetic of member points: caps in a period, bands of a year; no ORM."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from assessments.enums.point import CapPeriod
from assessments.limits import LEAST_APART, LEAST_COUNTED


def within_cap(full: Decimal, *, spent: Decimal, cap: Decimal) -> Decimal:
    """What counts of `full` when `spent` has been counted in the period; a cap on minus points bounds their size."""
    sign = 1 if full > 0 else -1
    room = max(Decimal(0), cap - sign * spent)
    return sign * min(abs(full), room)


def same_period(period: str, one: date, other: date) -> bool:
    """Do both days fall into one period of the cap?"""
    match period:
        case CapPeriod.MONTH:
            return (one.year, one.month) == (other.year, other.month)
        case CapPeriod.QUARTER:
            return (one.year, (one.month - 1) // 3) == (other.year, (other.month - 1) // 3)
        case CapPeriod.YEAR:
            return one.year == other.year
    return True


def band_of(total: Decimal, bands: Sequence[tuple[str, Decimal | None]]) -> str:
    """The first band (highest bound first, the unbounded one last) that the total reaches; "" without bands."""
    for name, at_least in sorted(bands, key=lambda band: (band[1] is None, -(band[1] or 0))):
        if at_least is None or total >= at_least:
            return name
    return ""


def hides_people(counts: Sequence[int]) -> bool:
    """May it be told how many members stand in each band, without telling where one of them stands?

    Superiors know who belongs to a branch, so that a count tells of people where there is one way only to deal them
    out: where all stand in one band, and, for a reader who belongs to the branch and leaves out the own band, where
    all others do. Therefore LEAST_COUNTED are counted at least, and LEAST_APART of them outside the fullest band. What
    is withheld is withheld as a whole: of a single missing band the others and the number counted would tell. A branch
    stands in no sum, so that nothing follows from the other branches either.
    """
    return sum(counts) >= LEAST_COUNTED and sum(counts) - max(counts) >= LEAST_APART


def days_in_words(starts_on: date | None, ends_on: date | None) -> str:
    first = f"{starts_on:%Y-%m-%d}起" if starts_on else ""
    last = f"{ends_on:%Y-%m-%d}止" if ends_on else ""
    return f"{first}{'至' if first and last else ''}{last}" or "一直"
