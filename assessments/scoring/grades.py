"""Who gets which grade: thresholds, quotas, extra conditions, ties, and the cut, shown."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from math import ceil, floor

from assessments.enums.scheme import CutRule, SeatRounding, TieRule
from assessments.scoring.results import Result
from assessments.scoring.specs import GradeSpec, Key, SchemeSpec, plain

Order = tuple[Decimal, ...]


@dataclass(frozen=True)
class Graded:
    """One unit's grade and rank; equals share a rank, and the ranks after it are left out (1, 2, 2, 4)."""

    grade: Key
    name: str
    rank: int
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cut:
    """How one grade was filled. `tied`: equals at the cut that did not all fit; `open_seats`: seats left for them."""

    grade: Key
    name: str
    seats: int | None
    units: int
    eligible: int
    taken: int
    last: Decimal | None
    tied: tuple[Key, ...]
    open_seats: int
    words: str


@dataclass(frozen=True)
class Grading:
    graded: dict[Key, Graded]
    cuts: tuple[Cut, ...]

    @property
    def open_cuts(self) -> tuple[Cut, ...]:
        """Cuts whose equals still wait for a decision."""
        return tuple(cut for cut in self.cuts if cut.open_seats)


def order_of(result: Result, rule: TieRule) -> Order:
    """Compared from the left, higher is better."""
    if rule == TieRule.MASS:
        return result.total, result.mass if result.mass is not None else Decimal(-1)
    if rule == TieRule.BASE:
        return result.total, result.base
    if rule == TieRule.GROUPS:
        return (result.total, *(group.points for group in result.groups))
    return (result.total,)


def seats_for(grade: GradeSpec, units: int, rule: SeatRounding) -> int | None:
    """The quota as a number; a share and a number together: whichever is less. None: as many as fit."""
    found = []
    if grade.quota is not None:
        exact = grade.quota * units
        whole = {SeatRounding.DOWN: floor(exact), SeatRounding.UP: ceil(exact)}
        found.append(whole.get(rule, floor(exact + Fraction(1, 2))))
    if grade.seats is not None:
        found.append(grade.seats)
    return min(found) if found else None


def grade_all(
    results: Mapping[Key, Result], spec: SchemeSpec, *, decided: Mapping[Key, Collection[Key]] | None = None
) -> Grading:
    """Every unit's grade, from the best grade down; the last takes whoever is left.

    `decided`: for a grade, which of the equals at its cut were chosen. Seats that stay empty are not handed on.
    Raises ValueError for incomplete results, a scheme without grades, or a choice beyond the equals and the seats.
    """
    if not spec.grades:
        raise ValueError("a scheme without grades grades nobody")
    if any(result.missing for result in results.values()):
        raise ValueError("results with missing entries are not graded")
    orders = {unit: order_of(result, spec.tie_rule) for unit, result in results.items()}
    left = sorted(results, key=lambda unit: orders[unit], reverse=True)
    ranks = _ranks(left, orders)
    places = {grade.key: place for place, grade in enumerate(spec.grades)}
    graded: dict[Key, Graded] = {}
    cuts: list[Cut] = []
    for place, grade in enumerate(spec.grades):
        is_last = place == len(spec.grades) - 1
        fit = left if is_last else [u for u in left if _is_eligible(results[u], grade, place, places)]
        taken, cut = _fill(grade, fit, orders, results, spec, len(results), (decided or {}).get(grade.key, ()), is_last)
        cuts.append(cut)
        chosen = set(taken)
        graded |= {u: Graded(grade.key, grade.name, ranks[u], _words(results[u], grade, ranks[u])) for u in taken}
        left = [unit for unit in left if unit not in chosen]
    return Grading(graded, tuple(cuts))


def _ranks(ordered: Sequence[Key], orders: Mapping[Key, Order]) -> dict[Key, int]:
    ranks: dict[Key, int] = {}
    for number, unit in enumerate(ordered, start=1):
        before = ordered[number - 2] if number > 1 else None
        ranks[unit] = ranks[before] if before is not None and orders[before] == orders[unit] else number
    return ranks


