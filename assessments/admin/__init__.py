"""The administration of schemes, ledgers, surveys and points, for the office."""

from assessments.admin import ledger, scheme, survey

__all__ = ["ledger", "scheme", "survey"]
