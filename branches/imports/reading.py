"""From the workbook's cells to rows with named texts, and from texts to values."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Any

from branches.enums import ImportSheet, RowAction
from branches.imports.columns import EXAMPLE_MARK, SHEETS, Field
from core.days import EARLIEST, LATEST
from core.errors import BusinessError
from core.spreadsheet import read_xlsx

MAX_ROWS = 20_000
DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))", re.ASCII)
LONGEST_SHOWN = 300


@dataclass
class Row:
    """One row: its texts by column name, what becomes of it, and (for writing) its values."""

    sheet: ImportSheet
    number: int
    data: dict[str, str]
    action: RowAction = RowAction.SAME
    errors: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    entry: Any = None  # what writing needs, filled by the checks

    def fault(self, name: str, text: str) -> None:
        """Something to be mended in the column of that name."""
        label = next((f.label for f in SHEETS[self.sheet] if f.name == name), "")
        self.errors.append((label, text))
        self.action = RowAction.FAULTY

    def leave_out(self, reason: str) -> None:
        self.action = RowAction.LEFT_OUT
        self.notes.append(reason)

    @property
    def is_sound(self) -> bool:
        return self.action not in (RowAction.FAULTY, RowAction.LEFT_OUT)


def read_workbook(file: IO[bytes]) -> tuple[list[Row], list[str]]:
    """The rows of the three sheets, and what is wrong with the workbook as a whole."""
    book = {title.strip(): cells for title, cells in read_xlsx(file, max_rows=MAX_ROWS + 1).items()}
    known = [sheet for sheet in ImportSheet if sheet.label in book]
    if not known:
        names = "、".join(f"“{sheet.label}”" for sheet in ImportSheet)
        raise BusinessError(f"没有找到工作表{names}中的任何一个，请下载模板，按模板填写后再导入。")
    rows: list[Row] = []
    problems: list[str] = []
    for sheet in known:
        found, wrong = _read_sheet(sheet, book[sheet.label])
        rows += found
        problems += wrong
    if not rows and not problems:
        problems.append("表格中没有内容（以“示例”开头的行不会导入）。")
    return rows, problems


def _read_sheet(sheet: ImportSheet, cells: list[list[str]]) -> tuple[list[Row], list[str]]:
    fields = SHEETS[sheet]
    if not any(any(line) for line in cells):
        return [], []
    heading = [_heading(text) for text in cells[0]]
    by_label = {f.label: f for f in fields}
    problems = [
        f"工作表“{sheet.label}”缺少必填列“{f.label}”。" for f in fields if f.required and f.label not in heading
    ]
    problems += [
        f"工作表“{sheet.label}”的列“{t}”不认识，请删除该列或改用模板中的列名。"
        for t in heading
        if t and t not in by_label
    ]
    problems += [
        f"工作表“{sheet.label}”的列“{t}”重复。" for t in sorted({t for t in heading if t and heading.count(t) > 1})
    ]
    if problems:
        return [], problems
    rows = []
    for number, line in enumerate(cells[1:], start=2):
        data = {by_label[label].name: text for label, text in zip(heading, line, strict=False) if label and text}
        if data and not data.get(fields[0].name, "").startswith(EXAMPLE_MARK):
            rows.append(Row(sheet, number, data))
    return rows, []


def _heading(text: str) -> str:
    """The template marks required columns with a star."""
    return text.replace("＊", "*").strip("* \n")


def parse(row: Row) -> None:
    """Fill `values` with what the cells mean; each cell that means nothing becomes a fault of the row.

    Empty cells have no value: an update leaves them as they are.
    """
    for column in SHEETS[row.sheet]:
        text = row.data.get(column.name, "")
        if not text:
            if column.required:
                row.fault(column.name, "必填，请补充。")
            continue
        try:
            row.values[column.name] = _value(column, text)
        except ValueError as error:
            row.fault(column.name, str(error))


def _value(column: Field, text: str) -> Any:
    if column.kind == "date":
        return parse_date(text)
    if column.kind == "choice":
        return _choice(column, text)
    if column.kind == "code":
        text = unicodedata.normalize("NFKC", text)
        if any(c.isspace() for c in text):
            raise ValueError("不能含有空格或换行。")
    if any(unicodedata.category(c) in ("Cc", "Cf", "Co", "Cn") for c in text):
        raise ValueError("含有换行或无法显示的字符，请删除后重试。")
    if len(text) > column.max_length:
        raise ValueError(f"最多 {column.max_length} 字，现有 {len(text)} 字。")
    return text


def _choice(column: Field, text: str) -> Any:
    plain = unicodedata.normalize("NFKC", text).strip()
    for value, label in column.choices:
        if plain in (unicodedata.normalize("NFKC", label), str(value)):
            return value
    raise ValueError(f"“{text[:20]}”不在可选范围内，可选：{'、'.join(column.labels)}。")


def parse_date(text: str) -> date:
    """2026-01-31, 2026/1/31, 2026.1.31, 2026年1月31日 or 20260131."""
    match = DATE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match:
        year, *rest = match.groups()
        month, day = [part for part in rest if part is not None]
        try:
            value = date(int(year), int(month), int(day))
        except ValueError:
            match = None
        else:
            if EARLIEST <= value <= LATEST:
                return value
    raise ValueError(f"“{text[:20]}”不是有效日期，请写成 2026-01-31 的样子。")


def shown(data: dict[str, str]) -> dict[str, str]:
    """The texts as they are stored for the preview: a cell as long as a book is cut."""
    return {name: text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…" for name, text in data.items()}
