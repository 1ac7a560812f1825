"""A rubric as offices lay it out: which row is what, and what of it is doubtful."""

import re
import unicodedata
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import IO, Any

from assessments.imports.words import LARGEST, Understood, number_in, understand
from assessments.rules.scheme.formalism import found_in
from core.errors import BusinessError
from core.spreadsheet import read_xlsx

ROWS_MOST = 300
HEADING_WITHIN = 15  # rows from the top
# Our columns and what offices call them.
HEADINGS: dict[str, tuple[str, ...]] = {
    "category": ("类别", "考核类别", "考评类别", "一级指标", "板块", "大类"),
    "name": (
        "考评项目",
        "考核项目",
        "项目",
        "二级指标",
        "三级指标",
        "考核指标",
        "考评指标",
        "指标",
        "指标名称",
        "考核要点",
    ),
    "responsible": ("责任对象", "责任主体", "责任单位", "责任人", "考核对象"),
    "content": ("责任内容", "考核内容", "考评内容", "工作内容", "工作要求", "内容"),
    "points": ("分值", "满分", "标准分", "分数", "标准分值"),
    "mechanism": (
        "评分标准",
        "考评机制",
        "考核标准",
        "考评标准",
        "评分办法",
        "计分办法",
        "评分细则",
        "扣分标准",
        "标准",
    ),
    "method": ("考评方式", "考评办法", "考核方式", "考核办法", "考评方法", "考核方法"),
    "kind": ("类型", "计分类型", "指标类型", "性质"),
    "note": ("备注", "说明"),
}
LABELS = {name: words[0] for name, words in HEADINGS.items()}
IGNORED = ("序号", "编号", "自评分", "自评得分", "得分", "考核得分", "上级评分")
TOTALS = re.compile(r"^(总?合计|总计|小计|总分|合计分值)")
ONE_CELL_NOTE = re.compile(r"^(注|说明|备注|附|填表|制表|填报|审核)")
SUM_LINE = re.compile(r"[（(]?\s*(\d+(?:\.\d+)?)\s*分\s*[）)]?$")
NAME_MOST, SHORT_MOST, LONG_MOST, NOTE_MOST = 100, 100, 1000, 300
CATEGORY_MOST = 60


@dataclass
class Row:
    """One line of the rubric: its values as the form takes them, what is doubtful, what else was understood."""

    number: int
    values: dict[str, str] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_checked: bool = False

    def stored(self) -> dict[str, Any]:
        return asdict(self)


@dataclass
class Reading:
    """What a workbook came to."""

    title: str
    rows: list[Row]
    left_out: list[tuple[int, str]]
    remarks: list[str]
    categories: dict[str, str] = field(default_factory=dict)  # name → the maximum that its heading states


def read_scheme(file: IO[bytes]) -> Reading:
    """Raises BusinessError for what is no rubric, with the columns that were found and those that are missing."""
    sheets = read_xlsx(file, max_rows=2000)
    best: tuple[int, str, int, dict[int, str]] | None = None
    for title, cells in sheets.items():
        for number, line in enumerate(cells[:HEADING_WITHIN]):
            columns = _columns(line)
            if best is None or len(columns) > best[0]:
                best = (len(columns), title, number, columns)
    if best is None or not best[3]:
        raise BusinessError("没有找到表头。请按模板设置列名：" + "、".join(LABELS.values()) + "。")
    _, title, number, columns = best
    missing = [LABELS[name] for name in ("name", "points") if name not in columns.values()]
    if missing:
        found = "、".join(LABELS[name] for name in columns.values())
        raise BusinessError(
            f"工作表“{title}”缺少列“{'”“'.join(missing)}”，请对照模板修改列名后再上传。",
            details=[f"已识别的列：{found}。"],
        )
    return _read(sheets[title], number, columns)


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _columns(line: list[str]) -> dict[int, str]:
    """Place → our column; a heading is known by its first words, brackets and stars aside."""
    found: dict[int, str] = {}
    for place, text in enumerate(line):
        heading = re.sub(r"[(（].*?[)）]|\*", "", _plain(text))
        for name, words in HEADINGS.items():
            if heading in words and name not in found.values():
                found[place] = name
    return found


def _read(cells: list[list[str]], heading: int, columns: dict[int, str]) -> Reading:
    reading = Reading(_title(cells[:heading]), [], [], _unknown(cells[heading], columns))
    category = ""
    seen: set[tuple[str, str]] = set()
    stated: Decimal | None = None
    for number, line in enumerate(cells[heading + 1 :], start=heading + 2):
        texts = {
            name: line[place].strip() for place, name in columns.items() if place < len(line) and line[place].strip()
        }
        filled = [text for text in line if text.strip()]
        reason = _leave_out(texts, filled, columns)
        if reason:
            reading.left_out.append((number, f"{reason}：{filled[0][:40]}" if filled else reason))
            if reason == "合计行" and "points" in texts:
                stated = number_in(texts["points"])
        elif heading_text := _heading_row(texts, filled):
            category = _category(heading_text, reading)
        elif texts:
            # Merged cells carry their text in the first row only.
            if "category" in texts:
                category = _category(texts["category"], reading)
            reading.rows.append(_row(number, texts | {"category": category}, seen))
        if len(reading.rows) > ROWS_MOST:
            raise BusinessError(f"表格超过{ROWS_MOST}项指标，请拆分后再导入。")
    if not reading.rows:
        raise BusinessError("表头之下没有指标，请填写后再上传。")
    _compare(reading, stated)
    return reading


