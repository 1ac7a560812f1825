"""The archive's counts and its entries, one query each, however many tables and entries there are."""

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from brands.models import Brand
from brands.selectors.archive.base import ArchiveSource, Entry
from brands.selectors.archive.sources import ARCHIVE_SOURCES

# Year → kind → how many; the latest year first.
Years = dict[int, Counter[str]]


def kind_labels() -> dict[str, str]:
    """Kind → its word, in the order of the table; the first source of a kind names it."""
    labels: dict[str, str] = {}
    for source in ARCHIVE_SOURCES:
        labels.setdefault(source.kind, source.label)
    return labels


def archive_counts(user: Any, brand: Brand) -> Years:
    """How many entries this person sees, by year and kind."""
    parts = [
        source.entries(user, brand).values_list("e_source", "e_year").annotate(n=Count("pk"))
        for source in ARCHIVE_SOURCES
    ]
    kinds = {source.key: source.kind for source in ARCHIVE_SOURCES}
    years: Years = {}
    for key, year, number in _union(parts):
        years.setdefault(year, Counter())[kinds[key]] += number
    return dict(sorted(years.items(), reverse=True))


def archive_entries(
    user: Any,
    brand: Brand,
    *,
    year: int | None = None,
    kind: str = "",
    keys: Collection[str] = (),
    start: int = 0,
    limit: int | None = None,
    newest_first: bool = True,
) -> list[Entry]:
    """The entries of a year (or of all), of a kind (or of all), of some sources (or of all) in order of time."""
    wanted = [source for source in ARCHIVE_SOURCES if not kind or source.kind == kind]
    sources = {source.key: source for source in wanted if not keys or source.key in keys}
    parts = []
    for source in sources.values():
        rows = source.entries(user, brand)
        if year is not None:
            rows = rows.filter(e_at__gte=_new_year(year), e_at__lt=_new_year(year + 1))
        parts.append(source.columns(rows))
    if not parts:
        return []
    order = ("-e_at", "-e_source", "-e_pk") if newest_first else ("e_at", "e_source", "e_pk")
    end = None if limit is None else start + limit
    rows = _union(parts).order_by(*order)[start:end]
    return [_entry(sources[key], brand, *rest) for key, *rest in rows]


def _entry(source: ArchiveSource, brand: Brand, *values: Any) -> Entry:
    entry = Entry(source, *values)
    try:
        url = reverse(source.url_name, args=[entry.subject] if source.subject else [])
    except NoReverseMatch:
        return entry
    return replace(entry, url=url if source.subject else f"{url}?brand={brand.pk}")


def _union(parts: list[QuerySet]) -> QuerySet:
    return parts[0].union(*parts[1:], all=True)


def _new_year(year: int) -> datetime:
    return timezone.make_aware(datetime(year, 1, 1))
