"""Scoring against a slow and obvious reference, and what must hold whatever the scheme."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.enums.scheme import GroupRule, IndicatorKind, NotApplicableRule
from assessments.scoring import Given, entry_range, grade_all, highest, score, seats_for
from tests.assessments.random_schemes import draw_given, draw_mass, draw_scheme
from tests.assessments.reference import reference_grades, reference_score

RANDOM = st.randoms(use_true_random=False)
QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
often = settings(max_examples=1000, deadline=None, suppress_health_check=QUIET)
sometimes = settings(max_examples=300, deadline=None, suppress_health_check=QUIET)
K = IndicatorKind


@often
@given(RANDOM)
def test_score_is_the_reference_score(random):
    spec = draw_scheme(random)
    entries, mass = draw_given(random, spec, is_complete=random.random() < 0.7), draw_mass(random)
    result, want = score(spec, entries, mass=mass), reference_score(spec, entries, mass)
    figures = {name: Fraction(getattr(result, name)) for name in ("base", "bonus", "minus", "organization", "total")}
    assert figures == {name: want[name] for name in figures}
    assert [Fraction(group.points) for group in result.groups] == want["groups"]
    assert list(result.missing) == want["missing"]
    assert all(result.words)
    assert all(line.words for line in result.lines.values())


@sometimes
@given(RANDOM)
def test_grades_and_ranks_are_the_reference_ones(random):
    spec = draw_scheme(random)
    units = {}
    for unit in range(random.randint(1, 12)):
        entries, mass = draw_given(random, spec), draw_mass(random)
        if not score(spec, entries, mass=mass).missing:
            units[unit] = (entries, mass)
            # Equals are what quotas stumble over.
            for twin in range(random.choice([0, 0, 1, 3])):
                units[f"{unit}/{twin}"] = (entries, mass)
    results = {unit: score(spec, entries, mass=mass) for unit, (entries, mass) in units.items()}
    grading = grade_all(results, spec)
    assert {u: (g.grade, g.rank) for u, g in grading.graded.items()} == reference_grades(spec, units)
    for grade, cut in zip(spec.grades[:-1], grading.cuts, strict=False):
        seats = seats_for(grade, len(units), spec.seat_rounding)
        count = sum(g.grade == grade.key for g in grading.graded.values())
        assert cut.taken == count
        assert seats is None or count <= seats
    # In whatever order the units come.
    mixed = list(results)
    random.shuffle(mixed)
    again = grade_all({unit: results[unit] for unit in mixed}, spec)
    assert again.graded == grading.graded
    assert [(c.taken, set(c.tied)) for c in again.cuts] == [(c.taken, set(c.tied)) for c in grading.cuts]


@sometimes
@given(RANDOM)
def test_nobody_comes_above_the_highest(random):
    spec = draw_scheme(random)
    most = highest(spec)
    assert most is None or score(spec, draw_given(random, spec), mass=draw_mass(random)).total <= most


@sometimes
@given(RANDOM)
def test_more_earned_is_never_less_and_more_taken_off_never_more(random):
    spec = draw_scheme(random)
    entries, mass = draw_given(random, spec), draw_mass(random)
    countable = [key for key, i in spec.indicators.items() if i.kind != K.VETO]
    if not countable:
        return
    key = random.choice(countable)
    entry = entries.get(key, Given())
    if entry.not_applicable:
        return
    before = score(spec, entries | {key: Given(points=Decimal(3))}, mass=mass).total
    after = score(spec, entries | {key: Given(points=Decimal("3.75"))}, mass=mass).total
    if spec.indicators[key].kind == K.DEDUCTION:
        assert after <= before
    else:
        assert after >= before


@sometimes
@given(RANDOM)
def test_what_does_not_apply_is_as_if_the_scheme_had_it_not(random):
    spec = replace(draw_scheme(random), not_applicable=NotApplicableRule.RESCALE)
    entries, mass = draw_given(random, spec), draw_mass(random)
    key = random.choice(list(spec.indicators))
    indicator = spec.indicators[key]
    group = next(g for g in spec.groups if indicator in g.indicators)
    if group.pool is not None and indicator.kind == K.DEDUCTION:
        return  # the period of a pool is that of its first deduction
    parts = tuple(
        replace(g, indicators=tuple(i for i in g.indicators if i.key != key)) if g is group else g for g in spec.groups
    )
    grades = tuple(replace(g, required=None) if g.required == key else g for g in spec.grades)
    without = score(replace(spec, groups=parts, grades=grades), entries, mass=mass)
    marked = score(spec, entries | {key: Given(not_applicable=True)}, mass=mass)
    assert (marked.total, marked.base, marked.vetoes) == (without.total, without.base, without.vetoes)


@sometimes
@given(RANDOM)
def test_order_of_groups_and_indicators_does_not_count(random):
    spec = draw_scheme(random)
    entries, mass = draw_given(random, spec), draw_mass(random)
    groups = []
    for group in random.sample(spec.groups, len(spec.groups)):
        lines = group.indicators
        if group.pool is None:
            lines = tuple(random.sample(lines, len(lines)))
        groups.append(replace(group, indicators=lines))
    mixed = score(replace(spec, groups=tuple(groups)), entries, mass=mass)
    plain = score(spec, entries, mass=mass)
    assert (mixed.total, mixed.organization, sorted(mixed.vetoes)) == (
        plain.total,
        plain.organization,
        sorted(plain.vetoes),
    )


@sometimes
@given(RANDOM)
def test_full_marks_make_the_full_score(random):
    spec = replace(draw_scheme(random), total_cap=None, organization_share=100, mass_share=0)
    spec = replace(spec, base_score=Decimal(0))
    entries = {key: Given(points=entry_range(i)[1]) for key, i in spec.indicators.items() if i.kind == K.BASE}
    result = score(spec, entries)
    can_earn = any(block.maximum and block.weight for block in result.blocks)
    if can_earn and not result.missing:
        unit = Decimal(1).scaleb(-spec.places)
        assert abs(result.total - spec.full_score) < unit
    assert spec.group_rule in GroupRule
