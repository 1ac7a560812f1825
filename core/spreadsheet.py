"""Spreadsheets out, where text stays text, and in, whatever program wrote them."""

import io
import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import IO, Any, Literal

from django.utils import timezone
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from core.errors import BusinessError
from core.zips import BROKEN, check_zip

Kind = Literal["text", "integer", "number", "date", "moment"]
MAX_BYTES = 20 * 1024 * 1024
MAX_COLUMNS = 200  # some programs declare 16,384
MAX_BLANK_ROWS = 200  # after so many the sheet has ended; some programs style a million empty rows
CELL_LIMIT = 32_767  # characters, Excel's own
FORMATS = {"text": "@", "integer": "0", "number": "0.00", "date": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm"}
BODY = Font(name="宋体", size=11)
HEAD = Font(name="黑体", size=11, bold=True)


@dataclass(frozen=True)
class Column:
    """A column's heading, its width in Latin characters (0: by its content) and what it holds."""

    label: str
    width: float = 0
    kind: Kind = "text"


@dataclass(frozen=True)
class Figure:
    """A number that is shown in a way of its own, whatever its column holds: 3次, +2.00."""

    value: int | Decimal
    shown: str = "0.00"

    def __str__(self) -> str:
        return str(self.value)


@dataclass(frozen=True)
class Sheet:
    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]] = field(default_factory=list)


def write_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """A workbook with a fixed heading row on each sheet; no text in it is ever taken for a formula."""
    book = Workbook(write_only=True)
    titles: set[str] = set()
    for sheet in sheets:
        page = book.create_sheet(_title(sheet.title, titles))
        page.freeze_panes = "A2"
        rows = [list(row) for row in sheet.rows]
        for index, column in enumerate(sheet.columns):
            page.column_dimensions[get_column_letter(index + 1)].width = _width(column, index, rows)
        page.append([_cell(page, column.label, "text", HEAD) for column in sheet.columns])
        for row in rows:
            page.append([_cell(page, v, c.kind, BODY) for v, c in zip(row, sheet.columns, strict=True)])
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _cell(page: Any, value: Any, kind: Kind, font: Font) -> WriteOnlyCell:
    """A cell of the column's kind; what doesn't fit the kind (“—”, a remark) is kept as text."""
    typed = value.value if isinstance(value, Figure) else _typed(value, kind)
    number_format = value.shown if isinstance(value, Figure) else FORMATS[kind]
    cell = WriteOnlyCell(page, value=None)
    if isinstance(typed, str):
        # Set directly: openpyxl would read a leading = as a formula.
        cell._value, cell.data_type = typed, "s"
    else:
        cell.value = typed
    cell.number_format = "@" if isinstance(typed, str) else number_format
    cell.font = font
    cell.alignment = Alignment(vertical="center", wrap_text=isinstance(typed, str))
    return cell


def _typed(value: Any, kind: Kind) -> str | int | float | Decimal | date | datetime | None:
    if value is None or value == "":
        return None
    if kind in ("integer", "number") and isinstance(value, int | float | Decimal) and math.isfinite(value):
        return int(value) if isinstance(value, bool) else value
    if kind in ("date", "moment") and isinstance(value, datetime):
        value = timezone.make_naive(value) if timezone.is_aware(value) else value
        return value.date() if kind == "date" else value
    if kind == "date" and isinstance(value, date):
        return value
    return ILLEGAL_CHARACTERS_RE.sub("", str(value))[:CELL_LIMIT]


def _width(column: Column, index: int, rows: list[list[Any]]) -> float:
    if column.width:
        return column.width
    sample = [column.label, *(str(row[index]) for row in rows[:200] if row[index] is not None)]
    return min(50, max(8, 2 + max(_breadth(text) for text in sample)))


def _breadth(text: str) -> int:
    """Chinese characters are two Latin ones wide."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text[:60])


def _title(title: str, taken: set[str]) -> str:
    """Excel allows 31 characters without : / ? * [ ] and no title twice."""
    plain = "".join("_" if c in "[]:*?/\\" else c for c in ILLEGAL_CHARACTERS_RE.sub("", title)).strip("' ") or "表"
    name, number = plain[:31], 1
    while name.lower() in taken:
        number += 1
        name = f"{plain[: 31 - len(str(number)) - 1]}_{number}"
    taken.add(name.lower())
    return name


def read_xlsx(file: IO[bytes], *, max_rows: int = 20_000, max_bytes: int = MAX_BYTES) -> dict[str, list[list[str]]]:
    """Each sheet's rows as stripped texts, dates as 2026-01-31; trailing empty rows and cells are left out.

    Raises BusinessError for what is no workbook, is too large, or holds more rows than allowed.
    """
    size = file.seek(0, io.SEEK_END)
    if size > max_bytes:
        raise BusinessError(f"表格文件超过{max_bytes // 1024 // 1024}MB，请拆分后再导入。")
    if "xl/workbook.xml" not in check_zip(file):
        raise BusinessError("请上传 xlsx 格式的表格；旧版 xls 文件请先另存为 xlsx。")
    try:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        try:
            return {page.title: _rows(page, max_rows) for page in book.worksheets}
        finally:
            book.close()
    except BusinessError:
        raise
    except Exception:  # openpyxl raises whatever a damaged part leads to
        raise BusinessError(BROKEN) from None


def _rows(page: Any, max_rows: int) -> list[list[str]]:
    page.reset_dimensions()  # the size that other programs declare is often wrong
    rows: list[list[str]] = []
    blank = 0
    for values in page.iter_rows(max_col=MAX_COLUMNS, values_only=True):
        row = [_text(value) for value in values]
        while row and not row[-1]:
            row.pop()
        blank = 0 if row else blank + 1
        if blank > MAX_BLANK_ROWS:
            break
        rows.append(row)
        if row and len(rows) > max_rows:
            raise BusinessError(f"工作表“{page.title}”超过{max_rows}行，请拆分后再导入。")
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        whole_day = value.time() == time()
        return value.date().isoformat() if whole_day else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        # 0.1 + 0.2 as Excel shows it, and 12 for 12.0
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"
    text = str(value).replace("_x000D_", "").replace("\r\n", "\n").replace("\u3000", " ").replace("\xa0", " ")
    return "".join(c for c in text if c not in "\ufeff\u200b\x00" and not "\ud800" <= c <= "\udfff").strip()
