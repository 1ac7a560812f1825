"""Counting ballots, and what may be shown of the count.

Nothing that rests on fewer ballots than the minimum is shown, nor anything from which it could be reckoned: what all
organisations together were told leaves out the small ones, unless the small ones together – two at least – reach the
minimum themselves.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

Key = Any  # whatever names it: hashable
CENT = Decimal("0.01")
# Fewer than two hidden organisations would be told apart by a subtraction.
LEAST_HIDDEN = 2


@dataclass(frozen=True)
class QuestionSpec:
    """A question with options: the points of each, None where an answer does not count; no points in a plain choice."""

    key: Key
    points: tuple[Decimal | None, ...]
    is_scored: bool


@dataclass(frozen=True)
class Count:
    """How many answered a question, and how often each option was chosen."""

    answers: int
    counts: tuple[int, ...]

    def __add__(self, other: "Count") -> "Count":
        return Count(self.answers + other.answers, tuple(a + b for a, b in zip(self.counts, other.counts, strict=True)))


Tally = dict[Key, Count]


def count_ballots(ballots: Iterable[Mapping[Key, Any]], questions: Sequence[QuestionSpec]) -> Tally:
    """Each question's answers: an option's place, or several."""
    answers = {question.key: 0 for question in questions}
    counts = {question.key: [0] * len(question.points) for question in questions}
    for ballot in ballots:
        for question in questions:
            chosen = ballot.get(question.key)
            places = [] if chosen is None else chosen if isinstance(chosen, list) else [chosen]
            if places:
                answers[question.key] += 1
            for place in set(places):
                counts[question.key][place] += 1
    return {q.key: Count(answers[q.key], tuple(counts[q.key])) for q in questions}


def shown(tally: Tally, minimum: int) -> Tally:
    """The questions that enough people have answered."""
    return {key: count for key, count in tally.items() if count.answers >= minimum}


def together(tallies: Sequence[Tally], hidden: Sequence[Tally], minimum: int) -> Tally:
    """All organisations in one count: `tallies` reached the minimum of ballots, `hidden` did not."""
    keys = list((tallies or hidden)[0]) if tallies or hidden else []
    whole: Tally = {}
    for key in keys:
        counts = [tally[key] for tally in (*tallies, *hidden) if tally[key].answers]
        large = [count for count in counts if count.answers >= minimum]
        small = [count for count in counts if count.answers < minimum]
        if len(small) >= LEAST_HIDDEN and sum(count.answers for count in small) >= minimum:
            large += small
        if large:
            whole[key] = sum(large[1:], start=large[0])
    return whole


def mean(count: Count, question: QuestionSpec) -> Decimal | None:
    """Mean points of the answers that count; None when none does."""
    pairs = [(p, n) for p, n in zip(question.points, count.counts, strict=True) if p is not None]
    voices = sum(n for _, n in pairs)
    return sum((p * n for p, n in pairs), Decimal(0)) / voices if voices and question.is_scored else None


def score(tally: Tally, questions: Sequence[QuestionSpec]) -> Decimal | None:
    """Mean of the means of the scored questions, all weighing the same, to two places; None when there is none."""
    means = [m for q in questions if q.key in tally and (m := mean(tally[q.key], q)) is not None]
    return rounded(sum(means, Decimal(0)) / len(means)) if means else None


def rounded(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def share(part: int, whole: int) -> Decimal:
    """Percent to one place."""
    return (Decimal(100) * part / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else Decimal(0)