def _is_eligible(result: Result, grade: GradeSpec, place: int, places: Mapping[Key, int]) -> bool:
    """Threshold, extra condition, and what the vetoes leave."""
    if result.vetoes and place < places.get(result.best_grade, len(places) - 1):
        return False
    if grade.threshold is not None and result.total < grade.threshold:
        return False
    return meets_condition(result, grade)


def meets_condition(result: Result, grade: GradeSpec) -> bool:
    """An indicator that does not apply asks for nothing."""
    if grade.required is None or grade.required_points is None:
        return True
    line = result.lines[grade.required]
    return line.not_applicable or line.points >= grade.required_points


def _fill(
    grade: GradeSpec,
    fit: Sequence[Key],
    orders: Mapping[Key, Order],
    results: Mapping[Key, Result],
    spec: SchemeSpec,
    units: int,
    decided: Collection[Key],
    is_last: bool,
) -> tuple[list[Key], Cut]:
    """Take equals together from the top while they all fit; nobody jumps over equals that do not."""
    seats = None if is_last else seats_for(grade, units, spec.seat_rounding)
    taken: list[Key] = []
    tied: tuple[Key, ...] = ()
    if seats is None:
        taken = list(fit)
    else:
        for _, group in groupby(fit, key=lambda unit: orders[unit]):
            equals = tuple(group)
            if len(taken) + len(equals) > seats:
                tied = equals if len(taken) < seats else ()
                break
            taken += equals
    chosen = _chosen(grade, tied, decided, (seats or 0) - len(taken), spec.cut_rule)
    open_seats = (seats or 0) - len(taken) if tied and not chosen and spec.cut_rule == CutRule.DECIDE else 0
    taken += chosen
    last = results[taken[-1]].total if taken else None
    words = _cut_words(grade, spec, units, seats, len(fit), len(taken), last, len(tied), open_seats)
    return taken, Cut(grade.key, grade.name, seats, units, len(fit), len(taken), last, tied, open_seats, words)


def _chosen(grade: GradeSpec, tied: Sequence[Key], decided: Collection[Key], seats: int, rule: CutRule) -> list[Key]:
    if not decided:
        return []
    wrong = set(decided) - set(tied)
    if rule != CutRule.DECIDE or wrong or len(set(decided)) > seats:
        raise ValueError(f"the choice for {grade.name} goes beyond the equals at its cut or the seats left")
    return [unit for unit in tied if unit in set(decided)]


def _words(result: Result, grade: GradeSpec, rank: int) -> tuple[str, ...]:
    lines = [f"总分{plain(result.total)}，第{rank}名，等次：{grade.name}"]
    if result.vetoes:
        lines.append(f"因{'、'.join(result.vetoes)}，等次受限")
    if grade.required is not None and grade.required_points is not None:
        line = result.lines[grade.required]
        lines.append(f"附加条件：{line.name}须达{plain(grade.required_points)}，{line.words}")
    return tuple(lines)


def _cut_words(
    grade: GradeSpec,
    spec: SchemeSpec,
    units: int,
    seats: int | None,
    eligible: int,
    taken: int,
    last: Decimal | None,
    tied: int,
    open_seats: int,
) -> str:
    parts = [f"不低于{plain(grade.threshold)}分"] if grade.threshold is not None else []
    if grade.quota is not None:
        parts.append(f"{units}个单位×{share_text(grade.quota)}，{SeatRounding(spec.seat_rounding).label}")
    if seats is not None:
        parts.append(f"名额{seats}个")
    parts.append(f"符合条件{eligible}个，列入{taken}个")
    if last is not None:
        parts.append(f"末位{plain(last)}分")
    if tied:
        rule = f"待集体研究从中择定{open_seats}个" if open_seats else CutRule(spec.cut_rule).label
        parts.append(f"末位同分{tied}个，{rule}")
    return f"{grade.name}：{'；'.join(parts)}"


def share_text(share: Fraction) -> str:
    """10% or 1/3."""
    percent = share * 100
    return f"{percent.numerator}%" if percent.denominator == 1 else f"{share.numerator}/{share.denominator}"
