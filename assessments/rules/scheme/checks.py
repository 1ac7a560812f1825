"""What of a scheme does not add up, in words: sums, shares, grades that nobody can get."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from assessments.enums.scheme import GroupRule, IndicatorKind, Period
from assessments.models import Scheme, SchemeFlag
from assessments.rules.scheme.specs import spec_of
from assessments.scoring import GradeSpec, GroupSpec, IndicatorSpec, SchemeSpec, highest, plain, score
from branches.enums import OrganizationKind

ZERO = Decimal(0)


@dataclass(frozen=True)
class Findings:
    """`errors` keep a scheme from starting, as do `flags` that nobody has overruled; `warnings` do not."""

    errors: tuple[str, ...]
    warnings: tuple[str, ...]
    flags: tuple[SchemeFlag, ...]

    @property
    def open_flags(self) -> tuple[SchemeFlag, ...]:
        return tuple(flag for flag in self.flags if flag.overruled_at is None)

    @property
    def open_count(self) -> int:
        return len(self.errors) + len(self.open_flags)

    @property
    def is_ready(self) -> bool:
        return self.open_count == 0


def findings_of(scheme: Scheme) -> Findings:
    """Reads what `with_parts` has fetched."""
    spec = spec_of(scheme)
    flags = [f for g in scheme.groups.all() for i in g.indicators.all() for f in i.flags.all()]
    errors = (*_groups(spec), *_declared(scheme), *_sums(spec), *_periods(spec), *_indicators(spec), *_grades(spec))
    return Findings(errors, (*_warnings(scheme, spec),), tuple(flags))


def _groups(spec: SchemeSpec) -> Iterator[str]:
    if not spec.groups:
        yield "还没有考核类别和指标。"
    for group in spec.groups:
        if not group.indicators:
            yield f"类别“{group.name}”没有指标，请添加指标或删除该类别。"
        if group.pool is not None and not group.pool:
            yield f"类别“{group.name}”从类别满分中扣分，请填写类别满分。"
        if group.pool is not None and not any(i.kind == IndicatorKind.DEDUCTION for i in group.indicators):
            yield f"类别“{group.name}”从类别满分中扣分，但没有扣分项。"


def _declared(scheme: Scheme) -> Iterator[str]:
    """A group's stated maximum against the sum of its indicators."""
    for group in scheme.groups.all():
        if group.is_pool or group.maximum is None:
            continue
        total = sum((i.maximum or ZERO for i in group.indicators.all() if _counts(i.kind)), ZERO)
        if total != group.maximum:
            yield f"类别“{group.name}”满分{plain(group.maximum)}分，各指标分值合计{plain(total)}分，不一致。"


def _counts(kind: str) -> bool:
    return kind in (IndicatorKind.BASE, IndicatorKind.DEDUCTION)


def _maximum(group: GroupSpec) -> Decimal:
    """What the group contributes to the full score."""
    own = (i.maximum or ZERO for i in group.indicators if _within(i, group))
    return sum(own, group.pool or ZERO)


def _within(indicator: IndicatorSpec, group: GroupSpec) -> bool:
    if indicator.kind == IndicatorKind.BASE:
        return True
    return indicator.kind == IndicatorKind.DEDUCTION and indicator.maximum is not None and group.pool is None


def _sums(spec: SchemeSpec) -> Iterator[str]:
    """Maxima, weights and the full score."""
    if spec.base_score > spec.full_score:
        yield f"基础分{plain(spec.base_score)}分超过满分{plain(spec.full_score)}分。"
        return
    total = sum((_maximum(group) for group in spec.groups), ZERO)
    if spec.group_rule == GroupRule.WEIGHTED:
        yield from _weights(spec)
    elif spec.year_share is None and total + spec.base_score != spec.full_score:
        gap = spec.full_score - spec.base_score - total
        start = f"加基础分{plain(spec.base_score)}分，" if spec.base_score else ""
        way = "少" if gap > 0 else "多"
        yield (
            f"各指标分值合计{plain(total)}分，{start}与满分{plain(spec.full_score)}分不一致，"
            f"{way}{plain(abs(gap))}分（加分项不计入满分）。"
        )


def _weights(spec: SchemeSpec) -> Iterator[str]:
    if spec.year_share is not None:
        yield "类别权重折算与平时、年终折算不能同时使用，请只选一种。"
    total = sum((group.weight or ZERO for group in spec.groups), ZERO)
    if total != 100:
        yield f"各类别权重之和应为100%，现为{plain(total)}%。"
    for group in spec.groups:
        if group.weight and not _maximum(group):
            yield f"类别“{group.name}”权重{plain(group.weight)}%，但没有计入满分的指标。"
        if not group.weight and _maximum(group):
            yield f"类别“{group.name}”有计入满分的指标，但没有权重。"


def _periods(spec: SchemeSpec) -> Iterator[str]:
    """Where the year and its end share the score, both have something to be scored."""
    if spec.year_share is None:
        return
    if not 1 <= spec.year_share <= 99:
        yield "平时占比应在1%至99%之间；不分平时和年终的，请留空。"
    for period in Period:
        if not any(_maximum_of(group, period) for group in spec.groups):
            yield f"平时和年终分别折算，但没有{period.label}的计分指标。"
    for group in spec.groups:
        if group.pool is not None and len({i.period for i in group.indicators if _counts(i.kind)}) > 1:
            yield f"类别“{group.name}”从类别满分中扣分，其中的指标应同为平时或同为年终。"


