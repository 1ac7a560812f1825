"""考核台账: one unit's ledger and the whole committee's, as PDF and as a workbook."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from assessments import charts
from assessments.enums.ledger import Column as C
from assessments.enums.scheme import IndicatorKind
from assessments.models import Indicator, Ledger, Scheme, Settlement
from assessments.permissions.ledger import sees_result
from assessments.scoring import Given
from assessments.selectors.committee import CHARTS
from assessments.selectors.ledger import (
    NOT_COMPARABLE,
    Past,
    blocks_of,
    entries_of,
    figures_of,
    groups_chart,
    last_year,
    number,
    result_of,
    shown_columns,
    shown_events,
    words_of,
)
from core.pdf import render_pdf
from core.spreadsheet import Column, Figure, Kind, Sheet, write_xlsx

BATCH = 1000
# Beyond so many units the workbook is made by a job.
DIRECT = 3000
# And so many rows are what a printed table can hold.
PRINTED = 3000


def ledger_pdf(ledger: Ledger, user: Any) -> bytes:
    """What this person may see of one ledger; the scheme's parts are attached."""
    columns, entries = shown_columns(user, ledger), entries_of(ledger)
    chart, last = groups_chart(ledger, entries, columns), last_year(ledger)
    context = {
        "title": f"{ledger.year}年度考核台账",
        "subtitle": ledger.organization.name,
        "organ": ledger.scheme.organizer.name,
        "facts": [
            [("考核细则", str(ledger.scheme))],
            [("考核单位", ledger.scheme.organizer.name)],
            *_in_pairs([("状态", ledger.get_status_display()), *_result_facts(figures_of(user, ledger))]),
        ],
        "columns": [column.label for column in columns],
        "shows_last": bool(last),
        "span": 3 + len(columns) + bool(last),
        "blocks": _printed(blocks_of(ledger, columns, entries=entries, last=last), columns),
        "arithmetic": _arithmetic(ledger, user, columns, entries),
        "chart": None if chart.is_empty else charts.inline(charts.bar_chart(chart)),
        "chart_title": chart.title,
        "events": [(e.at, e.label, e.actor_name, e.comment) for e in shown_events(user, ledger)],
        "signs": ["支部书记", "上级审核", "考核单位"],
        "made_on": timezone.localdate(),
    }
    return render_pdf("pdf/ledger.html", context)


def _result_facts(figures: Any) -> list[tuple[str, str]]:
    rows = [
        ("组织考核得分", figures.organization_score), ("群众评价得分", figures.mass_score), ("总分", figures.total),
        ("等次", figures.grade), ("名次", figures.rank),
    ]  # fmt: skip
    return [row for row in rows if row[1] != "—"]


def _printed(blocks: list[Any], columns: list[C]) -> list[dict[str, Any]]:
    return [{"name": block.name, "rows": [_printed_row(row, columns) for row in block.rows]} for block in blocks]


def _printed_row(row: Any, columns: list[C]) -> dict[str, Any]:
    """The words and the evidence stand below the figures, over the whole width: they may be long."""
    notes = [(f"{c.label}说明", row.cells[c.value].reason) for c in columns if row.cells[c.value].reason]
    evidence = "；".join(f"{e.get_kind_display()}“{e.label}”{e.day or ''}" for e, _ in row.evidence)
    return {
        "name": row.indicator.name,
        "kind": row.indicator.get_kind_display(),
        "maximum": number(row.indicator.maximum),
        "cells": [row.cells[c.value].text for c in columns],
        "last": str(row.last or ""),
        "notes": [*notes, *([("佐证", evidence)] if evidence else [])],
    }


