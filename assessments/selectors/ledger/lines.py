"""A ledger's lines in three columns, last year's beside them, and the arithmetic."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from assessments.enums.ledger import Column, LedgerStatus
from assessments.enums.scheme import IndicatorKind, Source
from assessments.models import Indicator, Ledger, LedgerEntry, LedgerEvidence, Scheme
from assessments.permissions.ledger import sees_column
from assessments.rules.ledger import BEFORE, NOTHING
from assessments.scoring import Given, Result, SchemeSpec, plain, score
from assessments.selectors.evidence import Fact, address_of
from assessments.selectors.scheme import spec_of

NOT_COMPARABLE = "不可比"
EARLIER_YEARS = 5
# How many columns a ledger has come to; the others are empty.
REACHED = {LedgerStatus.OPEN: 2, LedgerStatus.SELF_SCORED: 2}


def attach_parts(scheme: Scheme) -> Scheme:
    """The scheme's lines and grades in two queries, kept where `spec_of` and the pages look for them."""
    groups: dict[int, tuple[Any, list[Indicator]]] = {}
    for indicator in Indicator.objects.of(scheme).select_related("predecessor__group__scheme"):
        group, lines = groups.setdefault(indicator.group_id, (indicator.group, []))
        indicator.group = group
        lines.append(indicator)
    for group, lines in groups.values():
        _keep(group, "indicators", lines)
    _keep(scheme, "groups", [group for group, _ in groups.values()])
    _keep(scheme, "grades", list(scheme.grades.order_by("order", "pk")))
    return scheme


def _keep(row: Any, name: str, found: list[Any]) -> None:
    """As prefetching would have left them."""
    rows = getattr(row, name).all()
    rows._result_cache = found
    if not hasattr(row, "_prefetched_objects_cache"):
        row._prefetched_objects_cache = {}
    row._prefetched_objects_cache[name] = rows


@dataclass(frozen=True)
class Cell:
    """One column of one line: in words, and as it was given."""

    text: str
    reason: str = ""
    given: Given | None = None

    @property
    def is_empty(self) -> bool:
        return self.text == "—"


@dataclass(frozen=True)
class Past:
    """What a line came to a year ago, and whether it may be set beside this year's."""

    indicator: Indicator
    given: Given | None
    is_comparable: bool

    def __str__(self) -> str:
        text = words_of(self.indicator, self.given)
        return text if self.is_comparable else f"{text}（{NOT_COMPARABLE}）"


@dataclass(frozen=True)
class Row:
    """One indicator: what each column says, what it rests on, and what it was a year ago."""

    indicator: Indicator
    entry: LedgerEntry | None
    cells: dict[str, Cell]
    evidence: list[tuple[LedgerEvidence, str | None]] = field(default_factory=list)
    fact: Fact | None = None
    last: Past | None = None
    differs: bool = False

    @property
    def says(self) -> bool:
        """Is there anything beside the figures?"""
        return self.differs or bool(self.evidence) or any(cell.reason for cell in self.cells.values())


@dataclass(frozen=True)
class Block:
    """A group with its lines."""

    name: str
    rows: list[Row]


def words_of(indicator: Indicator, given: Given | None) -> str:
    """What stands in a cell."""
    if given is None:
        return "—"
    if given.not_applicable:
        return "不适用"
    if indicator.kind == IndicatorKind.VETO:
        return "有" if given.is_hit else "无"
    sign = {IndicatorKind.BONUS: "＋", IndicatorKind.DEDUCTION: "－"}.get(IndicatorKind(indicator.kind), "")
    if given.times is not None:
        return f"{given.times}次"
    if given.points is None:
        return "—"
    return f"{sign if given.points else ''}{plain(given.points)}"


def indicators_of(scheme: Scheme) -> list[Indicator]:
    """In the scheme's order, from what was prefetched."""
    found = []
    for group in scheme.groups.all():
        for indicator in group.indicators.all():
            indicator.group = group
            found.append(indicator)
    return found


def shown_columns(user: Any, ledger: Ledger) -> list[Column]:
    """What this person may see, up to the one whose turn it is."""
    reached = list(Column)[: REACHED.get(LedgerStatus(ledger.status), len(Column))]
    return [column for column in reached if sees_column(user, ledger, column)]


def entries_of(ledger: Ledger) -> dict[int, LedgerEntry]:
    """Indicator → entry with its evidence; two queries."""
    return {entry.indicator_id: entry for entry in ledger.entries.prefetch_related("evidence")}