def _title(lines: list[list[str]]) -> str:
    """The first line above the headings that is long enough to be one."""
    texts = [text.strip() for line in lines for text in line if len(text.strip()) >= 4]
    return texts[0].replace("\n", "")[:80] if texts else ""


def _unknown(heading: list[str], columns: dict[int, str]) -> list[str]:
    names = [t.strip() for place, t in enumerate(heading) if t.strip() and place not in columns]
    unknown = [name[:20] for name in names if _plain(name) not in IGNORED]
    return [f"没有采用的列：{'、'.join(unknown)}。"] if unknown else []


def _leave_out(texts: dict[str, str], filled: list[str], columns: dict[int, str]) -> str:
    """Why the row is no indicator; empty when it may be one."""
    if not filled:
        return ""
    if any(TOTALS.match(_plain(text)) for text in filled[:3]):
        return "合计行"
    if len(_columns(filled)) >= min(3, len(columns)):
        return "重复的表头"
    if len(filled) == 1 and ONE_CELL_NOTE.match(_plain(filled[0])):
        return "说明文字"
    return "没有对应列的文字" if not texts else ""


def _heading_row(texts: dict[str, str], filled: list[str]) -> str:
    """A row with nothing but a category in its first cell: 一、组织建设（30分）."""
    if len(filled) != 1 or not texts:
        return ""
    text = filled[0].replace("\n", "")
    is_heading = "category" in texts or re.match(r"^[一二三四五六七八九十]+[、.．]", text) is not None
    return text if is_heading else ""


def _category(text: str, reading: Reading) -> str:
    """The name without its maximum, which is kept beside: 组织建设（30分）."""
    text = text.replace("\n", "")
    name = SUM_LINE.sub("", text).strip(" （(:：")[:CATEGORY_MOST]
    if (found := SUM_LINE.search(text)) and Decimal(found[1]) <= LARGEST:
        reading.categories[name] = found[1]
    return name


def _row(number: int, texts: dict[str, str], seen: set[tuple[str, str]]) -> Row:
    row = Row(number)
    name, content = texts.get("name", "").replace("\n", ""), texts.get("content", "")
    if not name:
        name = content[:30].replace("\n", "")
        row.doubts.append("没有考评项目，暂取责任内容的开头，请核对。" if name else "没有考评项目，请填写。")
    if len(name) > NAME_MOST:
        content = content or name
        name = name[:30]
        row.doubts.append("考评项目过长，已移入责任内容，请另拟简短的名称。")
    category = texts["category"]
    if not category:
        row.doubts.append("没有类别，请填写。")
    if (category, name) in seen:
        row.doubts.append("同一类别中有同名的考评项目，请核对是否重复。")
    seen.add((category, name))
    got = understand(texts)
    row.doubts += got.doubts
    row.notes += got.notes
    for rule in found_in(name, content, texts.get("mechanism", ""), texts.get("note", "")):
        row.notes.append(f"涉及“{rule.label}”，生成草稿后须修改，或写明理由确认保留。")
    row.values = {
        "category": _cut(category, CATEGORY_MOST, "类别", row),
        "name": name,
        "responsible": _cut(texts.get("responsible", ""), SHORT_MOST, "责任对象", row),
        "content": _cut(content, LONG_MOST, "责任内容", row),
        "mechanism": _cut(texts.get("mechanism", ""), LONG_MOST, "评分标准", row),
        "note": _cut(texts.get("note", ""), NOTE_MOST, "备注", row),
        **_figures(got),
    }
    return row


def _cut(text: str, most: int, label: str, row: Row) -> str:
    if len(text) > most:
        row.doubts.append(f"{label}超过{most}字，已截去多余部分，请核对。")
    return text[:most]


def _figures(got: Understood) -> dict[str, str]:
    return {
        "kind": got.kind,
        "method": got.method,
        "maximum": _written(got.maximum),
        "floor": _written(got.floor),
        "per_event": _written(got.per_event),
    }


def _written(number: Decimal | None) -> str:
    return "" if number is None else f"{number.normalize():f}"


def _compare(reading: Reading, stated: Decimal | None) -> None:
    """The table's own sum against ours."""
    counted = [row.values["maximum"] for row in reading.rows if row.values["kind"] in ("base", "deduction")]
    total = sum((Decimal(text) for text in counted if text), Decimal(0))
    if stated is not None and stated != total and not reading.categories:
        reading.remarks.append(f"表中合计为{_written(stated)}分，读出的分值合计为{_written(total)}分，请核对。")
