"""Member points: the plan's rules, entries within their caps, reversals, months that the committee closes."""

from assessments.services.point.entries import EntryDraft, enter_points, reverse_entry
from assessments.services.point.months import close_month, open_month
from assessments.services.point.plans import advance_plan, copy_plan, save_plan

__all__ = [
    "EntryDraft",
    "advance_plan",
    "close_month",
    "copy_plan",
    "enter_points",
    "open_month",
    "reverse_entry",
    "save_plan",
]
