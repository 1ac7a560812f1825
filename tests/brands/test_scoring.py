"""The arithmetic against slow and obvious references."""

import itertools
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brands.scoring import (
    Outcome,
    SheetTotal,
    Weighted,
    aggregate,
    arithmetic_line,
    cut,
    deal_out,
    mean,
    plain,
    ranks,
    weighted_total,
)

RUBRIC = [Weighted(1, "政治性", 50), Weighted(2, "服务性", 30), Weighted(3, "创新性", 20)]
POINTS = st.decimals(min_value=0, max_value=100, places=2)
SHEET = st.fixed_dictionaries({1: POINTS, 2: POINTS, 3: POINTS})


def outcome(score: str, *breakers: str) -> Outcome:
    return Outcome((SheetTotal(Decimal(score)),), Decimal(score), tuple(("x", Decimal(b)) for b in breakers))


def test_a_total_is_weighted_and_exact():
    points = {1: Decimal("90.55"), 2: Decimal("80"), 3: Decimal("70.01")}
    assert weighted_total(points, RUBRIC) == Decimal("83.277")


def test_a_missing_criterion_is_no_zero():
    with pytest.raises(ValueError, match="创新性"):
        weighted_total({1: Decimal(90), 2: Decimal(90)}, RUBRIC)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["1", "2"], "1.500"),
        (["0.0005"], "0.001"),
        (["0.0015"], "0.002"),
        (["0.0025"], "0.003"),
        (["0.00049"], "0.000"),
        (["90", "90", "91"], "90.333"),
        (["90", "91", "91"], "90.667"),
    ],
)
def test_halves_are_rounded_up(values, expected):
    assert str(mean([Decimal(v) for v in values])) == expected


def test_no_mean_of_nothing():
    with pytest.raises(ValueError, match="nothing"):
        aggregate([], RUBRIC)


@pytest.mark.parametrize(("count", "dropped"), [(1, 0), (4, 0), (5, 2), (6, 2), (9, 2)])
def test_highest_and_lowest_are_dropped_from_five_up(count, dropped):
    sheets = [{c.key: Decimal(60 + n) for c in RUBRIC} for n in range(count)]
    found = aggregate(sheets, RUBRIC)
    assert [s.dropped for s in found.sheets].count("") == count - dropped
    if dropped:
        assert (found.sheets[0].dropped, found.sheets[-1].dropped) == ("lowest", "highest")


def test_of_equals_one_is_dropped():
    sheets = [{c.key: Decimal(80) for c in RUBRIC} for _ in range(5)]
    found = aggregate(sheets, RUBRIC)
    assert (len(found.counted), found.score) == (3, Decimal("80.000"))


def test_the_line_reads_like_a_sum():
    sheets = [{c.key: Decimal(p) for c in RUBRIC} for p in ("92.4", "90.1", "91")]
    assert arithmetic_line(aggregate(sheets, RUBRIC)) == "(92.4＋90.1＋91)÷3＝91.167"


def test_plain_numbers():
    assert [plain(Decimal(t)) for t in ("90.00", "90.10", "0", "100", "7.125")] == ["90", "90.1", "0", "100", "7.125"]


@given(st.lists(SHEET, min_size=1, max_size=9))
def test_aggregate_equals_the_obvious_way(sheets):
    totals = [Fraction(s[1]) * 50 / 100 + Fraction(s[2]) * 30 / 100 + Fraction(s[3]) * 20 / 100 for s in sheets]
    rest = sorted(totals)
    if len(rest) >= 5:
        rest = rest[1:-1]
    exact = sum(rest, Fraction(0)) / len(rest)
    wide = Decimal(exact.numerator) / Decimal(exact.denominator)
    found = aggregate(sheets, RUBRIC)
    assert found.score == wide.quantize(Decimal("0.001"), ROUND_HALF_UP)
    # The order of the sheets changes nothing, the tie-breakers included.
    turned = aggregate(sheets[::-1], RUBRIC)
    assert turned.order == found.order
    assert [name for name, _ in found.tie_breakers] == ["政治性", "服务性", "创新性"]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=8))
