"""Totals, ranks and grades over a whole scheme: each ledger summed up, then all ranked in one pass."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.enums.ledger import Column, LedgerStatus
from assessments.models import Ledger, LedgerEntry, Scheme, Settlement
from assessments.permissions.ledger import may_run_scheme
from assessments.rules.result import check_settleable
from assessments.scoring import Given, Grading, Result, SchemeSpec, grade_all, score
from assessments.selectors.ledger import attach_parts
from assessments.selectors.scheme import spec_of
from assessments.selectors.survey import mass_scores
from branches.enums import Ability
from branches.models import Organization
from branches.roles import scope_of
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError, StaleCopy, StepRefused
from core.jobs import JobResult, enqueue
from core.models import Job

BATCH = 1000
SETTLE_JOB = "assessments.settle"
COUNTED = (LedgerStatus.CONFIRMED, LedgerStatus.PUBLISHED)
SUMMED = ("organization_score", "mass_score", "total", "arithmetic")
RANKED = ("grade", "rank", "grade_note")
# How far self scores were off the confirmed ones: the upper ends of the classes.
GAPS = (Decimal(-5), Decimal(-2), Decimal(0), Decimal(2), Decimal(5))
CLOSED = "考核结果已归档，不能再核算。"
Advance = Callable[[int, int], None]


@dataclass
class Sums:
    """What is gathered while the ledgers go by; no more of each than ranking needs."""

    results: dict[int, Result] = field(default_factory=dict)
    groups: dict[int, Decimal] = field(default_factory=dict)
    maxima: dict[int, Decimal] = field(default_factory=dict)
    gaps: Counter = field(default_factory=Counter)


def request_settlement(scheme: Scheme, *, actor: Any) -> Job:
    """Have the whole scheme reckoned; refuses with everything that stands against it."""
    with transaction.atomic():
        if actor is not None and not may_run_scheme(actor, scheme):
            raise StepRefused("只有考核单位的工委办公室和工委负责人可以核算。")
        check_settleable(scheme)
        return enqueue(SETTLE_JOB, f"核算等次和名次：{scheme}", {"scheme": scheme.pk}, actor)


def settle(scheme: Scheme, *, actor: Any, progress: Advance = lambda done, total: None) -> JobResult:
    """Sum every ledger up, then rank and grade them all; what was chosen among equals stays chosen while it fits."""
    attach_parts(scheme)
    with transaction.atomic():
        settlement = _locked_settlement(scheme)
        seen, choices = settlement.changes, settlement.choices
    # Read after the mark, so that whatever comes in between makes the reckoning out of date.
    spec, masses = spec_of(scheme), mass_scores(scheme)
    check_settleable(scheme)
    if Ledger.objects.filter(scheme=scheme, status=LedgerStatus.CLOSED).exists():
        raise BusinessError(CLOSED)
    sums = Sums()
    total = Ledger.objects.filter(scheme=scheme, status__in=COUNTED).count()
    for batch in _batches(scheme):
        _sum_up(batch, spec, masses, sums)
        progress(len(sums.results), max(total, len(sums.results)))
    grading, kept = _graded(sums.results, spec, choices)

    def store() -> None:
        # What has been chosen since has a reckoning of its own.
        if _locked_settlement(scheme).choices == choices:
            _store(scheme, grading, kept, sums, spec, seen=seen, actor=actor)

    waiting = sum(cut.open_seats for cut in grading.open_cuts)
    message = f"已核算{len(sums.results)}个单位。" + (f"名额末位有同分，尚有{waiting}个名额待择定。" if waiting else "")
    return JobResult(message=message, effect=store)


def _locked_settlement(scheme: Scheme) -> Settlement:
    settlement, _ = Settlement.objects.select_for_update(of=("self",), no_key=True).get_or_create(scheme=scheme)
    return settlement


def _batches(scheme: Scheme) -> Iterator[list[Ledger]]:
    """The ledgers that count, by key; whatever their number, a batch at a time is in memory."""
    rows = Ledger.objects.filter(scheme=scheme, status__in=COUNTED).order_by("pk")
    after = 0
    while batch := list(rows.filter(pk__gt=after)[:BATCH]):
        after = batch[-1].pk
        yield batch


def given_of(ledgers: list[Ledger]) -> dict[int, dict[int, Given]]:
    """Ledger → indicator → what was confirmed; one query for a batch."""
    column = Column.CONFIRMED
    fields = [f"{column}_{name}" for name in ("points", "times", "mark")]
    rows = LedgerEntry.objects.filter(ledger__in=[row.pk for row in ledgers])
    found: dict[int, dict[int, Given]] = {row.pk: {} for row in ledgers}
    for ledger, indicator, points, times, mark in rows.values_list("ledger", "indicator", *fields):
        found[ledger][indicator] = Given(points, times, mark == "hit", mark == "na")
    return found


def _sum_up(batch: list[Ledger], spec: SchemeSpec, masses: Mapping[int, Decimal | None], sums: Sums) -> None:
    """Figures and the lines that lead to them, written at once: they follow from what was confirmed."""
    given = given_of(batch)
    for ledger in batch:
        result = score(spec, given[ledger.pk], mass=masses.get(ledger.organization_id))
        ledger.organization_score = result.organization
        ledger.mass_score = result.mass
        ledger.total = result.total
        ledger.arithmetic = {"lines": list(result.words), "vetoes": list(result.vetoes)}
        sums.results[ledger.organization_id] = slim(result, spec)
        for group in result.groups:
            sums.groups[group.key] = sums.groups.get(group.key, Decimal(0)) + group.points
            sums.maxima[group.key] = sums.maxima.get(group.key, Decimal(0)) + group.maximum
        if ledger.self_score is not None:
            sums.gaps[gap_of(ledger.self_score - result.organization)] += 1
    _rewrite(batch, SUMMED)


def slim(result: Result, spec: SchemeSpec) -> Result:
    """Without the lines that no grade asks for."""
    asked = {grade.required for grade in spec.grades if grade.required is not None}
    groups = tuple(replace(g, lines=tuple(line for line in g.lines if line.key in asked)) for g in result.groups)
    return replace(result, groups=groups, blocks=())


def gap_of(difference: Decimal) -> int:
    """The class of a difference: its place among GAPS."""
    return sum(difference > end for end in GAPS)


def _rewrite(ledgers: list[Ledger], fields: Collection[str]) -> None:
    """Many rows in one statement on both engines; all of them exist, ledgers are never removed."""
    Ledger.objects.bulk_create(
        ledgers, batch_size=BATCH // 4, update_conflicts=True, unique_fields=["id"], update_fields=list(fields)
    )


def _graded(
    results: Mapping[int, Result], spec: SchemeSpec, choices: Mapping[str, list[int]]
) -> tuple[Grading, dict[str, list[int]]]:
    """With what was chosen among equals, as far as it still fits them."""
    kept: dict[str, list[int]] = {}
    grading = grade_all(results, spec)
    for grade in spec.grades:
        chosen = choices.get(str(grade.key))
        if not chosen:
            continue
        try:
            decided = {int(key): units for key, units in (kept | {str(grade.key): chosen}).items()}
            grading = grade_all(results, spec, decided=decided)
        except ValueError:
            continue
        kept[str(grade.key)] = chosen
    return grading, kept


def _store(
    scheme: Scheme, grading: Grading, kept: dict[str, list[int]], sums: Sums, spec: SchemeSpec, *, seen: int, actor: Any
) -> None:
    """Ranks and grades in one transaction with the mark that they are current."""
    settlement = _locked_settlement(scheme)
    for batch in _batches(scheme):
        counted = [ledger for ledger in batch if ledger.organization_id in grading.graded]
        for ledger in counted:
            found = grading.graded[ledger.organization_id]
            ledger.grade, ledger.rank = found.name, found.rank
            ledger.grade_note = "；".join(found.words)[:300]
        _rewrite(counted, RANKED)
    settlement.choices, settlement.changes_seen, settlement.actor = kept, seen, actor
    settlement.settled_at = timezone.now()
    settlement.summary = summary_of(grading, sums, spec)
    settlement.save()
    record(AuditKind.CHANGE, "核算考核等次", actor=actor, subject=scheme, details={"units": len(grading.graded)})


def summary_of(grading: Grading, sums: Sums, spec: SchemeSpec) -> dict[str, Any]:
    """What the charts and the committee's page show of the whole scheme."""
    units = max(1, len(sums.results))
    counts = Counter(found.name for found in grading.graded.values())
    return {
        "units": len(sums.results),
        "grades": [[grade.name, counts.get(grade.name, 0)] for grade in spec.grades],
        "cuts": [cut.words for cut in grading.cuts],
        "open_cuts": [
            {"grade": cut.grade, "name": cut.name, "seats": cut.open_seats, "tied": list(cut.tied)}
            for cut in grading.open_cuts
        ],
        "groups": [
            [g.name, str(round(sums.groups.get(g.key, Decimal(0)) / units, 2)),
             str(round(sums.maxima.get(g.key, Decimal(0)) / units, 2))]
            for g in spec.groups
        ],
        "gaps": [sums.gaps.get(place, 0) for place in range(len(GAPS) + 1)],
    }  # fmt: skip


