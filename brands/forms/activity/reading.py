"""Days and numbers as people write them, and rows as spreadsheets paste them."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta

from brands.models import ActivityKind
from core.days import EARLIEST, LATEST

EXCEL_EPOCH = date(1899, 12, 30)
# From 2000 to 2100: smaller numbers are no days of ours.
EXCEL_DAYS = range(36_526, 73_415)
AHEAD = timedelta(days=31)
_MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"
MONTHS = {_MONTHS[3 * number : 3 * number + 3]: number + 1 for number in range(12)}
FULL = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
SHORT = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
ENGLISH = re.compile(r"(\d{1,2})[- ]([A-Za-z]{3})[a-z]*(?:[- ](\d{2}|\d{4}))?")
# What follows the day in a cell: a weekday, an hour.
AFTER = re.compile(r"^\s*(?:[(\[（].*|(?:星期|周|礼拜).*|T?\d{1,2}[:时点].*|[上下]午.*|中午.*|晚.*|00:00.*)?$")
PEOPLE = re.compile(r"^(?:共|约|近|大约)?\s*(\d{1,6})(?:\.0+)?\s*(?:人|名|人次|余人|多人)?$")

# Column → words in its heading.
HEADINGS = {
    "held_on": ("日期", "时间", "活动时间"),
    "kind": ("类型", "类别", "活动类型", "形式"),
    "title": ("主题", "名称", "活动名称", "活动主题", "标题", "活动"),
    "place": ("地点", "活动地点", "地址", "场所"),
    "people": ("人数", "参加人数", "参与人数"),
    "summary": ("内容摘要", "摘要", "内容", "活动内容", "简述", "备注", "说明", "情况"),
}
PLAIN_ORDER = ("held_on", "kind", "title", "place", "people", "summary")
NUMBER_HEADS = {"序号", "编号", "no", "no."}


def half_width(text: str) -> str:
    """Full-width digits and signs as the plain ones."""
    return unicodedata.normalize("NFKC", text).strip()


def read_day(text: str, today: date) -> date | None:
    """2026-03-05, 2026年3月5日（周四）, 3月5日, 20260305, 46086 as Excel counts; None for what is no day.

    Without a year the nearest day counts that is not more than a month ahead.
    """
    text = half_width(text)
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        days = int(text.partition(".")[0])
        return EXCEL_EPOCH + timedelta(days=days) if days in EXCEL_DAYS else None
    if re.fullmatch(r"\d{8}", text):
        return _day(int(text[:4]), int(text[4:6]), int(text[6:]))
    if (found := FULL.match(text)) and AFTER.match(text[found.end() :]):
        return _day(*(int(part) for part in found.groups()))
    if (found := SHORT.match(text)) and AFTER.match(text[found.end() :]):
        return _nearest(int(found[1]), int(found[2]), today)
    if (found := ENGLISH.fullmatch(text)) and (month := MONTHS.get(found[2].lower())):
        if not found[3]:
            return _nearest(month, int(found[1]), today)
        return _day(int(found[3]) + (2000 if len(found[3]) == 2 else 0), month, int(found[1]))
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if EARLIEST <= found <= LATEST else None


def _nearest(month: int, day: int, today: date) -> date | None:
    """29 February goes back to the last leap year."""
    for year in range(today.year + 1, today.year - 5, -1):
        found = _day(year, month, day)
        if found and found <= today + AHEAD:
            return found
    return None


def read_people(text: str) -> int | None:
    found = PEOPLE.match(half_width(text).replace(",", ""))
    return int(found[1]) if found else None


def read_kind(text: str, kinds: Iterable[ActivityKind]) -> ActivityKind | None:
    """By name or by one of the other words for it; else by what the text holds, the longest word first."""
    text = half_width(text)
    if not text:
        return None
    words = [(word, kind) for kind in kinds for word in (kind.name, *kind.words.split())]
    words.sort(key=lambda pair: -len(pair[0]))
    exact = [kind for word, kind in words if half_width(word) == text]
    return next(iter([*exact, *(kind for word, kind in words if half_width(word) in text)]), None)


def split_rows(text: str) -> list[list[str]]:
    """Cells as a spreadsheet puts them on the clipboard: tabs between, quotes around what holds line ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if "\t" not in text:
        lines = [re.split(r"\s{2,}|\s*[|｜]\s*", line.strip().strip("|｜")) for line in text.split("\n")]
    elif text.count('"') % 2 == 0 and '"' in text:
        lines = list(csv.reader(io.StringIO(text), delimiter="\t"))
    else:
        lines = [line.split("\t") for line in text.split("\n")]
    rows = [[" ".join(cell.split()) for cell in line] for line in lines]
    return [row for row in rows if any(row)]


def read_rows(text: str) -> list[dict[str, str]]:
    """Each pasted line as texts by column, with the whole line under `raw`; headings say where what stands."""
    order: list[str] | None = None
    found: list[dict[str, str]] = []
    for row in split_rows(text):
        heading = _heading(row)
        if heading is not None:
            # What stood alone above the headings is the title of the table.
            order, found = heading, [values for values in found if len(values) > 2]
            continue
        if order is None:
            cells = row[1:] if _is_numbered(row) else row
            columns = [*PLAIN_ORDER, *["summary"] * max(0, len(cells) - len(PLAIN_ORDER))]
        else:
            cells, columns = row, [*order, *["summary"] * max(0, len(row) - len(order))]
        values: dict[str, str] = {"raw": " | ".join(cell for cell in row if cell)}
        for name, cell in zip(columns, cells, strict=False):
            if name and cell:
                values[name] = f"{values[name]} {cell}" if name in values else cell
        found.append(values)
    return found


def _heading(row: list[str]) -> list[str] | None:
    """Which column holds what, if the row is a heading: two known words and not one day."""
    names: list[str] = []
    for cell in row:
        word = re.sub(r"[\s*＊]|[(（].*", "", half_width(cell))
        matches = [name for name, words in HEADINGS.items() if word in words]
        names.append(matches[0] if matches and matches[0] not in names else "" if _drops(word) else "summary")
    known = [name for name in names if name and name != "summary"]
    return names if len(known) >= 2 else None


def _drops(word: str) -> bool:
    """Columns that say nothing of the activity."""
    return not word or word.lower() in NUMBER_HEADS


def _is_numbered(row: list[str]) -> bool:
    """A running number stands before the day."""
    first = half_width(row[0]).rstrip(".、")
    return len(row) > 1 and first.isdigit() and len(first) <= 3 and read_day(row[1], date(2026, 6, 30)) is not None
