"""What the pages of a ledger show: its lines in three columns, last year's beside them, the arithmetic, the charts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from assessments import charts
from assessments.enums.ledger import Column, LedgerStatus
from assessments.enums.scheme import IndicatorKind, Source
from assessments.models import Indicator, Ledger, LedgerEntry, LedgerEvidence, Scheme
from assessments.permissions.ledger import sees_column, sees_result
from assessments.scoring import Given, Result, SchemeSpec, plain, score
from assessments.selectors.evidence import Fact, address_of
from assessments.selectors.scheme import spec_of

STAGES = (
    ("自评", (LedgerStatus.OPEN,)),
    ("上级审核", (LedgerStatus.SELF_SCORED,)),
    ("审定", (LedgerStatus.CHECKED,)),
    ("公布", (LedgerStatus.CONFIRMED,)),
    ("申诉", (LedgerStatus.PUBLISHED,)),
    ("归档", ()),
)
NOT_COMPARABLE = "不可比"
EARLIER_YEARS = 5


def stages(ledger: Ledger) -> list[tuple[str, str]]:
    """The steps bar: (name, done / current / todo)."""
    if ledger.status == LedgerStatus.CLOSED:
        return [(name, "done") for name, _ in STAGES]
    if ledger.status == LedgerStatus.EXCLUDED:
        return [(name, "todo") for name, _ in STAGES]
    now = next(place for place, (_, statuses) in enumerate(STAGES) if ledger.status in statuses)
    states = ["done"] * now + ["current"] + ["todo"] * (len(STAGES) - now - 1)
    return [(name, state) for (name, _), state in zip(STAGES, states, strict=True)]


def with_scheme(rows: Any) -> Any:
    """With its scheme, its unit and whether its results are out."""
    return rows.select_related("scheme__organizer", "organization__parent", "edited_by").with_release()


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
    """One column of one line."""

    text: str
    reason: str = ""

    @property
    def is_empty(self) -> bool:
        return self.text == "—"


@dataclass(frozen=True)
class Row:
    """One indicator: what each column says, what it rests on, and what it was a year ago."""

    indicator: Indicator
    entry: LedgerEntry | None
    cells: dict[str, Cell]
    evidence: list[tuple[LedgerEvidence, str | None]] = field(default_factory=list)
    fact: Fact | None = None
    last: str = ""
    differs: bool = False


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
    return [column for column in Column if sees_column(user, ledger, column)]


def entries_of(ledger: Ledger) -> dict[int, LedgerEntry]:
    """Indicator → entry with its evidence; two queries."""
    return {entry.indicator_id: entry for entry in ledger.entries.prefetch_related("evidence")}


def blocks_of(
    ledger: Ledger,
    columns: Iterable[Column],
    *,
    entries: Mapping[int, LedgerEntry] | None = None,
    facts: Mapping[Source, Fact] | None = None,
    last: Mapping[int, str] | None = None,
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


def _row(
    indicator: Indicator,
    entry: LedgerEntry | None,
    columns: list[Column],
    facts: Mapping[Source, Fact],
    last: Mapping[int, str],
) -> Row:
    cells = {
        column.value: Cell(words_of(indicator, entry.given(column)), entry.reason(column)) if entry else Cell("—")
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
        last=last.get(indicator.pk, ""),
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


def last_year(ledger: Ledger) -> dict[int, str]:
    """Indicator → what was confirmed a year ago, marked where it may not be set beside this year's; one query."""
    former = {i.pk: f for i in indicators_of(ledger.scheme) if (f := former_of(i, ledger.year))}
    if not former:
        return {}
    rows = LedgerEntry.objects.filter(
        ledger__in=published_of(ledger), indicator__in=[indicator.pk for indicator in former.values()]
    )
    found = {entry.indicator_id: entry for entry in rows}
    texts = {}
    for indicator in indicators_of(ledger.scheme):
        if indicator.pk not in former:
            continue
        entry = found.get(former[indicator.pk].pk)
        text = words_of(former[indicator.pk], entry.given(Column.CONFIRMED)) if entry else "—"
        texts[indicator.pk] = text if indicator.is_comparable else f"{text}（{NOT_COMPARABLE}）"
    return texts


