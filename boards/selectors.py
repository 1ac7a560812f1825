"""What the boards show: only what has been approved for the public and has not ended."""

from collections import Counter
from collections.abc import Sequence

from django.core.cache import cache
from django.db.models import Count

from assessments.models import Survey, SurveyTarget
from boards.caching import WALL
from branches.models import Line, Region
from brands.enums import HonourLevel, NoticeStatus
from brands.models import Brand, OfficialDocument, PublicNotice

Counts = dict[str, list[tuple[int, str, int]]]
COUNTS_SECONDS = 600


def wall_counts() -> tuple[int, Counts]:
    """How many brands are public, and how many stand in each region, line, level and year: [(value, label, count)].

    One grouped query over the wall, kept until the wall changes.
    """
    key = f"boards:counts:{cache.get(WALL, 0)}"
    counts = cache.get(key)
    if counts is None:
        counts = _count()
        cache.set(key, counts, COUNTS_SECONDS)
    return counts


def _count() -> tuple[int, Counts]:
    """Grouped by plain columns of one index; the names of the few regions and lines are looked up afterwards."""
    columns = ("region_id", "line_id", "honour_level", "named_year")
    tallies: dict[str, Counter] = {column: Counter() for column in columns}
    total = 0
    for *values, count in Brand.objects.public().order_by().values_list(*columns).annotate(count=Count("*")):
        total += count
        for column, value in zip(columns, values, strict=True):
            if value:
                tallies[column][value] += count
    levels, years = tallies["honour_level"], tallies["named_year"]
    return total, {
        "region": _named(Region, tallies["region_id"]),
        "line": _named(Line, tallies["line_id"]),
        "level": [(level, HonourLevel(level).label, n) for level, n in sorted(levels.items(), reverse=True)],
        "year": [(year, f"{year}年", n) for year, n in sorted(years.items(), reverse=True)],
    }


def _named(model: type[Region] | type[Line], tally: Counter) -> list[tuple[int, str, int]]:
    """In the order of the regions or lines themselves."""
    return [(row.pk, row.name, tally[row.pk]) for row in model.objects.filter(pk__in=tally)]


def asked_about(surveys: Sequence[Survey]) -> list[int]:
    """How many organisations each survey asks about; which ones is told to whoever holds a code."""
    counted = SurveyTarget.objects.filter(survey__in=[survey.pk for survey in surveys]).order_by()
    counts: dict[int, int] = dict(counted.values_list("survey").annotate(n=Count("*")))
    return [counts.get(survey.pk, 0) for survey in surveys]


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
