"""The arithmetic of a year: what a scheme asks, what was given, what it comes to, who gets which grade.

Pure functions on plain values; nothing here knows the database. Every figure comes with the line that leads to it.
"""

from assessments.scoring.specs import (
    Given,
    GradeSpec,
    GroupScore,
    GroupSpec,
    IndicatorSpec,
    Key,
    Line,
    Result,
    SchemeSpec,
    plain,
    rounded,
)

__all__ = [
    "Given",
    "GradeSpec",
    "GroupScore",
    "GroupSpec",
    "IndicatorSpec",
    "Key",
    "Line",
    "Result",
    "SchemeSpec",
    "plain",
    "rounded",
]
