"""Workbooks that branches hands out: the import template, temporary passwords, the audit trail."""

import io
import json
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from branches.enums import ImportSheet
from branches.imports.columns import EXAMPLE_MARK, SHEETS, Field
from branches.models import Line, Region
from core.models import AuditEntry
from core.spreadsheet import Column, Sheet, write_xlsx

LAST_ROW = 20_001
HEAD = Font(name="黑体", size=11, bold=True)
BODY = Font(name="宋体", size=11)
EXAMPLE = Font(name="宋体", size=11, italic=True, color="7F7F7F")
REQUIRED_FILL = PatternFill("solid", fgColor="FFF2CC")
RULES = (
    "每张工作表第一行是列名，请勿修改；带 * 的列必填。",
    f"以“{EXAMPLE_MARK}”开头的行是示例，不会导入，可以保留或删除。",
    "组织代码、党员编号、账号已存在的，按本行内容更新；不存在的新增。更新时留空的单元格保持原值。",
    "全部行都正确才会导入；有一行有误，任何内容都不会导入。确认之前可以逐行核对。",
    "党组织、党员由系统管理员或工委办公室导入，账号由安全管理员导入；可用同一份表格，各自只导入自己负责的部分。",
    "请勿填写身份证号、住址等与工作无关的个人信息。",
)


def import_template() -> bytes:
    """The three sheets with an example row and lists to choose from, and a page that explains every column."""
    book = Workbook()
    guide = book.active
    guide.title = "填写说明"
    _fill_guide(guide)
    names = {
        "region": list(Region.objects.values_list("name", flat=True)),
        "line": list(Line.objects.values_list("name", flat=True)),
    }
    lists = book.create_sheet("选项")
    lists.sheet_state = "hidden"
    for sheet, fields in SHEETS.items():
        _fill_sheet(book.create_sheet(sheet.label), lists, fields, names)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _fill_guide(page: Any) -> None:
    page.append(["填写说明"])
    for number, rule in enumerate(RULES, start=1):
        page.append([f"{number}. {rule}"])
    page.append([])
    head = page.max_row + 2
    page.append([])
    page.append(["工作表", "列名", "是否必填", "说明", "可选内容"])
    for sheet in ImportSheet:
        for field in SHEETS[sheet]:
            page.append(
                [sheet.label, field.label, "必填" if field.required else "选填", field.help, "、".join(field.labels)]
            )
    for row in page.iter_rows():
        for cell in row:
            cell.font = HEAD if cell.row in (1, head) else BODY
            cell.alignment = Alignment(vertical="center", wrap_text=cell.row >= head)
    for column, width in zip("ABCDE", (12, 18, 12, 48, 60), strict=True):
        page.column_dimensions[column].width = width


def _fill_sheet(page: Any, lists: Any, fields: Iterable[Field], names: dict[str, list[str]]) -> None:
    page.freeze_panes = "A2"
    for number, field in enumerate(fields, start=1):
        letter = get_column_letter(number)
        head = page.cell(1, number, field.label + ("*" if field.required else ""))
        head.font = HEAD
        if field.required:
            head.fill = REQUIRED_FILL
        page.column_dimensions[letter].width = max(12, 2 * len(field.label) + 4, len(field.example) + 4)
        # As text: codes keep their leading zeros, dates the form in which they were typed.
        page.column_dimensions[letter].number_format = "@"
        example = page.cell(2, number, field.example or None)
        example.font, example.number_format = EXAMPLE, "@"
        options = field.labels or [name for name in names.get(field.name, []) if "," not in name]
        if options:
            _offer(page, lists, letter, options, strict=bool(field.labels))


def _offer(page: Any, lists: Any, letter: str, options: list[str], *, strict: bool) -> None:
    """A list to choose from; the options stand on a hidden sheet, since a formula holds only 255 characters."""
    column = lists.max_column + 1 if lists.cell(1, 1).value is not None else 1
    for row, option in enumerate(options, start=1):
        cell = lists.cell(row, column)
        cell.value, cell.data_type = option, "s"
    source = get_column_letter(column)
    rule = DataValidation(
        type="list", formula1=f"'选项'!${source}$1:${source}${len(options)}", allow_blank=True, showErrorMessage=strict
    )
    rule.error, rule.errorTitle = "请从下拉列表中选择。", "内容不在可选范围内"
    rule.add(f"{letter}2:{letter}{LAST_ROW}")
    page.add_data_validation(rule)


def password_list(lines: Iterable[tuple[str, str, str, str]]) -> bytes:
    columns = [Column("账号", 20), Column("姓名", 14), Column("党组织", 36), Column("临时密码（首次登录须修改）", 30)]
    return write_xlsx([Sheet("临时密码", columns, list(lines))])


def audit_list(entries: Iterable[AuditEntry]) -> bytes:
    """Lines of the trail with their digests, for who checks it elsewhere."""
    columns = [
        Column("序号", 10, "integer"),
        Column("时间", 18, "moment"),
        Column("类别", 12),
        Column("操作人", 14),
        Column("行为", 24),
        Column("对象", 36),
        Column("对象标识", 28),
        Column("来源地址", 18),
        Column("详情", 50),
        Column("摘要", 66),
    ]
    rows = (
        [
            entry.number,
            entry.at,
            entry.get_kind_display(),
            entry.actor_name,
            entry.action,
            entry.object_label,
            entry.object_key,
            entry.address or "",
            json.dumps(entry.details, ensure_ascii=False) if entry.details else "",
            entry.digest,
        ]
        for entry in entries
    )
    return write_xlsx([Sheet("审计记录", columns, rows)])