def _maximum_of(group: GroupSpec, period: Period) -> Decimal:
    if group.pool is not None:
        return group.pool if any(i.period == period for i in group.indicators if _counts(i.kind)) else ZERO
    return sum((i.maximum or ZERO for i in group.indicators if _within(i, group) and i.period == period), ZERO)


def _indicators(spec: SchemeSpec) -> Iterator[str]:
    grades = {grade.key: place for place, grade in enumerate(spec.grades)}
    for indicator in spec.indicators.values():
        if indicator.kind == IndicatorKind.BASE and not indicator.maximum:
            yield f"计分项“{indicator.name}”没有分值。"
        if indicator.kind == IndicatorKind.DEDUCTION and indicator.floor is not None:
            if indicator.maximum is None and indicator.floor > 0:
                yield f"扣分项“{indicator.name}”没有分值，下限应为负数（如最多扣5分填-5）或留空。"
            elif indicator.maximum is not None and indicator.floor > indicator.maximum:
                yield f"扣分项“{indicator.name}”的下限高于分值。"
        if indicator.veto_grade is not None and grades.get(indicator.veto_grade) == 0:
            yield f"一票否决“{indicator.name}”之后仍可评为最高等次，没有作用。"


def _grades(spec: SchemeSpec) -> Iterator[str]:
    if len(spec.grades) < 2:
        yield "请至少设置两个等次。"
        return
    last = spec.grades[-1]
    if last.threshold is not None or last.quota is not None or last.seats is not None or last.required is not None:
        yield f"最低等次“{last.name}”不设最低分、名额和条件，否则有的单位没有等次。"
    for better, worse in pairwise(grade for grade in spec.grades if grade.threshold is not None):
        if (worse.threshold or ZERO) >= (better.threshold or ZERO):
            yield (
                f"“{worse.name}”的最低分{plain(worse.threshold or ZERO)}分应低于“{better.name}”的"
                f"{plain(better.threshold or ZERO)}分。"
            )
    top = highest(spec)
    for grade in spec.grades:
        yield from _impossible(spec, grade, top)
    total = sum((grade.quota for grade in spec.grades if grade.quota is not None), Fraction(0))
    if total > 1:
        yield f"各等次比例合计{round(float(total * 100), 1):g}%，超过100%。"


def _impossible(spec: SchemeSpec, grade: GradeSpec, top: Decimal | None) -> Iterator[str]:
    """A grade that nobody can come to."""
    if grade.threshold is not None and top is not None and grade.threshold > top:
        yield f"“{grade.name}”要求{plain(grade.threshold)}分，而总分最高只能达到{plain(top)}分。"
    if grade.quota == 0 or grade.seats == 0:
        yield f"“{grade.name}”的名额为零，没有单位能够评上。"
    if (grade.required is None) != (grade.required_points is None):
        yield f"“{grade.name}”的附加条件不完整：请同时填写指标和须达到的得分。"
    if grade.required is None or grade.required_points is None:
        return
    indicator = spec.indicators[grade.required]
    most = _best_line(spec, indicator)
    if indicator.kind == IndicatorKind.VETO:
        yield f"“{grade.name}”的附加条件不能是一票否决项“{indicator.name}”。"
    elif most is not None and grade.required_points > most:
        yield (
            f"“{grade.name}”要求“{indicator.name}”达到{plain(grade.required_points)}分，"
            f"而该指标最高只能得{plain(most)}分。"
        )


def _best_line(spec: SchemeSpec, indicator: IndicatorSpec) -> Decimal | None:
    """The best that one line can show; None: without end."""
    if indicator.kind in (IndicatorKind.BASE, IndicatorKind.BONUS):
        return indicator.maximum
    return score(spec, {}).lines[indicator.key].points


def _warnings(scheme: Scheme, spec: SchemeSpec) -> Iterator[str]:
    for group in spec.groups:
        for indicator in group.indicators:
            if indicator.kind == IndicatorKind.BONUS and _is_endless(spec, group, indicator):
                yield f"加分项“{indicator.name}”不封顶，请确认。"
            if indicator.per_event and indicator.most and indicator.per_event > indicator.most:
                yield f"“{indicator.name}”每次{plain(indicator.per_event)}分，超过本项上限{plain(indicator.most)}分。"
    if spec.total_cap is not None and spec.total_cap < spec.full_score:
        yield f"总分上限{plain(spec.total_cap)}分低于满分{plain(spec.full_score)}分。"
    if spec.satisfaction_floor is not None and not spec.mass_share:
        yield "设置了满意度否决线，但群众评价不占比重，请确认仍会开展群众评价。"
    if not scheme.application.strip():
        yield "没有写明结果运用。"
    if scheme.assesses == OrganizationKind.WORKING_COMMITTEE:
        yield "考核对象为机关工委，一般应为所属党组织。"


def _is_endless(spec: SchemeSpec, group: GroupSpec, indicator: IndicatorSpec) -> bool:
    return indicator.maximum is None and group.bonus_cap is None and spec.bonus_cap is None and spec.total_cap is None
