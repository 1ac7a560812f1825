"""Which files an import takes: the template, who uploads, what is no workbook, what a workbook lacks."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from branches.documents import import_template
from branches.enums import ImportStage, Role
from branches.models import ImportBatch
from branches.services import importing
from core.enums import JobStatus
from core.errors import BusinessError
from core.spreadsheet import Column, Sheet, write_xlsx
from tests.branches.workbooks import checked, organization, workbook
from tests.factories.branches import RegionFactory, person


def test_the_template_comes_back_empty(tree, system):
    """Its example rows are not taken for content."""
    batch = checked(SimpleUploadedFile("模板.xlsx", import_template()), system)
    assert batch.stage == ImportStage.FAULTY
    assert batch.problems == ["表格中没有内容（以“示例”开头的行不会导入）。"]


def test_the_template_offers_lists_and_explains_every_column(tree):
    RegionFactory(name="东片区")
    book = load_workbook(io.BytesIO(import_template()))
    assert book.sheetnames == ["填写说明", "选项", "党组织", "党员", "账号"]
    assert [cell.value for cell in book["党员"][1]][:3] == ["党员编号*", "姓名*", "所在组织代码*"]
    assert {str(rule.sqref) for rule in book["党组织"].data_validations.dataValidation} == {
        "D2:D20001",
        "F2:F20001",
        "I2:I20001",
    }
    options = [[c.value for c in column if c.value] for column in book["选项"].columns]
    assert ["机关工委", "党委（党组）", "党总支", "党支部"] in options
    assert ["东片区"] in options


def test_whoever_brings_in_nothing_may_not_upload(tree):
    for role in set(Role) - {Role.OFFICE, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}:
        with pytest.raises(BusinessError, match="没有批量导入的权限"):
            importing.upload(workbook([organization("A", tree.top.code)]), actor=person(role, tree.top))


def zipped(**parts):
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return output.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"code,name\n1,2",
        b"%PDF-1.4\n%%EOF",
        b"PK\x03\x04broken",
        zipped(word__document_dot_xml="<x/>", **{"[Content_Types]_dot_xml": "<x/>"}),
        zipped(xl__workbook_dot_xml="<x/>", xl__vbaProject_dot_bin="x", **{"[Content_Types]_dot_xml": "<x/>"}),
        zipped(
            xl__workbook_dot_xml="<x/>",
            xl__worksheets__sheet1_dot_xml=" " * 50_000_000,
            **{"[Content_Types]_dot_xml": "<x/>"},
        ),
    ],
    ids=["empty", "csv", "pdf", "cut", "docx", "macro", "bomb"],
)
def test_hostile_files_are_refused_at_the_door(tree, system, content):
    with pytest.raises(BusinessError):
        importing.upload(SimpleUploadedFile("名单.xlsx", content), actor=system)
    assert not ImportBatch.objects.exists()


def test_a_broken_workbook_ends_the_check_with_a_word(tree, system):
    content = zipped(xl__workbook_dot_xml="<x/>", **{"[Content_Types]_dot_xml": "<x/>"})
    batch = checked(SimpleUploadedFile("名单.xlsx", content), system)
    assert (batch.stage, batch.job.status) == (ImportStage.STOPPED, JobStatus.FAILED)
    assert "已损坏" in batch.job.message


def test_wrong_columns_and_sheets_are_named(tree, system):
    other = checked(SimpleUploadedFile("a.xlsx", write_xlsx([Sheet("表1", [Column("甲")], [["乙"]])])), system)
    assert "没有找到工作表" in other.job.message
    columns = [Column("党员编号"), Column("党员编号"), Column("电话")]
    batch = checked(SimpleUploadedFile("a.xlsx", write_xlsx([Sheet("党员", columns, [["1", "2", "3"]])])), system)
    assert batch.problems == [
        "工作表“党员”缺少必填列“姓名”。",
        "工作表“党员”缺少必填列“所在组织代码”。",
        "工作表“党员”的列“电话”不认识，请删除该列或改用模板中的列名。",
        "工作表“党员”的列“党员编号”重复。",
    ]
    assert batch.stage == ImportStage.FAULTY
