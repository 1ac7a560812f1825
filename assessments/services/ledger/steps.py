"""A ledger is handed on: each step with what it writes, alone or for many together."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F

from assessments.enums.ledger import Column
from assessments.models import Ledger, LedgerEntry, Settlement
from assessments.models.ledger import UNRANKED
from assessments.permissions.ledger import may_check, may_confirm
from assessments.rules.ledger import BEFORE, NOTHING, recusal_words
from assessments.scoring import score
from assessments.selectors.scheme import spec_of
from assessments.services.ledger.filling import locked_ledger
from assessments.workflow.ledger import LEDGER_FLOW, SINGLE_STEPS
from core.errors import BusinessError, StaleCopy, StepRefused

# What a step hands on, and where that column's sum is kept.
HANDS_ON = {"submit": Column.SELF, "check": Column.SUPERIOR, "confirm": Column.CONFIRMED}
SUM_OF = {Column.SELF: "self_score", Column.SUPERIOR: "superior_score", Column.CONFIRMED: "organization_score"}
# More than one line of any rubric gives; well within what the columns hold.
MOST_POINTS = Decimal(99_999)
CHANGED_SINCE = "台账在您打开页面之后有变动，没有一并办理，请打开台账核对后再办。"
# After these the whole scheme must be reckoned anew.
MOVING = ("confirm", "reopen", "exclude", "include")
UNSETTLED: dict[str, Any] = {"total": None, "grade": "", "rank": UNRANKED, "arithmetic": {}, "grade_note": ""}


def advance_ledger(
    ledger: Ledger, step: str, *, actor: Any, comment: str = "", version: int | None = None, seen: str | None = None
) -> Ledger:
    """Take one step; `version` and `seen` (the state) are what the actor saw."""
    if step not in SINGLE_STEPS:
        raise StepRefused("该操作请在相应的页面统一办理。")
    with transaction.atomic():
        # The reckoning's row before the ledger's, as the reckoning itself locks them.
        if step in MOVING:
            note_change(ledger.scheme_id)
        fresh = locked_ledger(ledger)
        _refuse_own_work(fresh, step, actor)
        _take_over(fresh, step, actor)
        expect: dict[str, Any] = {"edit_version": version} if version is not None else {}
        expect |= {"status": seen} if seen else {}
        # What hangs on the row may have changed with the step: whoever saw it before has seen another copy.
        changes = _changes(fresh, step) | {"edit_version": fresh.edit_version + 1}
        return LEDGER_FLOW.take(step, fresh, actor=actor, comment=comment, expect=expect, **changes)


def _refuse_own_work(ledger: Ledger, step: str, actor: Any) -> None:
    """Who writes for the unit is told why, and who may do it instead."""
    allowed = LEDGER_FLOW[step].allowed
    if allowed is not None and not allowed(actor, ledger) and (words := recusal_words(actor, ledger)):
        raise StepRefused(words)


def _take_over(ledger: Ledger, step: str, actor: Any) -> None:
    """Where the superior or the committee has written nothing, the column before stands."""
    column = HANDS_ON.get(step)
    before = BEFORE.get(column) if column else None
    allowed = {"check": may_check, "confirm": may_confirm}.get(step)
    if column is None or before is None or allowed is None or not LEDGER_FLOW[step].is_open(actor, ledger):
        return
    silent = [entry for entry in ledger.entries.all() if entry.given(column) == NOTHING and not entry.reason(column)]
    for entry in silent:
        given = entry.given(before)
        # What is claimed not to apply, or to have happened, is repeated with the reason it was claimed for.
        entry.put(column, given, entry.reason(before) if given.not_applicable or given.is_hit else "")
    LedgerEntry.objects.bulk_update(silent, [f"{column}_{name}" for name in ("points", "times", "mark", "reason")])


def _changes(ledger: Ledger, step: str) -> dict[str, Any]:
    column = HANDS_ON.get(step)
    if column is None:
        return dict(UNSETTLED) if step in MOVING else {}
    given = {entry.indicator_id: entry.given(column) for entry in ledger.entries.all()}
    return {SUM_OF[column]: storable(score(spec_of(ledger.scheme), given).organization)}


def storable(points: Decimal) -> Decimal:
    """As far as a total goes; beyond that a number of times is a slip of the hand."""
    if abs(points) > MOST_POINTS:
        raise BusinessError(f"得分合计{points:f}超出可以记录的范围（{MOST_POINTS}），请核对各项次数和分数。")
    return points


def note_change(scheme_id: int) -> None:
    """Something that the reckoning of the scheme rests on has changed."""
    # Made first, counted then: of several who find none, each is counted.
    Settlement.objects.get_or_create(scheme_id=scheme_id)
    Settlement.objects.filter(scheme=scheme_id).update(changes=F("changes") + 1)


def advance_all(
    ledgers: Sequence[Ledger], step: str, *, actor: Any, versions: Mapping[int, int], comment: str = ""
) -> tuple[list[Ledger], list[str]]:
    """Take the step for each that can; those taken, and why the others were not. Each stands alone.

    `versions`: ledger's key → the copy that the actor saw; one that has changed since is left out.
    """
    taken, refused = [], []
    for ledger in sorted(ledgers, key=lambda row: row.pk):
        try:
            seen = versions.get(ledger.pk, -1)
            taken.append(advance_ledger(ledger, step, actor=actor, comment=comment, version=seen))
        except StaleCopy:
            refused.append(f"{ledger.organization.short_name}：{CHANGED_SINCE}")
        except BusinessError as error:
            refused.append(f"{ledger.organization.short_name}：{' '.join([error.message, *error.details])}")
    return taken, refused
