"""Schemes of every shape, drawn by chance, and what units were given in them."""

from decimal import Decimal
from fractions import Fraction

from assessments.enums.scheme import (
    GroupRule,
    IndicatorKind,
    NotApplicableRule,
    Period,
    Rounding,
    SeatRounding,
    TieRule,
)
from assessments.scoring import Given, GradeSpec, GroupSpec, IndicatorSpec, SchemeSpec

K = IndicatorKind


def number(random, most, places=2):
    return Decimal(random.randint(0, most * 10**places)).scaleb(-places)


def maybe(random, value):
    return value if random.random() < 0.5 else None


def draw_indicator(random, key, grades):
    kind = random.choice([K.BASE, K.BASE, K.BASE, K.DEDUCTION, K.DEDUCTION, K.BONUS, K.VETO])
    maximum = number(random, 30) + 1 if kind == K.BASE else maybe(random, number(random, 30))
    floor = None
    if kind == K.DEDUCTION:
        floor = maybe(random, -number(random, 10))
    return IndicatorSpec(
        key=key,
        name=f"指标{key}",
        kind=kind,
        maximum=None if kind == K.VETO else maximum,
        floor=floor,
        per_event=maybe(random, number(random, 3) + Decimal("0.01")),
        period=random.choice(list(Period)),
        veto_grade=random.choice([None, *grades]) if kind == K.VETO else None,
    )


def draw_scheme(random):
    count = random.randint(2, 5)
    names = [f"等次{place}" for place in range(count)]
    keys = iter(range(1, 1000))
    rule = random.choice(list(GroupRule))
    groups = []
    for place in range(random.randint(1, 4)):
        lines = tuple(draw_indicator(random, next(keys), names) for _ in range(random.randint(1, 6)))
        groups.append(
            GroupSpec(
                key=f"g{place}",
                name=f"类别{place}",
                indicators=lines,
                weight=number(random, 60, 0) if rule == GroupRule.WEIGHTED else None,
                pool=number(random, 30, 0) if random.random() < 0.2 else None,
                bonus_cap=maybe(random, number(random, 10)),
                deduction_cap=maybe(random, number(random, 10)),
            )
        )
    share = random.choice([0, 0, 20, 30, 50])
    return SchemeSpec(
        groups=tuple(groups),
        grades=draw_grades(random, names, groups),
        full_score=random.choice([Decimal(100), Decimal(100), Decimal(120), Decimal("99.5")]),
        base_score=random.choice([Decimal(0), Decimal(0), Decimal(40)]),
        group_rule=rule,
        year_share=random.choice([None, None, 50, 30]) if rule == GroupRule.SUM else None,
        bonus_cap=maybe(random, number(random, 12)),
        total_floor=random.choice([Decimal(0), None]),
        total_cap=random.choice([None, None, Decimal(110)]),
        organization_share=100 - share,
        mass_share=share,
        extras_after_shares=random.random() < 0.3,
        satisfaction_floor=random.choice([None, Decimal(60)]),
        not_applicable=random.choice(list(NotApplicableRule)),
        rounding=random.choice(list(Rounding)),
        places=random.randint(0, 3),
        tie_rule=random.choice(list(TieRule)),
        seat_rounding=random.choice(list(SeatRounding)),
    )


def draw_grades(random, names, groups):
    lines = [line for group in groups for line in group.indicators if line.kind != K.VETO]
    marks = sorted((number(random, 100) for _ in names), reverse=True)
    grades = []
    for name, mark in zip(names[:-1], marks, strict=False):
        required = random.choice(lines) if lines and random.random() < 0.3 else None
        grades.append(
            GradeSpec(
                key=name,
                name=name,
                threshold=maybe(random, mark),
                quota=maybe(random, Fraction(random.randint(1, 5), 10)),
                seats=random.choice([None, None, random.randint(0, 4)]),
                required=required.key if required else None,
                required_points=number(random, 8) if required else None,
            )
        )
    return (*grades, GradeSpec(names[-1], names[-1]))


def draw_given(random, spec, *, is_complete=True):
    given = {}
    for key, indicator in spec.indicators.items():
        if random.random() < 0.12:
            given[key] = Given(not_applicable=True)
        elif indicator.kind == K.VETO:
            given[key] = Given(is_hit=random.random() < 0.15)
        elif indicator.per_event is not None and random.random() < 0.5:
            given[key] = Given(times=random.randint(0, 8))
        elif indicator.kind == K.BASE or random.random() < 0.7:
            points = random.choice([number(random, 35), number(random, 6, 0)])
            given[key] = Given(points=points)
    if not is_complete:
        given = {key: entry for key, entry in given.items() if random.random() < 0.8}
    return given


def draw_mass(random):
    return random.choice([None, number(random, 100), number(random, 40) + 60])
