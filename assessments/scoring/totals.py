"""From what was given to what it comes to."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from assessments.enums.scheme import GroupRule, IndicatorKind, NotApplicableRule, Period
from assessments.scoring.results import Block, GroupScore, Line, Result
from assessments.scoring.specs import HUNDRED, ZERO, Given, GroupSpec, IndicatorSpec, Key, SchemeSpec, rounded

NOTHING = Given()


def score(spec: SchemeSpec, given: Mapping[Key, Given], *, mass: Decimal | None = None) -> Result:
    """One unit's result; `mass` is its mass evaluation, 0 to 100, None where there is none.

    Rounded at three places only, each shown: the base, the organisation's score, the total.
    """
    groups = tuple(_group(group, given, spec.not_applicable) for group in spec.groups)
    blocks = _blocks(spec, groups)
    base = rounded(_base(spec, blocks), spec.places, spec.rounding)
    bonus = _at_most(sum((group.bonus for group in groups), ZERO), spec.bonus_cap)
    minus = sum((group.minus for group in groups), ZERO)
    extras = bonus - minus
    organization = _settled(spec, base if spec.extras_after_shares else base + extras)
    vetoes, best_grade = _vetoes(spec, groups, mass)
    return Result(
        spec=spec,
        groups=groups,
        blocks=blocks,
        base=base,
        bonus=bonus,
        minus=minus,
        organization=organization,
        mass=mass,
        total=_total(spec, organization, mass, extras if spec.extras_after_shares else ZERO),
        vetoes=vetoes,
        best_grade=best_grade,
        missing=_missing(groups, blocks),
    )


def entry_range(indicator: IndicatorSpec) -> tuple[Decimal, Decimal | None]:
    """What may be entered, from least to most; None: without end."""
    return ZERO, indicator.most


def highest(spec: SchemeSpec) -> Decimal | None:
    """The highest total that anybody can come to; None: without end."""
    bonuses = [_most_bonus(group) for group in spec.groups]
    known = [bonus for bonus in bonuses if bonus is not None]
    bonus = spec.bonus_cap if len(known) < len(bonuses) else _at_most(sum(known, ZERO), spec.bonus_cap)
    if bonus is None:
        return spec.total_cap
    has_base = any(b.is_open for b in _blocks(spec, [_group(g, {}, spec.not_applicable) for g in spec.groups]))
    base = spec.full_score if has_base else spec.base_score
    organization = base if spec.extras_after_shares else _at_most(base + bonus, spec.total_cap)
    mass = HUNDRED if spec.mass_share else None
    best = _total(spec, organization, mass, bonus if spec.extras_after_shares else ZERO)
    return max(best, _settled(spec, organization + (bonus if spec.extras_after_shares else ZERO)))


def _line(indicator: IndicatorSpec, given: Given, rule: NotApplicableRule, *, is_pooled: bool) -> Line:
    kind = indicator.kind
    is_within = kind == IndicatorKind.BASE or (
        kind == IndicatorKind.DEDUCTION and indicator.maximum is not None and not is_pooled
    )
    full = indicator.maximum if is_within else None
    if given.not_applicable:
        is_full = is_within and rule == NotApplicableRule.FULL
        return Line(indicator, full or ZERO if is_full else ZERO, full if is_full else None, not_applicable=True)
    if kind == IndicatorKind.VETO:
        return Line(indicator, ZERO, None, is_hit=given.is_hit)
    entered, times = given.points, None
    if entered is None and given.times is not None and indicator.per_event is not None:
        entered, times = given.times * indicator.per_event, given.times
    is_missing = entered is None and kind == IndicatorKind.BASE
    entered = max(entered or ZERO, ZERO)
    counted = _at_most(entered, indicator.most)
    points = counted
    if kind == IndicatorKind.DEDUCTION:
        points = -counted if full is None else full - counted
    return Line(indicator, points, full, entered, counted, times, is_missing=is_missing)


def _group(group: GroupSpec, given: Mapping[Key, Given], rule: NotApplicableRule) -> GroupScore:
    is_pooled = group.pool is not None
    lines = tuple(
        _line(indicator, given.get(indicator.key, NOTHING), rule, is_pooled=is_pooled) for indicator in group.indicators
    )
    earned = maximum = bonus = taken = ZERO
    for line in lines:
        if line.maximum is not None:
            earned, maximum = earned + line.points, maximum + line.maximum
        elif line.spec.kind == IndicatorKind.BONUS:
            bonus += line.points
        else:
            taken -= line.points
    taken = _at_most(taken, group.deduction_cap)
    if group.pool is not None:
        earned, maximum = earned + max(group.pool - taken, ZERO), maximum + group.pool
    return GroupScore(
        group.key,
        group.name,
        earned,
        maximum,
        bonus=_at_most(bonus, group.bonus_cap),
        minus=ZERO if is_pooled else taken,
        lines=lines,
        pool=group.pool,
        taken=taken if is_pooled else ZERO,
    )


def _blocks(spec: SchemeSpec, groups: Sequence[GroupScore]) -> tuple[Block, ...]:
    """What is brought to a share of the full score together: everything, or each group, or each period."""
    if spec.group_rule == GroupRule.WEIGHTED:
        return tuple(
            Block(group.name, part.weight or ZERO, group.earned, group.maximum)
            for part, group in zip(spec.groups, groups, strict=True)
        )
    if spec.year_share is None:
        return (Block("", HUNDRED, *_sums((g.earned, g.maximum) for g in groups)),)
    shares = {Period.DURING_YEAR: spec.year_share, Period.YEAR_END: 100 - spec.year_share}
    return tuple(
        Block(period.label, Decimal(share), *_sums(_of_period(period, spec.groups, groups)))
        for period, share in shares.items()
    )


def _of_period(
    period: Period, specs: Sequence[GroupSpec], groups: Sequence[GroupScore]
) -> Iterable[tuple[Decimal, Decimal]]:
    for spec, group in zip(specs, groups, strict=True):
        for line in group.lines:
            if line.maximum is not None and line.spec.period == period:
                yield line.points, line.maximum
        if group.pool is not None and pool_period(spec) == period:
            yield max(group.pool - group.taken, ZERO), group.pool


def pool_period(group: GroupSpec) -> Period:
    """A pool belongs to the period of its first deduction."""
    found = (i.period for i in group.indicators if i.kind == IndicatorKind.DEDUCTION)
    return next(found, Period.DURING_YEAR)


def _base(spec: SchemeSpec, blocks: Sequence[Block]) -> Fraction | Decimal:
    """The blocks that are left share the full score by their weights."""
    counted = [block for block in blocks if block.is_open]
    target = spec.full_score - spec.base_score
    if not counted:
        return spec.base_score
    if len(counted) == 1 and counted[0].maximum == target:
        return spec.base_score + counted[0].earned
    weight = sum((block.weight for block in counted), ZERO)
    parts = sum((Fraction(b.weight) * Fraction(b.earned) / Fraction(b.maximum) for b in counted), Fraction(0))
    return Fraction(spec.base_score) + Fraction(target) * parts / Fraction(weight)


def _total(spec: SchemeSpec, organization: Decimal, mass: Decimal | None, extras: Decimal) -> Decimal:
    """Without a mass evaluation the organisation's score stands alone: a missing part is no zero."""
    if spec.mass_share == 0 or mass is None:
        return _settled(spec, organization + extras)
    parts = organization * spec.organization_share + mass * spec.full_score / 100 * spec.mass_share
    return _settled(spec, parts / 100 + extras)


