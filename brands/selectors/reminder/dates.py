"""Dates ahead, of one person or of one organisation, each in one query."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from branches.roles import held_by
from branches.tree import ancestor_paths
from brands.selectors.reminder.base import DueRow, ReminderSource, left_words, written_by
from brands.selectors.reminder.sources import REMINDER_SOURCES

AHEAD = 60  # days that the workbench looks ahead
BEHIND = 365  # what is longer overdue is no longer a date but a matter for the office


def source_of(key: str) -> ReminderSource:
    return next(source for source in REMINDER_SOURCES if source.key == key)


def address_of(row: DueRow) -> str:
    """Where it is done; the workbench where an installation lacks the page."""
    source = source_of(row.source)
    try:
        return reverse(source.url_name, args=[row.subject] if source.subject else [])
    except NoReverseMatch:
        return reverse("brands:workbench")


def shown(rows: list[DueRow], today: date | None = None) -> list[dict[str, Any]]:
    """As pages and documents draw them, see templates/brands/reminder/dates.html."""
    today = today or timezone.localdate()
    return [
        {
            "label": source_of(row.source).label,
            "title": row.title,
            "due_on": row.due_on,
            "days": row.days(today),
            "left": left_words(row.days(today)),
            "url": address_of(row),
        }
        for row in rows
    ]


def _union(parts: list[QuerySet], limit: int) -> list[DueRow]:
    """The first rows of all sources together, next due first, in one query."""
    if not parts:
        return []
    whole = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return [DueRow(*row) for row in whole.order_by("r_due", "r_source", "r_pk")[:limit]]


def dates_for(user: Any, limit: int, *, today: date | None = None) -> list[DueRow]:
    """The next dates of what this person has to do or to keep in mind, overdue ones first."""
    today, held, parts = today or timezone.localdate(), held_by(user), []
    for source in REMINDER_SOURCES:
        if not (paths := source.concerned(held)):
            continue
        rows = source.rows().filter(_between(source, today, AHEAD), **{f"{source.path}__in": sorted(paths)})
        if source.person:
            rows = rows.filter(**{source.person: user.pk})
        if source.work_of:
            rows = rows.exclude(**{f"{source.work_of}__in": sorted(written_by(held))})
        parts.append(source.dated(rows))
    return _union(parts, limit)


def dates_of(path: str, user: Any, limit: int, *, ahead: int, today: date | None = None) -> list[DueRow]:
    """What is due at one organisation, whoever acts there, as far as this reader may see it."""
    today, parts = today or timezone.localdate(), []
    for source in REMINDER_SOURCES:
        if source.person:
            continue
        paths = ancestor_paths(path, include_self=True) if source.reaches_below else [path]
        rows = source.rows().filter(_between(source, today, ahead), **{f"{source.path}__in": paths})
        parts.append(source.dated(seen_by(user, rows)))
    return _union(parts, limit)


def seen_by(user: Any, rows: QuerySet) -> QuerySet:
    """Of these rows what the person may see; models without a rule of their own belong to their organisation."""
    manager = rows.model._default_manager
    visible = getattr(manager.all(), "visible_to", None)
    return rows.filter(pk__in=visible(user).values("pk")) if visible else rows


def _between(source: ReminderSource, today: date, ahead: int) -> Q:
    first, last = today - timedelta(days=BEHIND), today + timedelta(days=ahead)
    return Q(**{f"{source.due}__gte": first, f"{source.due}__lte": last})
