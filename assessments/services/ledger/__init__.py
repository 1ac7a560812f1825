"""The acts of a year's ledgers: opened, filled in, handed on, confirmed, settled."""

from assessments.services.ledger.filling import Said, drop_evidence, pick_evidence, save_column
from assessments.services.ledger.opening import begin_ledgers, open_ledgers
from assessments.services.ledger.settling import choose_tied, request_settlement, settle
from assessments.services.ledger.steps import CHANGED_SINCE, advance_all, advance_ledger

__all__ = [
    "CHANGED_SINCE",
    "Said",
    "advance_all",
    "advance_ledger",
    "begin_ledgers",
    "choose_tied",
    "drop_evidence",
    "open_ledgers",
    "pick_evidence",
    "request_settlement",
    "save_column",
    "settle",
]
