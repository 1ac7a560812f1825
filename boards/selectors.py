"""What the boards show: only what has been approved for the public and has not ended."""

from collections import Counter

from django.core.cache import cache
from django.db.models import Count

from boards.caching import WALL
from brands.enums import HonourLevel, NoticeStatus
from brands.models import Brand, OfficialDocument, PublicNotice

Counts = dict[str, list[tuple[int, str, int]]]
COUNTS_SECONDS = 600


def wall_counts() -> Counts:
    """How many public brands stand in each region, line, level and year: [(value, label, count)].

    One grouped query over the wall, kept until the wall changes.
    """
    key = f"boards:counts:{cache.get(WALL, 0)}"
    counts = cache.get(key)
    if counts is None:
        counts = _count()
        cache.set(key, counts, COUNTS_SECONDS)
    return counts


def _count() -> Counts:
    rows = (
        Brand.objects.public()
        .order_by()
        .values_list("region_id", "region__name", "region__order", "line_id", "line__name", "line__order")
        .values_list(
            "region_id",
            "region__name",
            "region__order",
            "line_id",
            "line__name",
            "line__order",
            "honour_level",
            "named_year",
        )
        .annotate(count=Count("pk"))
    )
    regions, lines, levels, years = Counter(), Counter(), Counter(), Counter()
    for region, region_name, region_order, line, line_name, line_order, level, year, count in rows:
        regions[(region_order, region, region_name)] += count
        lines[(line_order, line, line_name)] += count
        levels[level] += count
        years[year] += count
    return {
        "region": [(pk, name, n) for (_, pk, name), n in sorted(regions.items(), key=_first) if pk],
        "line": [(pk, name, n) for (_, pk, name), n in sorted(lines.items(), key=_first) if pk],
        "level": [(level, HonourLevel(level).label, n) for level, n in sorted(levels.items(), reverse=True) if level],
        "year": [(year, f"{year}年", n) for year, n in sorted(years.items(), key=_first, reverse=True) if year],
    }


def _first(item: tuple) -> tuple:
    """Sorts keys that may be missing behind the others."""
    key = item[0]
    parts = key if isinstance(key, tuple) else (key,)
    return tuple((part is None, part if part is not None else 0) for part in parts[:2])


def public_notices():
    """Running and past notices; withdrawn ones are gone."""
    return PublicNotice.objects.filter(status__in=[NoticeStatus.PUBLISHED, NoticeStatus.CLOSED]).public()


def public_documents():
    return OfficialDocument.objects.public()


def checked_document(code: str, number: str = "") -> OfficialDocument | None:
    """The document that bears this check code, and this number when one is given."""
    document = OfficialDocument.objects.select_related("organization").filter(check_code=code).first()
    if document and number and _plain(number) != _plain(document.reference):
        return None
    return document


def _plain(reference: str) -> str:
    """Readers type the brackets of a number in many ways."""
    table = str.maketrans({"[": "〔", "]": "〕", "【": "〔", "】": "〕", "(": "〔", ")": "〕", "（": "〔", "）": "〕"})
    return "".join(reference.split()).translate(table)
