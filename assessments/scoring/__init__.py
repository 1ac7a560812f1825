"""The arithmetic of a year: what a scheme asks, what was given, what it comes to, who gets which grade.

Pure functions on plain values; nothing here knows the database. Every figure comes with the line that leads to it.
"""

from assessments.scoring.grades import Cut, Graded, Grading, grade_all, meets_condition, order_of, seats_for, share_text
from assessments.scoring.results import Block, GroupScore, Line, Result
from assessments.scoring.specs import (
    Given,
    GradeSpec,
    GroupSpec,
    IndicatorSpec,
    Key,
    SchemeSpec,
    plain,
    rounded,
)
from assessments.scoring.totals import entry_range, highest, pool_period, score

__all__ = [
    "Block",
    "Cut",
    "Given",
    "GradeSpec",
    "Graded",
    "Grading",
    "GroupScore",
    "GroupSpec",
    "IndicatorSpec",
    "Key",
    "Line",
    "Result",
    "SchemeSpec",
    "entry_range",
    "grade_all",
    "highest",
    "meets_condition",
    "order_of",
    "plain",
    "pool_period",
    "rounded",
    "score",
    "seats_for",
    "share_text",
]
