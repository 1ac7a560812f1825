"""The arithmetic of judging: who scores what, what a sheet and a nomination come to, who is on the shortlist.

Pure functions on plain values; nothing here knows the database. Points are 0 to 100, weights percent that sum to 100.
"""

from collections import deque
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from random import Random
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)

DROP_FROM = 5  # so many sheets or more: the highest and the lowest are left out
PLACES = Decimal("0.001")
HIGHEST, LOWEST = "highest", "lowest"
Points = Mapping[int, Decimal]  # criterion's key → points


@dataclass(frozen=True)
class Weighted:
    """A criterion as far as the arithmetic goes."""

    key: int
    name: str
    weight: int


@dataclass(frozen=True)
class SheetTotal:
    """One sheet's weighted total, exact; `dropped` is HIGHEST, LOWEST or empty."""

    total: Decimal
    dropped: str = ""


@dataclass(frozen=True)
class Outcome:
    """What a nomination comes to: its sheets in the order given, the mean of those that count, and the means that
    decide a tie, by criteria from the heaviest to the lightest."""

    sheets: tuple[SheetTotal, ...]
    score: Decimal
    tie_breakers: tuple[tuple[str, Decimal], ...]

    @property
    def counted(self) -> list[Decimal]:
        return [sheet.total for sheet in self.sheets if not sheet.dropped]

    @property
    def order(self) -> tuple[Decimal, ...]:
        """Compared from the left; higher is better."""
        return (self.score, *(mean for _, mean in self.tie_breakers))


@dataclass(frozen=True)
class Cut:
    """A quota applied to ranks: who is in, who is equal at the cut, and how many of those may still come in."""

    chosen: tuple
    tied: tuple
    seats: int


def by_weight(criteria: Sequence[Weighted]) -> list[Weighted]:
    """Heaviest first; equal weights in the rubric's own order."""
    return sorted(criteria, key=lambda criterion: -criterion.weight)


def weighted_total(points: Points, criteria: Sequence[Weighted]) -> Decimal:
    """Exact. A missing criterion is an error, never a zero."""
    missing = [criterion.name for criterion in criteria if criterion.key not in points]
    if missing:
        raise ValueError(f"no points for {', '.join(missing)}")
    return sum((points[c.key] * c.weight for c in criteria), Decimal(0)) / 100


def rounded(value: Fraction) -> Decimal:
    """To three places, halves up; never negative here."""
    thousandths = floor(value * 1000 + Fraction(1, 2))
    return (Decimal(thousandths) / 1000).quantize(PLACES)


def mean(values: Sequence[Decimal]) -> Decimal:
    if not values:
        raise ValueError("no mean of nothing")
    return rounded(sum((Fraction(value) for value in values), Fraction(0)) / len(values))


def aggregate(sheets: Sequence[Points], criteria: Sequence[Weighted]) -> Outcome:
    """The mean of the sheets' totals; from five sheets up without one highest and one lowest.

    Sheets that were not submitted or were recused are not among `sheets`: missing is not zero.
    Ties are decided by the means of the single criteria over all sheets, none dropped.
    """
    totals = [weighted_total(points, criteria) for points in sheets]
    dropped: dict[int, str] = {}
    if len(totals) >= DROP_FROM:
        order = sorted(range(len(totals)), key=lambda place: totals[place])
        dropped = {order[-1]: HIGHEST, order[0]: LOWEST}
    parts = tuple(SheetTotal(total, dropped.get(place, "")) for place, total in enumerate(totals))
    score = mean([part.total for part in parts if not part.dropped])
    breakers = tuple((c.name, mean([points[c.key] for points in sheets])) for c in by_weight(criteria))
    return Outcome(parts, score, breakers)


def ranks(outcomes: Mapping[Key, Outcome]) -> dict[Key, int]:
    """1 for the best; who is equal in everything shares a rank, and the ranks after it are left out (1, 2, 2, 4)."""
    orders = [outcome.order for outcome in outcomes.values()]
    return {key: 1 + sum(other > outcome.order for other in orders) for key, outcome in outcomes.items()}


