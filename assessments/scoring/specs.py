"""What a scheme is to the arithmetic, what is given for one unit, and what it comes to."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cached_property
from math import floor
from typing import Any

from assessments.enums.scheme import (
    CutRule,
    GroupRule,
    IndicatorKind,
    NotApplicableRule,
    Period,
    Rounding,
    SeatRounding,
    TieRule,
)

Key = Any  # whatever names it: hashable
ZERO = Decimal(0)
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class IndicatorSpec:
    """One line of the scheme.

    BASE earns 0 to `maximum`. BONUS adds, at most `maximum` (None: without end). DEDUCTION with a maximum falls from
    it, not below `floor` (None: 0); without one it takes off the total – in a pooled group off the group's maximum –,
    and a `floor` of -5 means at most 5. VETO knows yes and no; `veto_grade` (None: the lowest) is the best grade
    that may still be had. `per_event`: the points of each time, always positive.
    """

    key: Key
    name: str
    kind: IndicatorKind
    maximum: Decimal | None = None
    floor: Decimal | None = None
    per_event: Decimal | None = None
    period: Period = Period.DURING_YEAR
    veto_grade: Key | None = None

    @property
    def most(self) -> Decimal | None:
        """The most that may be entered; None: without end. 0 for a veto, which is hit or not."""
        if self.kind in (IndicatorKind.BASE, IndicatorKind.BONUS):
            return self.maximum
        if self.kind == IndicatorKind.VETO:
            return ZERO
        if self.maximum is not None:
            return self.maximum - (self.floor or ZERO)
        return None if self.floor is None else -self.floor


@dataclass(frozen=True)
class GroupSpec:
    """Indicators under one heading.

    `weight`: percent, for weighted groups. `pool`: the group starts at this many points, and its deductions take off
    them, never below 0. `bonus_cap` and `deduction_cap` limit what the group may add or take off in all.
    """

    key: Key
    name: str
    indicators: tuple[IndicatorSpec, ...]
    weight: Decimal | None = None
    pool: Decimal | None = None
    bonus_cap: Decimal | None = None
    deduction_cap: Decimal | None = None


@dataclass(frozen=True)
class GradeSpec:
    """One grade, the best first: from so many points, for such a share of all units, with such an extra condition."""

    key: Key
    name: str
    threshold: Decimal | None = None
    quota: Fraction | None = None
    seats: int | None = None
    required: Key | None = None  # an indicator that must have come to `required_points`
    required_points: Decimal | None = None


@dataclass(frozen=True)
class SchemeSpec:
    groups: tuple[GroupSpec, ...]
    grades: tuple[GradeSpec, ...] = ()
    full_score: Decimal = HUNDRED
    base_score: Decimal = ZERO  # what every unit starts with, beside the indicators
    group_rule: GroupRule = GroupRule.SUM
    year_share: int | None = None  # percent gathered during the year, the rest at its end; None: not divided
    bonus_cap: Decimal | None = None
    total_floor: Decimal | None = ZERO
    total_cap: Decimal | None = None
    organization_share: int = 100
    mass_share: int = 0
    extras_after_shares: bool = False  # bonus and minus are added to the total, not to the organisation's part
    satisfaction_floor: Decimal | None = None  # a mass evaluation below it is a veto
    not_applicable: NotApplicableRule = NotApplicableRule.RESCALE
    rounding: Rounding = Rounding.HALF_UP
    places: int = 2
    tie_rule: TieRule = TieRule.SHARED
    seat_rounding: SeatRounding = SeatRounding.DOWN
    cut_rule: CutRule = CutRule.LEAVE_OUT

    @cached_property
    def indicators(self) -> dict[Key, IndicatorSpec]:
        return {indicator.key: indicator for group in self.groups for indicator in group.indicators}


@dataclass(frozen=True)
class Given:
    """What was entered for one indicator: points, or a number of times, or a hit of a veto.

    Points of a BASE are what was earned; of a BONUS what is added; of a DEDUCTION what is taken off, as a positive
    number. None for points and times: not entered. A base without an entry is missing, not zero; for the other kinds
    no entry means that nothing happened.
    """

    points: Decimal | None = None
    times: int | None = None
    is_hit: bool = False
    not_applicable: bool = False


ROUNDINGS = {
    Rounding.HALF_UP: ROUND_HALF_UP,
    Rounding.HALF_EVEN: ROUND_HALF_EVEN,
    Rounding.DOWN: ROUND_DOWN,
}


def rounded(value: Decimal | Fraction, places: int, mode: Rounding) -> Decimal:
    """Exact until here; a fraction is brought to so many places without a detour over binary or long decimals."""
    unit = Decimal(1).scaleb(-places)
    if isinstance(value, Decimal):
        return value.quantize(unit, rounding=ROUNDINGS[mode])
    scaled = value * 10**places
    whole = floor(abs(scaled))
    rest = abs(scaled) - whole
    half = Fraction(1, 2)
    up = rest > half if mode == Rounding.HALF_EVEN and rest != half else rest >= half
    if mode == Rounding.HALF_EVEN and rest == half:
        up = whole % 2 == 1
    if mode == Rounding.DOWN:
        up = False
    size = Decimal(whole + up).scaleb(-places).quantize(unit)
    return size if scaled >= 0 else size.copy_negate() + 0


def plain(number: Decimal) -> str:
    """Without needless zeros: 92.4, 90, 0."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
