"""The arithmetic of schemes once more: slow, obvious, in fractions, written from the rules and not from the code.

A unit's score: earned points of all that counts within the full score, brought to the full score; bonuses and
deductions besides; shares; limits. Grades: from the best down, one place after the other.
"""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction as F

EXACT = Context(prec=80)
MODES = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "down": ROUND_DOWN}


def to_places(number, places, mode):
    long = EXACT.divide(Decimal(number.numerator), Decimal(number.denominator))
    return F(long.quantize(Decimal(10) ** -places, rounding=MODES[mode], context=EXACT))


def entered(indicator, given):
    """What was entered, as points; None for nothing."""
    if given is None or (given.points is None and (given.times is None or indicator.per_event is None)):
        return None
    return F(given.points) if given.points is not None else given.times * F(indicator.per_event)


def limited(indicator, amount):
    if indicator.kind in ("base", "bonus"):
        most = indicator.maximum
    elif indicator.maximum is not None:
        most = indicator.maximum - (indicator.floor if indicator.floor is not None else 0)
    else:
        most = -indicator.floor if indicator.floor is not None else None
    amount = max(F(0), amount)
    return amount if most is None else min(amount, F(most))


def parts_of(spec, given):
    """For each group: what counts within as (period, earned, maximum), bonus, minus; and the missing."""
    found, missing, bases = [], [], []
    for group in spec.groups:
        within, bonus, minus = [], F(0), F(0)
        for indicator in group.indicators:
            entry = given.get(indicator.key)
            if indicator.kind == "base":
                bases.append(indicator.key)
            counts = indicator.kind == "base" or (
                indicator.kind == "deduction" and indicator.maximum is not None and group.pool is None
            )
            if entry is not None and entry.not_applicable:
                if counts and spec.not_applicable == "full":
                    within.append((indicator.period, F(indicator.maximum), F(indicator.maximum)))
                continue
            if indicator.kind == "veto":
                continue
            amount = entered(indicator, entry)
            if amount is None and indicator.kind == "base":
                missing.append(indicator.key)
            amount = limited(indicator, amount or F(0))
            if indicator.kind == "base":
                within.append((indicator.period, amount, F(indicator.maximum)))
            elif counts:
                within.append((indicator.period, F(indicator.maximum) - amount, F(indicator.maximum)))
            elif indicator.kind == "bonus":
                bonus += amount
            else:
                minus += amount
        if group.deduction_cap is not None:
            minus = min(minus, F(group.deduction_cap))
        if group.bonus_cap is not None:
            bonus = min(bonus, F(group.bonus_cap))
        if group.pool is not None:
            periods = [i.period for i in group.indicators if i.kind == "deduction"]
            within.append((periods[0] if periods else "during_year", max(F(0), F(group.pool) - minus), F(group.pool)))
            minus = F(0)
        found.append((group, within, bonus, minus))
    return found, missing, bases


def base_of(spec, parts):
    """The part within the full score; and whether there was anything to score at all."""
    piles = []
    if spec.group_rule == "weighted":
        piles = [(F(group.weight or 0), within) for group, within, _, _ in parts]
    elif spec.year_share is not None:
        everything = [line for _, within, _, _ in parts for line in within]
        for period, share in (("during_year", spec.year_share), ("year_end", 100 - spec.year_share)):
            piles.append((F(share), [line for line in everything if line[0] == period]))
    else:
        piles = [(F(100), [line for _, within, _, _ in parts for line in within])]
    piles = [(weight, pile) for weight, pile in piles if weight and sum(line[2] for line in pile)]
    if not piles:
        return F(spec.base_score), False
    mean = sum(w * sum(x[1] for x in pile) / sum(x[2] for x in pile) for w, pile in piles) / sum(w for w, _ in piles)
    return F(spec.base_score) + mean * (F(spec.full_score) - F(spec.base_score)), True


def settle(spec, number):
    if spec.total_floor is not None:
        number = max(number, F(spec.total_floor))
    if spec.total_cap is not None:
        number = min(number, F(spec.total_cap))
    return to_places(number, spec.places, spec.rounding)


