"""A scheme as the arithmetic sees it."""

from decimal import Decimal
from fractions import Fraction

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
from assessments.models import GradeRule, Group, Indicator, Scheme
from assessments.scoring import GradeSpec, GroupSpec, IndicatorSpec, SchemeSpec


def spec_of(scheme: Scheme) -> SchemeSpec:
    """The scheme for the arithmetic; keys are primary keys. Reads what `with_parts` has fetched, if it has."""
    return SchemeSpec(
        groups=tuple(_group(group, scheme) for group in scheme.groups.all()),
        grades=tuple(_grade(rule) for rule in scheme.grades.all()),
        full_score=scheme.full_score,
        base_score=scheme.base_score,
        group_rule=GroupRule(scheme.group_rule),
        year_share=scheme.year_share,
        bonus_cap=scheme.bonus_cap,
        total_floor=scheme.total_floor,
        total_cap=scheme.total_cap,
        organization_share=scheme.organization_share,
        mass_share=scheme.mass_share,
        extras_after_shares=scheme.extras_after_shares,
        satisfaction_floor=scheme.satisfaction_floor,
        not_applicable=NotApplicableRule(scheme.not_applicable),
        rounding=Rounding(scheme.rounding),
        places=scheme.places,
        tie_rule=TieRule(scheme.tie_rule),
        seat_rounding=SeatRounding(scheme.seat_rounding),
        cut_rule=CutRule(scheme.cut_rule),
    )


def _group(group: Group, scheme: Scheme) -> GroupSpec:
    return GroupSpec(
        key=group.pk,
        name=group.name,
        indicators=tuple(indicator_spec(indicator) for indicator in group.indicators.all()),
        weight=group.weight if scheme.group_rule == GroupRule.WEIGHTED else None,
        pool=(group.maximum or Decimal(0)) if group.is_pool else None,
        bonus_cap=group.bonus_cap,
        deduction_cap=group.deduction_cap,
    )


def indicator_spec(indicator: Indicator) -> IndicatorSpec:
    return IndicatorSpec(
        key=indicator.pk,
        name=indicator.name,
        kind=IndicatorKind(indicator.kind),
        maximum=indicator.maximum,
        floor=indicator.floor,
        per_event=indicator.per_event,
        period=Period(indicator.period),
        veto_grade=indicator.veto_grade_id,
    )


def _grade(rule: GradeRule) -> GradeSpec:
    return GradeSpec(
        key=rule.pk,
        name=rule.name,
        threshold=rule.threshold,
        quota=share_of(rule.quota),
        seats=rule.seats,
        required=rule.required_id,
        required_points=rule.required_points,
    )


def share_of(text: str) -> Fraction | None:
    """10% or 1/3, exactly; empty: no quota. Raises ValueError for anything else."""
    if not text:
        return None
    try:
        return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
    except ZeroDivisionError:
        raise ValueError(text) from None
