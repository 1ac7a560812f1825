"""Schemes, ledgers, surveys and points; a module for each process."""

from assessments.models.scheme import (
    GradeRule,
    Group,
    Indicator,
    Scheme,
    SchemeEvent,
    SchemeFlag,
    SchemeImport,
)

__all__ = [
    "GradeRule",
    "Group",
    "Indicator",
    "Scheme",
    "SchemeEvent",
    "SchemeFlag",
    "SchemeImport",
]
