"""The administration of schemes, ledgers, surveys and points, for the office."""

from assessments.admin import ledger, point, scheme, survey

__all__ = ["ledger", "point", "scheme", "survey"]
