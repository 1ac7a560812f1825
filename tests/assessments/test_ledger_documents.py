"""The printed ledger of a long scheme: heads on every page, nothing cut, signatures together, a drawing that fits."""

import io
import re

import pytest
from pypdf import PdfReader

from assessments.documents.ledger import committee_pdf, ledger_pdf
from assessments.enums.ledger import Column
from assessments.models import Group, Indicator
from assessments.scoring import Given
from assessments.selectors.ledger import attach_parts, with_scheme
from assessments.services.ledger import Said, advance_ledger
from tests.factories import ledgers as made
from tests.factories.branches import fresh

pytestmark = pytest.mark.django_db
LINES = 25
REASON = "对照细则逐项核对原始记录，走访服务对象并抽查台账，" * 8


def pages_of(content: bytes) -> list[str]:
    return [re.sub(r"\s", "", page.extract_text()) for page in PdfReader(io.BytesIO(content)).pages]


@pytest.fixture
def long_ledger():
    stage = made.office()
    group = Group.objects.create(scheme=stage.scheme, order=9, name="名称很长的考核类别及其贯彻落实情况")
    for place in range(LINES):
        name = f"贯彻落实上级党组织部署要求情况{place:02d}"
        Indicator.objects.create(group=group, order=place, name=name, kind="base", maximum=4)
    lines = made.lines_of(stage.scheme)
    base = [line for line in lines.values() if line.kind == "base"]
    said = {line.pk: Said(Given(points=made.D(3)), f"{line.order:02d}说{REASON}") for line in base}
    ledger = made.fill(stage.ledger(), Column.SELF, said, stage.secretary)
    advance_ledger(ledger, "submit", actor=fresh(stage.secretary), comment="已核对")
    ledger = with_scheme(type(ledger).objects.all()).get(pk=ledger.pk)
    attach_parts(ledger.scheme)
    return stage, ledger


def test_a_long_ledger(long_ledger):
    stage, ledger = long_ledger
    pages = pages_of(ledger_pdf(ledger, fresh(stage.secretary)))
    whole = "".join(re.sub(r"第\d+页，共\d+页|指标类型分值自评", "", page) for page in pages)
    assert whole.count(REASON) == LINES + 2
    last = max(place for place, page in enumerate(pages) if f"{LINES - 1:02d}说" in page)
    assert [page for page in pages[: last + 1] if "指标类型分值自评" not in page] == []
    assert 3 <= last <= 9
    signed = next(page for page in pages if "支部书记：" in page)
    assert "考核单位：" in signed and re.search(r"考核单位：\d{4}年", signed)
    for place, page in enumerate(pages, start=1):
        assert f"第{place}页，共{len(pages)}页" in page


def test_the_drawing_fits_the_page(long_ledger):
    """Its widest value stands at the right end of the longest bar."""
    stage, ledger = long_ledger
    page = next(
        page for page in PdfReader(io.BytesIO(ledger_pdf(ledger, fresh(stage.secretary)))).pages
        if "各类别得分" in re.sub(r"\s", "", page.extract_text())
    )  # fmt: skip
    right: list[float] = []

    def place(text, matrix, text_matrix, font, size):
        if text.strip():
            right.append(matrix[0] * text_matrix[4] + matrix[4])

    page.extract_text(visitor_text=place)
    assert 0 < max(right) < float(page.mediabox.width) - 45


def test_heads_of_the_committees_table_are_not_broken():
    stage = made.office()
    made.settled(stage)
    made.more_branches(stage, 30)
    pages = pages_of(committee_pdf(stage.scheme))
    heads = "序号党组织上级党组织状态自评上级评分组织考核群众评价总分等次名次"
    assert sum(heads in page for page in pages) >= 2
    for title, last in (("等次分布", "不合格0个"), ("各类别平均得分", "作用发挥")):
        assert [page for page in pages if title in page and last in page], title