def cut(ranked: Mapping[Key, int], quota: int) -> Cut:
    """The quota is never exceeded: equals that do not all fit are left for a decision with reasons."""
    chosen = [key for key, rank in ranked.items() if rank <= quota]
    if len(chosen) <= quota:
        return Cut(tuple(chosen), (), 0)
    edge = max(ranked[key] for key in chosen)
    sure = tuple(key for key in chosen if ranked[key] < edge)
    return Cut(sure, tuple(key for key in chosen if ranked[key] == edge), quota - len(sure))


def plain(number: Decimal) -> str:
    """Without needless zeros: 92.4, 90."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def arithmetic_line(outcome: Outcome) -> str:
    """The sum as a reader would write it: (92.4＋90.1＋91)÷3＝91.167."""
    counted = outcome.counted
    terms = "＋".join(plain(value) for value in counted)
    return f"({terms})÷{len(counted)}＝{outcome.score}"


# Who scores what -------------------------------------------------------------------------------------------------


def deal_out(
    allowed: Mapping[int, Collection[int]],
    judges: Sequence[int],
    each: int,
    *,
    kept: Mapping[int, Collection[int]] | None = None,
    seed: int = 0,
) -> dict[int, list[int]]:
    """Judges for each nomination: `each` of them or all who are allowed, as evenly loaded as recusal permits.

    `allowed`: nomination → judges who may score it. `kept`: nomination → judges who stay (their sheets exist).
    The same values and seed give the same table; with free choice loads differ by one at most.
    """
    table = {nomination: list((kept or {}).get(nomination, ())) for nomination in allowed}
    fixed = {nomination: set(chosen) for nomination, chosen in table.items()}
    load = dict.fromkeys(judges, 0)
    for judge in (judge for chosen in table.values() for judge in chosen):
        load[judge] = load.get(judge, 0) + 1
    order = list(judges)
    Random(seed).shuffle(order)  # noqa: S311 - a table that can be made again, no secret
    place = {judge: number for number, judge in enumerate(order)}
    for nomination in sorted(allowed, key=lambda n: (len(allowed[n]), n)):
        free = sorted(
            (judge for judge in allowed[nomination] if judge not in fixed[nomination]),
            key=lambda judge: (load[judge], place[judge]),
        )
        for judge in free[: max(0, each - len(table[nomination]))]:
            table[nomination].append(judge)
            load[judge] += 1
    while _shift_one(table, allowed, fixed, load, order):
        pass
    return table


def _shift_one(
    table: dict[int, list[int]],
    allowed: Mapping[int, Collection[int]],
    fixed: Mapping[int, Collection[int]],
    load: dict[int, int],
    order: Iterable[int],
) -> bool:
    """Move one sheet, along a chain of nominations, from a judge to one who has at least two less; False when even."""
    for heavy in sorted(order, key=lambda judge: -load[judge]):
        came_from: dict[int, tuple[int, int]] = {}
        queue = deque([heavy])
        while queue:
            judge = queue.popleft()
            for nomination in table:
                if judge not in table[nomination] or judge in fixed[nomination]:
                    continue
                for other in sorted(allowed[nomination]):
                    if other in came_from or other == heavy or other in table[nomination]:
                        continue
                    came_from[other] = (judge, nomination)
                    queue.append(other)
        light = min(came_from, key=lambda judge: load[judge], default=heavy)
        if load[light] <= load[heavy] - 2:
            _walk_back(table, came_from, heavy, light)
            load[heavy] -= 1
            load[light] += 1
            return True
    return False


def _walk_back(table: dict[int, list[int]], came_from: Mapping[int, tuple[int, int]], heavy: int, light: int) -> None:
    judge = light
    while judge != heavy:
        giver, nomination = came_from[judge]
        table[nomination][table[nomination].index(giver)] = judge
        judge = giver