def reference_score(spec, given, mass=None):
    """Figures by name."""
    parts, missing, bases = parts_of(spec, given)
    base, anything = base_of(spec, parts)
    base = to_places(base, spec.places, spec.rounding)
    bonus, minus = sum(part[2] for part in parts), sum(part[3] for part in parts)
    if spec.bonus_cap is not None:
        bonus = min(bonus, F(spec.bonus_cap))
    extras = bonus - minus
    own = settle(spec, base if spec.extras_after_shares else base + extras)
    total = own
    if spec.mass_share and mass is not None:
        total = own * spec.organization_share / 100 + F(mass) * F(spec.full_score) / 100 * spec.mass_share / 100
    total = settle(spec, total + (extras if spec.extras_after_shares else 0))
    hits = [k for g in spec.groups for i in g.indicators if (k := i.key) in given and i.kind == "veto"
            and given[k].is_hit and not given[k].not_applicable]  # fmt: skip
    order = [grade.key for grade in spec.grades]
    worst = []
    for key in hits:
        veto = spec.indicators[key].veto_grade
        worst.append(order.index(veto) if veto in order else len(order) - 1)
    if spec.satisfaction_floor is not None and mass is not None and mass < spec.satisfaction_floor:
        worst.append(len(order) - 1)
    return {
        "base": base,
        "bonus": bonus,
        "minus": minus,
        "organization": own,
        "total": total,
        "groups": [sum((x[1] for x in within), F(0)) + b - m for _, within, b, m in parts],
        "missing": missing if anything else bases,
        "veto_place": max(worst, default=0),
    }


def line_points(spec, given, key):
    """What one indicator came to; None where it does not apply."""
    indicator = spec.indicators[key]
    group = next(g for g in spec.groups if indicator in g.indicators)
    entry = given.get(key)
    if entry is not None and entry.not_applicable:
        return None
    amount = limited(indicator, entered(indicator, entry) or F(0))
    if indicator.kind != "deduction":
        return amount
    return -amount if indicator.maximum is None or group.pool is not None else F(indicator.maximum) - amount


def reference_grades(spec, units):
    """unit → (grade's key, rank); `units`: unit → (given, mass). Every place is looked for among all that are left."""
    figures = {unit: reference_score(spec, given, mass) for unit, (given, mass) in units.items()}

    def order(unit):
        own, mass = figures[unit], units[unit][1]
        breakers = {"shared": [], "mass": [F(-1) if mass is None else F(mass)], "base": [own["base"]],
                    "groups": own["groups"]}  # fmt: skip
        return [own["total"], *breakers[spec.tie_rule]]

    rank = {unit: 1 + sum(order(other) > order(unit) for other in units) for unit in units}
    found = {}
    for place, grade in enumerate(spec.grades):
        left = [unit for unit in units if unit not in found]
        if place == len(spec.grades) - 1:
            found |= dict.fromkeys(left, grade.key)
            break
        fit = []
        for unit in left:
            got = line_points(spec, units[unit][0], grade.required) if grade.required is not None else None
            if figures[unit]["veto_place"] > place:
                continue
            if grade.threshold is not None and figures[unit]["total"] < F(grade.threshold):
                continue
            if got is not None and got < F(grade.required_points):
                continue
            fit.append(unit)
        seats = len(units)
        if grade.quota is not None:
            exact = grade.quota * len(units)
            below = exact.numerator // exact.denominator
            rest = exact - below
            seats = (
                below + {"down": 0, "up": 1 if rest else 0, "half_up": 1 if rest >= F(1, 2) else 0}[spec.seat_rounding]
            )
        if grade.seats is not None:
            seats = min(seats, grade.seats)
        while fit:
            top = max(order(unit) for unit in fit)
            equals = [unit for unit in fit if order(unit) == top]
            if len(equals) > seats:
                break
            found |= dict.fromkeys(equals, grade.key)
            fit = [unit for unit in fit if unit not in equals]
            seats -= len(equals)
    return {unit: (found[unit], rank[unit]) for unit in units}