def _settled(spec: SchemeSpec, value: Decimal) -> Decimal:
    if spec.total_floor is not None:
        value = max(value, spec.total_floor)
    return rounded(_at_most(value, spec.total_cap), spec.places, spec.rounding)


def _vetoes(spec: SchemeSpec, groups: Sequence[GroupScore], mass: Decimal | None) -> tuple[tuple[str, ...], Key | None]:
    """What was hit, and the best grade that is left; without one of its own a veto leaves the lowest."""
    places = {grade.key: place for place, grade in enumerate(spec.grades)}
    lowest = len(spec.grades) - 1
    hit = [(line.name, places.get(line.spec.veto_grade, lowest)) for g in groups for line in g.lines if line.is_hit]
    if spec.satisfaction_floor is not None and mass is not None and mass < spec.satisfaction_floor:
        hit.append(("群众满意度低于否决线", lowest))
    if not hit:
        return (), None
    worst = max(place for _, place in hit)
    return tuple(name for name, _ in hit), spec.grades[worst].key if spec.grades else None


def _missing(groups: Sequence[GroupScore], blocks: Sequence[Block]) -> tuple[Key, ...]:
    """Bases without an entry; all of them where nothing is left to be scored."""
    lines = [line for group in groups for line in group.lines]
    if not any(block.is_open for block in blocks):
        return tuple(line.key for line in lines if line.spec.kind == IndicatorKind.BASE)
    return tuple(line.key for line in lines if line.is_missing)


def _most_bonus(group: GroupSpec) -> Decimal | None:
    most = [i.maximum for i in group.indicators if i.kind == IndicatorKind.BONUS]
    if any(value is None for value in most):
        return group.bonus_cap
    return _at_most(sum((value for value in most if value is not None), ZERO), group.bonus_cap)


def _at_most(value: Decimal, limit: Decimal | None) -> Decimal:
    return value if limit is None else min(value, limit)


def _sums(pairs: Iterable[tuple[Decimal, Decimal]]) -> tuple[Decimal, Decimal]:
    earned = maximum = ZERO
    for one, other in pairs:
        earned, maximum = earned + one, maximum + other
    return earned, maximum