def blocks_of(
    ledger: Ledger,
    columns: Iterable[Column],
    *,
    entries: Mapping[int, LedgerEntry] | None = None,
    facts: Mapping[Source, Fact] | None = None,
    last: Mapping[int, Past] | None = None,
) -> list[Block]:
    """The ledger's lines, group by group; every indicator of the scheme has one, scored or not."""
    columns = list(columns)
    entries = entries_of(ledger) if entries is None else entries
    blocks: list[Block] = []
    for indicator in indicators_of(ledger.scheme):
        if not blocks or blocks[-1].name != indicator.group.name:
            blocks.append(Block(indicator.group.name, []))
        entry = entries.get(indicator.pk)
        blocks[-1].rows.append(_row(indicator, entry, columns, facts or {}, last or {}))
    return blocks


def _cell(indicator: Indicator, given: Given, reason: str) -> Cell:
    return Cell(words_of(indicator, given), reason, given)


def _row(
    indicator: Indicator,
    entry: LedgerEntry | None,
    columns: list[Column],
    facts: Mapping[Source, Fact],
    last: Mapping[int, Past],
) -> Row:
    cells = {
        column.value: _cell(indicator, entry.given(column), entry.reason(column)) if entry else Cell("—")
        for column in columns
    }
    shows_self = Column.SELF in columns
    evidence = list(entry.evidence.all()) if entry and shows_self else []
    return Row(
        indicator=indicator,
        entry=entry,
        cells=cells,
        evidence=[(row, address_of(row.kind, row.object_id)) for row in evidence],
        fact=facts.get(Source(indicator.source)) if indicator.source != Source.NONE else None,
        last=last.get(indicator.pk),
        differs=len({cell.text for cell in cells.values() if not cell.is_empty}) > 1,
    )


def former_of(indicator: Indicator, year: int) -> Indicator | None:
    """The line of an earlier year's scheme that this one continues."""
    former = indicator.predecessor
    return former if former is not None and former.group.scheme.year < year else None


def published_of(ledger: Ledger) -> Any:
    """The unit's ledgers whose results are out; a publication that is taken down takes them back at once."""
    out = (LedgerStatus.PUBLISHED, LedgerStatus.CLOSED)
    return Ledger.objects.released().filter(organization=ledger.organization_id, status__in=out)


def last_year(ledger: Ledger) -> dict[int, Past]:
    """Indicator → what was confirmed a year ago; one query."""
    lines = indicators_of(ledger.scheme)
    former = {i.pk: f for i in lines if (f := former_of(i, ledger.year))}
    if not former:
        return {}
    rows = LedgerEntry.objects.filter(
        ledger__in=published_of(ledger), indicator__in=[indicator.pk for indicator in former.values()]
    )
    found = {entry.indicator_id: entry.given(Column.CONFIRMED) for entry in rows}
    return {
        line.pk: Past(former[line.pk], found.get(former[line.pk].pk), line.is_comparable)
        for line in lines
        if line.pk in former
    }


def earlier_years(ledger: Ledger) -> list[Ledger]:
    """The unit's published ledgers of the same organiser up to this one, oldest first; one query."""
    rows = published_of(ledger).filter(scheme__organizer=ledger.scheme.organizer_id, year__lt=ledger.year)
    return list(reversed(rows.select_related("scheme").order_by("-year", "-pk")[:EARLIER_YEARS]))


def is_comparable(ledger: Ledger) -> bool:
    """May this year's total be set beside the year before: every line that counts continues a comparable one."""
    lines = [i for i in indicators_of(ledger.scheme) if i.kind != IndicatorKind.VETO]
    return bool(lines) and all(i.predecessor_id and i.is_comparable for i in lines)


def standing(entry: LedgerEntry, column: Column) -> Given:
    """What the column says, or the one before where it says nothing."""
    given, before = entry.given(column), BEFORE.get(column)
    return entry.given(before) if before and given == NOTHING and not entry.reason(column) else given


def result_of(
    ledger: Ledger, entries: Mapping[int, LedgerEntry], column: Column, *, spec: SchemeSpec | None = None
) -> Result:
    """The arithmetic of one column, with the mass evaluation for the confirmed one alone.

    Where it is silent, the column before stands, as it will when it is handed on.
    """
    given = {pk: standing(entry, column) for pk, entry in entries.items()}
    mass = ledger.mass_score if column == Column.CONFIRMED else None
    return score(spec or spec_of(ledger.scheme), given, mass=mass)
