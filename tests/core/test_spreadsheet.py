"""Spreadsheets: what goes out comes back, text never becomes a formula, hostile files are refused."""

import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from core import spreadsheet
from core.errors import BusinessError
from core.spreadsheet import Column, Sheet, read_xlsx, write_xlsx

COLUMNS = [Column("名称"), Column("得分", 8, "number"), Column("次数", 0, "integer"), Column("日期", 12, "date")]


def written(*rows, columns=COLUMNS) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(io.BytesIO(write_xlsx([Sheet("表", columns, rows)]))).active


def book(*rows, **parts) -> io.BytesIO:
    work = openpyxl.Workbook()
    for row in rows:
        work.active.append(row)
    output = io.BytesIO()
    work.save(output)
    with zipfile.ZipFile(output, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return output


def changed(file: io.BytesIO, part: str, change) -> io.BytesIO:
    output = io.BytesIO()
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, change(content) if name == part else content)
    return output


class TestWriting:
    @pytest.mark.parametrize(
        "text", ['=HYPERLINK("http://x")', "+86 10", "-1+2", "@SUM(1)", "\t=1", "=", "0012", "1e5"]
    )
    def test_text_stays_text(self, text):
        cell = written([text, None, None, None])["A2"]
        assert (cell.value, cell.data_type, cell.number_format) == (text, "s", "@")

    def test_a_formula_in_a_number_column_is_text_too(self):
        assert written(["x", "=1+1", None, None])["B2"].data_type == "s"

    def test_values_keep_their_kind(self):
        page = written(["甲", Decimal("90.25"), 3, date(2026, 1, 31)], ["乙", 88, 0, None])
        assert [cell.value for cell in page[2]] == ["甲", 90.25, 3, datetime(2026, 1, 31)]
        assert [cell.number_format for cell in page[2]] == ["@", "0.00", "0", "yyyy-mm-dd"]
        assert [cell.value for cell in page[3]] == ["乙", 88, 0, None]

    def test_moments_are_told_in_local_time(self):
        columns = [Column("时间", 0, "moment"), Column("日期", 0, "date")]
        moment = datetime(2026, 1, 31, 20, 30, tzinfo=UTC)
        page = written([moment, moment], columns=columns)
        assert [cell.value for cell in page[2]] == [datetime(2026, 2, 1, 4, 30), datetime(2026, 2, 1)]

    def test_the_heading_stays_in_view_and_the_font_is_chinese(self):
        page = written(["甲", 1, 1, None])
        assert (page.freeze_panes, page["A1"].font.name, page["A2"].font.name) == ("A2", "黑体", "宋体")
        assert [cell.value for cell in page[1]] == ["名称", "得分", "次数", "日期"]

    def test_columns_are_as_wide_as_asked_or_as_their_content(self):
        page = written(["一二三四五六七八", 1, 1, None])
        assert [page.column_dimensions[c].width for c in "ABD"] == [18, 8, 12]

    def test_what_no_spreadsheet_can_hold_is_left_out(self):
        page = written(["a\x00b\x0bc", float("nan"), True, "待定"], ["x" * 40_000, None, None, None])
        assert [cell.value for cell in page[2]] == ["abc", "nan", 1, "待定"]
        assert len(page["A3"].value) == 32_767

    def test_titles_are_legal_and_different(self):
        sheets = [Sheet(title, [Column("a")]) for title in ("甲/乙", "甲:乙", "", "长" * 40, "长" * 40)]
        titles = openpyxl.load_workbook(io.BytesIO(write_xlsx(sheets))).sheetnames
        assert titles == ["甲_乙", "甲_乙_2", "表", "长" * 31, "长" * 29 + "_2"]


class TestReading:
    def test_what_was_written_comes_back_as_text(self):
        content = write_xlsx([Sheet("台账", COLUMNS, [["=1", Decimal("1.50"), 12, date(2026, 1, 31)]])])
        assert read_xlsx(io.BytesIO(content)) == {
            "台账": [["名称", "得分", "次数", "日期"], ["=1", "1.5", "12", "2026-01-31"]]
        }

    def test_cells_are_stripped_and_told_plainly(self):
        row = [" 甲\u3000", 0.1 + 0.2, 12.0, 1e20, True, datetime(2026, 1, 31, 8, 5), "\ufeff\u200b", "a_x000D_\nb"]
        assert read_xlsx(book(row)) == {"Sheet": [["甲", "0.3", "12", "1e+20", "是", "2026-01-31 08:05", "", "a\nb"]]}

    def test_empty_rows_and_cells_at_the_end_are_left_out(self):
        rows = ["a", None, "b", None], [], ["c"], *[[None] * 3] * 1000
        assert read_xlsx(book(*rows)) == {"Sheet": [["a", "", "b"], [], ["c"]]}

    def test_a_wrong_size_in_the_file_does_not_matter(self):
        file = changed(
            book(["a"], ["b"]),
            "xl/worksheets/sheet1.xml",
            lambda xml: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', xml),
        )
        assert read_xlsx(file) == {"Sheet": [["a"], ["b"]]}

    def test_a_row_at_the_end_of_the_world_is_not_walked_to(self):
        file = changed(
            book(["a"], ["b"]), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'r="2"', b'r="99999999"')
        )
        assert read_xlsx(file) == {"Sheet": [["a"]]}

    def test_rows_are_limited(self):
        with pytest.raises(BusinessError, match="超过2行"):
            read_xlsx(book(["a"], ["b"], ["c"]), max_rows=2)
        assert len(read_xlsx(book(["a"], ["b"]), max_rows=2)["Sheet"]) == 2

    def test_bombs_are_refused_before_they_are_unpacked(self):
        with pytest.raises(BusinessError, match="解压后过大"):
            read_xlsx(book(["a"], **{"xl/big.xml": b" " * 20_000_000}))

    def test_large_files_are_refused(self):
        with pytest.raises(BusinessError, match="超过"):
            read_xlsx(book(["a"]), max_bytes=100)

    def test_entities_are_not_expanded(self):
        bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
        file = changed(book(["a"]), "xl/workbook.xml", lambda xml: bomb + xml.replace(b'name="Sheet"', b'name="&b;"'))
        with pytest.raises(BusinessError, match="损坏"):
            read_xlsx(file)

    @pytest.mark.parametrize("content", [b"", b"x", b"\xd0\xcf\x11\xe0" + b"\0" * 600, b"PK\x03\x04"])
    def test_what_is_no_workbook_is_refused(self, content):
        with pytest.raises(BusinessError):
            read_xlsx(io.BytesIO(content))

    def test_another_zip_is_refused(self):
        output = io.BytesIO()
        with zipfile.ZipFile(output, "w") as archive:
            archive.writestr("word/document.xml", b"x")
        with pytest.raises(BusinessError, match="xlsx"):
            read_xlsx(output)

    @pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
    def test_a_damaged_part_is_told_as_such(self, part):
        with pytest.raises(BusinessError, match="损坏"):
            read_xlsx(changed(book(["a"]), part, lambda xml: xml[: len(xml) // 2]))

    def test_columns_are_limited(self):
        assert len(read_xlsx(book(["a"] * 300))["Sheet"][0]) == spreadsheet.MAX_COLUMNS
