"""Dates by which something is to be done, and whose turn it is.

`REMINDER_SOURCES` is the table of everything with a due date; a higher app appends its own rows in AppConfig.ready.
Reminders, the dates on the workbench and the hand-over sheet are all read from it.
"""

from brands.selectors.reminder.base import DueRow, ReminderSource, left_words, written_by
from brands.selectors.reminder.dates import address_of, dates_for, dates_of, seen_by, shown, source_of
from brands.selectors.reminder.sources import REMINDER_SOURCES

__all__ = [
    "REMINDER_SOURCES",
    "DueRow",
    "ReminderSource",
    "address_of",
    "dates_for",
    "dates_of",
    "left_words",
    "seen_by",
    "shown",
    "source_of",
    "written_by",
]
