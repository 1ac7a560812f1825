"""Where a ledger stands, what a list may tell of it, its charts, and the words that were said on its way."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from assessments import charts
from assessments.enums.ledger import Column, LedgerStatus
from assessments.enums.scheme import SchemeStatus
from assessments.models import Ledger, LedgerEntry, LedgerEvent
from assessments.permissions.ledger import (
    has_checker,
    may_check,
    may_confirm,
    may_fill_self,
    may_stand_in,
    reads_words,
    sees_column,
    sees_result,
)
from assessments.rules.scheme import DUES
from assessments.scoring import plain
from assessments.selectors.ledger.lines import NOT_COMPARABLE, is_comparable, result_of
from assessments.selectors.scheme import spec_of
from brands.selectors.reminder import left_words

STAGES = (
    ("自评", (LedgerStatus.OPEN,)),
    ("上级审核", (LedgerStatus.SELF_SCORED,)),
    ("审定", (LedgerStatus.CHECKED,)),
    ("公布", (LedgerStatus.CONFIRMED,)),
    ("申诉", (LedgerStatus.PUBLISHED,)),
    ("归档", ()),
)


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
    """With its scheme, its unit and what the predicates ask."""
    return rows.select_related("scheme__organizer", "organization__parent", "edited_by").for_reading()


def shown_events(user: Any, ledger: Ledger) -> list[LedgerEvent]:
    """The ledger's way so far; of the words said on it those that are addressed to this person."""
    events = list(ledger.events.all())
    for event in events:
        if not reads_words(user, ledger, event.step):
            event.comment = ""
    return events


# Whose turn it is --------------------------------------------------------------------------------------------------

TURNS = {
    LedgerStatus.OPEN: ("self_due_on", may_fill_self),
    LedgerStatus.SELF_SCORED: ("check_due_on", may_check),
    LedgerStatus.CHECKED: ("confirm_due_on", may_confirm),
}


@dataclass(frozen=True)
class DueWords:
    """By when this person is to be done, in words."""

    text: str
    is_late: bool


def due_words(user: Any, ledger: Ledger, *, today: date | None = None) -> DueWords | None:
    """For whose turn it is, and for nobody else; none where the scheme sets no date."""
    today = today or timezone.localdate()
    field, may_act = TURNS.get(LedgerStatus(ledger.status), ("", None))
    day = getattr(ledger.scheme, field) if field else None
    if day is None or may_act is None or ledger.scheme.status != SchemeStatus.IN_FORCE or not may_act(user, ledger):
        return None
    said = f"{day.month}月{day.day}日" if day.year == today.year else f"{day.year}年{day.month}月{day.day}日"
    days = (day - today).days
    return DueWords(f"请于{said}前完成{DUES[field]}，{left_words(days)}。", is_late=days < 0)


def stand_in_words(user: Any, ledger: Ledger) -> str:
    """Told to the office that checks in the superior's stead, and to the unit."""
    parent = ledger.organization.parent
    if ledger.status != LedgerStatus.SELF_SCORED or parent is None or has_checker(ledger):
        return ""
    if may_stand_in(user, ledger):
        return (
            f"{parent.short_name}现在没有可以审核的同志（未设审核员，或审核员同时为该单位填报），由工委办公室代为审核。"
        )
    if may_fill_self(user, ledger):
        return (
            f"{parent.short_name}现在没有其他可以审核的同志，台账由{ledger.scheme.organizer.short_name}办公室代为审核。"
        )
    return ""


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