def test_ranks_equal_the_obvious_way(values):
    outcomes = {n: outcome(str(score), str(breaker)) for n, (score, breaker) in enumerate(values)}
    found = ranks(outcomes)
    for a, b in itertools.permutations(outcomes, 2):
        assert (found[a] < found[b]) == (values[a] > values[b])
    assert min(found.values()) == 1


def test_a_tie_is_decided_by_the_heaviest_criterion_first():
    found = ranks({"a": outcome("90", "80", "99"), "b": outcome("90", "81", "0"), "c": outcome("90", "80", "99")})
    assert found == {"b": 1, "a": 2, "c": 2}


def test_the_quota_is_never_exceeded():
    assert cut({"a": 1, "b": 2, "c": 3}, 2).chosen == ("a", "b")
    tied = cut({"a": 1, "b": 2, "c": 2, "d": 4}, 2)
    assert (tied.chosen, tied.tied, tied.seats) == (("a",), ("b", "c"), 1)
    fits = cut({"a": 1, "b": 2, "c": 2, "d": 4}, 3)
    assert (fits.chosen, fits.tied, fits.seats) == (("a", "b", "c"), (), 0)
    level = cut({"a": 1, "b": 1}, 1)
    assert (level.chosen, level.tied, level.seats) == ((), ("a", "b"), 1)
    assert cut({"a": 1}, 5).chosen == ("a",)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=8), st.integers(1, 8))
def test_the_cut_leaves_a_decision_only_where_there_is_one(scores, quota):
    found = cut(ranks({n: outcome(str(s)) for n, s in enumerate(scores)}), quota)
    assert len(found.chosen) + found.seats == min(quota, len(scores))
    assert not found.tied or len(found.tied) > found.seats > 0
    assert not set(found.chosen) & set(found.tied)


TABLES = st.integers(1, 6).flatmap(
    lambda judges: st.tuples(
        st.just(judges),
        st.lists(st.sets(st.integers(0, judges - 1)), min_size=1, max_size=7),  # who is barred from each nomination
        st.integers(1, 4),
        st.integers(0, 2**31 - 1),
    )
)


def loads(table: dict[int, list[int]], judges: int) -> list[int]:
    given_to = [judge for chosen in table.values() for judge in chosen]
    return [given_to.count(judge) for judge in range(judges)]


@given(TABLES)
def test_dealing_out_respects_recusal_and_repeats_itself(case):
    judges, barred, each, seed = case
    allowed = {n: [j for j in range(judges) if j not in out] for n, out in enumerate(barred)}
    table = deal_out(allowed, range(judges), each, seed=seed)
    for nomination, chosen in table.items():
        assert len(chosen) == len(set(chosen)) == min(each, len(allowed[nomination]))
        assert set(chosen) <= set(allowed[nomination])
    assert table == deal_out(allowed, range(judges), each, seed=seed)


@given(st.integers(1, 9), st.integers(1, 12), st.integers(1, 5), st.integers(0, 2**31 - 1))
def test_with_free_choice_loads_differ_by_one_at_most(judges, nominations, each, seed):
    allowed = {n: list(range(judges)) for n in range(nominations)}
    found = loads(deal_out(allowed, range(judges), each, seed=seed), judges)
    assert max(found) - min(found) <= 1


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 4).flatmap(
        lambda judges: st.tuples(
            st.just(judges), st.lists(st.sets(st.integers(0, judges - 1)), min_size=1, max_size=4), st.integers(1, 2)
        )
    )
)
def test_as_even_as_recusal_permits(case):
    """No table at all is more even than ours: every possible one is tried."""
    judges, barred, each = case
    allowed = {n: [j for j in range(judges) if j not in out] for n, out in enumerate(barred)}
    choices = [list(itertools.combinations(people, min(each, len(people)))) for people in allowed.values()]
    best = min(sum(load**2 for load in loads(dict(enumerate(t)), judges)) for t in itertools.product(*choices))
    found = loads(deal_out(allowed, range(judges), each, seed=1), judges)
    assert sum(load**2 for load in found) == best


def test_what_exists_stays():
    allowed = {1: [1, 2, 3], 2: [1, 2, 3]}
    table = deal_out(allowed, [1, 2, 3], 2, kept={1: [1], 2: [1]})
    assert [table[1][0], table[2][0]] == [1, 1]
    assert {table[1][1], table[2][1]} == {2, 3}