def earlier_years(ledger: Ledger) -> list[Ledger]:
    """The unit's published ledgers of the same organiser up to this one, oldest first; one query."""
    rows = published_of(ledger).filter(scheme__organizer=ledger.scheme.organizer_id, year__lt=ledger.year)
    return list(reversed(rows.select_related("scheme").order_by("-year", "-pk")[:EARLIER_YEARS]))


def is_comparable(ledger: Ledger) -> bool:
    """May this year's total be set beside the year before: every line that counts continues a comparable one."""
    lines = [i for i in indicators_of(ledger.scheme) if i.kind != IndicatorKind.VETO]
    return bool(lines) and all(i.predecessor_id and i.is_comparable for i in lines)


def result_of(
    ledger: Ledger, entries: Mapping[int, LedgerEntry], column: Column, *, spec: SchemeSpec | None = None
) -> Result:
    """The arithmetic of one column, with the mass evaluation for the confirmed one alone."""
    given = {pk: entry.given(column) for pk, entry in entries.items()}
    mass = ledger.mass_score if column == Column.CONFIRMED else None
    return score(spec or spec_of(ledger.scheme), given, mass=mass)


# Charts ------------------------------------------------------------------------------------------------------------


def groups_chart(ledger: Ledger, entries: Mapping[int, LedgerEntry], columns: Iterable[Column]) -> charts.Chart:
    """Each group in the columns that may be seen."""
    spec = spec_of(ledger.scheme)
    series = []
    for column in columns:
        result = result_of(ledger, entries, column, spec=spec)
        is_there = any(_is_entered(entry, column) for entry in entries.values())
        values = [group.points if is_there else None for group in result.groups]
        series.append(charts.Series(column.label, values))
    return charts.Chart("各类别得分", [group.name for group in spec.groups], series, unit="分")


def _is_entered(entry: LedgerEntry, column: Column) -> bool:
    given = entry.given(column)
    return given.points is not None or given.times is not None or given.is_hit or given.not_applicable


def years_chart(ledger: Ledger, earlier: Iterable[Ledger], *, shows_this: bool) -> charts.Chart:
    """The total year on year; a year that may not be set beside the next is marked."""
    rows = [*earlier, ledger] if shows_this else list(earlier)
    labels = [
        f"{row.year}{'（与上年' + NOT_COMPARABLE + '）' if row.pk == ledger.pk and not is_comparable(ledger) else ''}"
        for row in rows
    ]
    values: list[Decimal | None] = [row.total for row in rows]
    return charts.Chart("历年总分", labels, [charts.Series("总分", values)], unit="分")


# Figures in lists --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figures:
    """What a list may tell this person of one ledger; a dash for what is not told or not there."""

    ledger: Ledger
    self_score: str
    superior_score: str
    organization_score: str
    mass_score: str
    total: str
    grade: str
    rank: str


def figures_of(user: Any, ledger: Ledger) -> Figures:
    def told(column: Column, value: Decimal | None) -> str:
        return number(value) if sees_column(user, ledger, column) else "—"

    is_told = sees_result(user, ledger)
    return Figures(
        ledger=ledger,
        self_score=told(Column.SELF, ledger.self_score),
        superior_score=told(Column.SUPERIOR, ledger.superior_score),
        organization_score=number(ledger.organization_score) if is_told else "—",
        mass_score=number(ledger.mass_score) if is_told else "—",
        total=number(ledger.total) if is_told else "—",
        grade=ledger.grade if is_told and ledger.grade else "—",
        rank=str(ledger.rank) if is_told and ledger.is_ranked else "—",
    )


def number(value: Decimal | None) -> str:
    return "—" if value is None else plain(value)
