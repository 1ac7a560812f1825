"""Work in the background, split by process; importing a module registers its handlers."""

from assessments.tasks import ledger, survey

__all__ = ["ledger", "survey"]
