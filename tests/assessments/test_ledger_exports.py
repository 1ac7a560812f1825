"""What leaves the system: a ledger and the committee's table as PDF and workbook, charts as drawings."""

import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from assessments.enums.ledger import Column
from assessments.scoring import Given
from assessments.services.ledger import Said
from tests.assessments.visiting import client_of, pdf_text, url
from tests.factories import ledgers as made

pytestmark = pytest.mark.django_db
CANARY = "51.37"


def test_a_ledger_comes_out_as_pdf_and_workbook(stage):
    made.published(stage, ((CANARY, 38), (50, 35), (40, 25)))
    client, ledger = client_of(stage.secretary), stage.ledger()
    text = pdf_text(client.get(url("ledger_pdf", ledger.pk)).content)
    for word in (stage.tree.branch.name, "组织生活", CANARY, "良好", "总分：89.37"):
        assert word in text
    book = load_workbook(io.BytesIO(client.get(url("ledger_xlsx", ledger.pk)).content))
    rows = list(book["台账"].iter_rows(values_only=True))
    assert rows[0][:5] == ("类别", "指标", "类型", "分值", "自评")
    assert rows[1][:5] == ("组织建设", "组织生活", "计分项", 60, float(CANARY))
    assert ["总分", 89.37] in [list(row) for row in book["结果"].iter_rows(values_only=True)]


def test_the_committees_table_comes_out_with_every_unit(stage):
    made.settled(stage)
    more = made.more_branches(stage, 1)[0]
    client = client_of(stage.director)
    text = pdf_text(client.get(url("scheme_ledgers_pdf", stage.scheme.pk)).content)
    for unit in (stage.tree.branch, stage.tree.sibling, stage.tree.direct, more):
        assert unit.name in text
    book = load_workbook(io.BytesIO(client.get(url("scheme_ledgers_xlsx", stage.scheme.pk)).content))
    assert book.sheetnames == ["考核台账汇总", "等次分布", "自评与审定得分之差", "各类别平均得分", "等次确定过程"]
    rows = [row[1:] for row in book["考核台账汇总"].iter_rows(values_only=True, min_row=2)]
    assert (
        stage.tree.branch.name,
        stage.tree.general.short_name,
        "已审定",
        93,
        93,
        93,
        None,
        93,
        "优秀",
        1,
    ) in rows
    assert next(row for row in rows if row[0] == more.name)[2:] == ("待自评", *[None] * 7)


def test_words_that_look_like_formulas_stay_words(stage):
    marks = {stage.indicators["组织生活"].pk: Said(Given(points=Decimal(1)), '=HYPERLINK("http://x")')}
    made.fill(stage.ledger(), Column.SELF, marks, stage.secretary)
    content = client_of(stage.secretary).get(url("ledger_xlsx", stage.ledger().pk)).content
    cells = [cell for row in load_workbook(io.BytesIO(content))["台账"].iter_rows() for cell in row]
    assert [cell.data_type for cell in cells if cell.value == '=HYPERLINK("http://x")'] == ["s"]


def test_charts_are_drawings_that_run_nothing(stage):
    made.settled(stage)
    response = client_of(stage.office).get(url("scheme_ledgers_chart", stage.scheme.pk, "grades"))
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "优秀" in response.content.decode()
