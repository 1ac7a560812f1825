"""Honours that come and go: rechecks, decisions with their documents, what the clock does, annulled documents."""

from brands.documents.decision import Verdict
from brands.services.honour.clock import expire_honours, open_due_rechecks
from brands.services.honour.decision import advance_honour, annul_document, decide_honours
from brands.services.honour.recheck import advance_recheck, advise, open_recheck, save_recheck

__all__ = [
    "Verdict",
    "advance_honour",
    "advance_recheck",
    "advise",
    "annul_document",
    "decide_honours",
    "expire_honours",
    "open_due_rechecks",
    "open_recheck",
    "save_recheck",
]