def _refuse_own_unit(actor: Any, units: Collection[int]) -> None:
    own = scope_of(actor, Ability.EDIT)
    if own and Organization.objects.filter(own.condition("path"), pk__in=units).exists():
        raise StepRefused("您同时为其中一个单位填报，按回避要求不能参与择定，请由其他同志办理。")


def choose_tied(scheme: Scheme, *, choices: Mapping[int, Collection[int]], reason: str, actor: Any) -> Job:
    """Of equals at the cut of a quota the committee chooses, with its reason; everything is reckoned anew then."""
    with transaction.atomic():
        settlement = _locked_settlement(scheme)
        if not may_run_scheme(actor, scheme):
            raise StepRefused("只有考核单位的工委办公室和工委负责人可以办理。")
        if not reason.strip():
            raise BusinessError("请写明择定理由。")
        cuts = settlement.summary.get("open_cuts", [])
        if not cuts:
            raise BusinessError("没有待择定的同分单位。")
        # A choice that a reckoning has seen closes the cut, or is dropped with it.
        if any(str(cut["grade"]) in settlement.choices for cut in cuts):
            raise StaleCopy("刚刚已由其他同志择定，正在重新核算，请稍后查看结果。")
        _refuse_own_unit(actor, {unit for cut in cuts for unit in cut["tied"]})
        for cut in cuts:
            chosen = set(choices.get(cut["grade"], ()))
            if chosen - set(cut["tied"]) or len(chosen) > cut["seats"] or not chosen:
                raise BusinessError(f"“{cut['name']}”请从同分单位中选择1至{cut['seats']}个。")
            settlement.choices = settlement.choices | {str(cut["grade"]): sorted(chosen)}
        settlement.choice_reason = reason.strip()[:500]
        settlement.save()
        details = {"choices": settlement.choices, "reason": settlement.choice_reason}
        record(AuditKind.CHANGE, "择定名额末位同分单位", actor=actor, subject=scheme, details=details)
        return request_settlement(scheme, actor=actor)
