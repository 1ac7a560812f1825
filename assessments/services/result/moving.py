"""All ledgers of a scheme follow its publication: a batch at a time, each in its own step, safe to run again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from assessments.enums.ledger import LedgerStatus
from assessments.models import Ledger, LedgerPublication
from assessments.services.result.proposals import propose
from assessments.workflow.ledger import LEDGER_FLOW
from brands.services.guidance import note_ledger

BATCH = 100
MOVE_JOB = "assessments.move_ledgers"


@dataclass(frozen=True)
class Move:
    """What a step of the publication means for its ledgers."""

    label: str
    step: str
    source: LedgerStatus


MOVES = {
    "approve": Move("公布考核结果", "publish", LedgerStatus.CONFIRMED),
    "withdraw": Move("撤下考核结果", "unpublish", LedgerStatus.PUBLISHED),
    "close": Move("归档考核台账", "close", LedgerStatus.PUBLISHED),
}


def move_ledgers(
    publication: LedgerPublication,
    step: str,
    *,
    actor: Any,
    comment: str = "",
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """How many ledgers took the step that follows from the publication's."""
    move = MOVES[step]
    rows = Ledger.objects.filter(scheme=publication.scheme_id, status=move.source)
    total, done = rows.count(), 0
    for batch in _batches(rows):
        for ledger in batch:
            with transaction.atomic():
                if step == "close":
                    lead_on(ledger)
                LEDGER_FLOW.take(move.step, ledger, actor=actor, comment=comment or move.label)
            done += 1
        progress(done, max(total, done))
    return done


def _batches(rows: Any) -> Iterator[list[Ledger]]:
    after = 0
    found = rows.select_related("organization", "scheme").order_by("pk")
    while batch := list(found.filter(pk__gt=after)[:BATCH]):
        after = batch[-1].pk
        yield batch


def lead_on(ledger: Ledger) -> None:
    """What a closed year leads to: the brands remember it and are classed anew, honours are proposed or rechecked.

    Before the step writes into the trail, as every act on brands locks those first.
    """
    note_ledger(ledger.organization, year=ledger.year, score=ledger.total, grade=ledger.grade)
    propose(ledger)