def _in_pairs(facts: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    return [facts[place : place + 2] for place in range(0, len(facts), 2)]


def _arithmetic(ledger: Ledger, user: Any, columns: list[C], entries: Any) -> list[str]:
    if sees_result(user, ledger) and ledger.arithmetic:
        return [*ledger.arithmetic["lines"], *([ledger.grade_note] if ledger.grade_note else [])]
    if not columns or not entries:
        return []
    column = columns[-1]
    return [f"以下为{column.label}试算，不含群众评价。", *result_of(ledger, entries, column).words]


def ledger_xlsx(ledger: Ledger, user: Any) -> bytes:
    columns, entries = shown_columns(user, ledger), entries_of(ledger)
    heads = [Column("类别"), Column("指标"), Column("类型"), Column("分值", kind="number")]
    for column in columns:
        heads += [Column(column.label, 10), Column(f"{column.label}说明", 30)]
    heads += [Column("上年", 14), Column("佐证", 40)]
    rows = []
    for block in blocks_of(ledger, columns, entries=entries, last=last_year(ledger)):
        for row in block.rows:
            line = [block.name, row.indicator.name, row.indicator.get_kind_display(), row.indicator.maximum]
            for column in columns:
                cell = row.cells[column.value]
                line += [_figure(row.indicator, cell.given), cell.reason]
            rows.append([*line, _past(row.last), "；".join(e.label for e, _ in row.evidence)])
    facts: list[list[Any]] = [["党组织", ledger.organization.name], ["年度", Figure(ledger.year, "0")]]
    facts += [["状态", ledger.get_status_display()], *_result_figures(ledger, user)]
    facts += [["计分过程", line] for line in _arithmetic(ledger, user, columns, entries)]
    facts_sheet = Sheet("结果", [Column("项目", 16), Column("内容", 80)], facts)
    return write_xlsx([Sheet("台账", heads, rows), facts_sheet])


def _figure(indicator: Indicator, given: Given | None, note: str = "") -> Figure | str:
    """What stands in a cell as a number, where it is one: deductions below zero, times with their word."""
    tail = f'"{note}"' if note else ""
    if given is None or given.not_applicable or indicator.kind == IndicatorKind.VETO:
        return words_of(indicator, given) + note
    if given.times is not None:
        return Figure(given.times, f'0"次"{tail}')
    if given.points is None:
        return "—" + note
    if indicator.kind == IndicatorKind.DEDUCTION:
        return Figure(-given.points, f"0.00{tail}")
    if indicator.kind == IndicatorKind.BONUS:
        return Figure(given.points, f"+0.00{tail};-0.00{tail};0.00{tail}")
    return Figure(given.points, f"0.00{tail}")


def _past(last: Past | None) -> Figure | str:
    """Last year's, marked where it may not be set beside this year's."""
    if last is None:
        return ""
    return _figure(last.indicator, last.given, "" if last.is_comparable else f"（{NOT_COMPARABLE}）")


def _result_figures(ledger: Ledger, user: Any) -> list[list[Any]]:
    """Of the result what this person may know, as numbers."""
    if not sees_result(user, ledger):
        return []
    rows: list[tuple[str, Any]] = [
        ("组织考核得分", ledger.organization_score), ("群众评价得分", ledger.mass_score), ("总分", ledger.total)
    ]  # fmt: skip
    found = [[label, Figure(value)] for label, value in rows if value is not None]
    found += [["等次", ledger.grade]] if ledger.grade else []
    return found + ([["名次", Figure(ledger.rank, "0")]] if ledger.is_ranked else [])


# The committee's -----------------------------------------------------------------------------------------------


def committee_rows(scheme: Scheme) -> QuerySet[Ledger]:
    """Every unit in the fixed order of the tree, also those that have reported nothing."""
    rows = Ledger.objects.filter(scheme=scheme).select_related("organization__parent")
    return rows.order_by("organization_path", "pk")


def _lines(scheme: Scheme, most: int | None = None) -> Iterator[list[Any]]:
    """Figures as figures, so that a workbook can reckon with them."""
    rows = committee_rows(scheme)
    found = rows[:most] if most else rows
    for place, ledger in enumerate(found.iterator(chunk_size=BATCH), start=1):
        parent = ledger.organization.parent
        yield [
            place,
            ledger.organization.name,
            parent.short_name if parent else "",
            ledger.get_status_display(),
            ledger.self_score,
            ledger.superior_score,
            ledger.organization_score,
            ledger.mass_score,
            ledger.total,
            ledger.grade or None,
            ledger.rank if ledger.is_ranked else None,
        ]


def _words(value: Any) -> str:
    return number(value) if value is None or isinstance(value, Decimal) else str(value)


HEADS = (
    "序号", "党组织", "上级党组织", "状态", "自评得分", "上级评分", "组织考核得分", "群众评价得分", "总分", "等次",
    "名次",
)  # fmt: skip
KINDS: tuple[Kind, ...] = (
    "integer", "text", "text", "text", "number", "number", "number", "number", "number", "text", "integer",
)  # fmt: skip


def committee_pdf(scheme: Scheme) -> bytes:
    """For the organiser, who alone sees all of it."""
    settlement = Settlement.objects.filter(scheme=scheme, settled_at__isnull=False).first()
    drawn = [CHARTS[name](settlement) for name in CHARTS] if settlement else []
    # Short heads, so that none is broken: every figure here is a score.
    heads = [head.removesuffix("得分") for head in HEADS]
    weights = (2.4, 11, 7.6, 3.6, 3.4, 3.8, 3.8, 3.8, 3.4, 3.4, 2.4)
    context = {
        "title": f"{scheme.year}年度考核台账汇总",
        "subtitle": str(scheme),
        "organ": scheme.organizer.name,
        "columns": list(zip(heads, weights, strict=True)),
        "rows": [[_words(value) for value in line] for line in _lines(scheme, PRINTED)],
        "cuts": settlement.summary.get("cuts", []) if settlement else [],
        "choice_reason": settlement.choice_reason if settlement else "",
        "charts": [
            (chart.title, charts.inline(_draw(chart)), ["项目", *chart.columns()[1:]], chart.rows()) for chart in drawn
        ],
        "signs": ["制表人", "复核人", "审批人"],
        "made_on": timezone.localdate(),
    }
    return render_pdf("pdf/ledger_committee.html", context)


def _draw(chart: charts.Chart) -> bytes:
    return charts.column_chart(chart) if len(chart.series) == 1 else charts.bar_chart(chart)


def committee_xlsx(scheme: Scheme) -> bytes:
    settlement = Settlement.objects.filter(scheme=scheme, settled_at__isnull=False).first()
    columns = [Column(head, kind=kind) for head, kind in zip(HEADS, KINDS, strict=True)]
    sheets = [Sheet("考核台账汇总", columns, list(_lines(scheme)))]
    if settlement:
        for make in CHARTS.values():
            chart = make(settlement)
            sheets.append(_chart_sheet(chart))
        cuts = [[line] for line in settlement.summary.get("cuts", [])]
        sheets.append(Sheet("等次确定过程", [Column("等次确定过程", 100)], cuts))
    return write_xlsx(sheets)


def _chart_sheet(chart: charts.Chart) -> Sheet:
    """The figures that a chart draws."""
    whole = all(isinstance(value, int) for series in chart.series for value in series.values)
    kind: Kind = "integer" if whole else "number"
    columns = [Column("项目"), *(Column(series.label, kind=kind) for series in chart.series)]
    rows = [[label, *(series.values[place] for series in chart.series)] for place, label in enumerate(chart.labels)]
    return Sheet(chart.title, columns, rows)
