"""Charts: one drawing for page and PDF, without anything a Content-Security-Policy would forbid."""

import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from assessments.charts import NO_DATA, Chart, Series, bar_chart, column_chart, inline

CHART = Chart(
    "分组得分",
    ["党建责任", "队伍建设"],
    [Series("自评", [Decimal("10.50"), None]), Series("核定", [Decimal("9"), 8])],
    unit="分",
)


def texts(svg: bytes) -> list[str]:
    return [node.text or "" for node in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("draw", [bar_chart, column_chart])
def test_a_chart_holds_no_style_script_or_address(draw):
    svg = draw(CHART).decode()
    assert re.findall(r"<(style|script|foreignObject|image|a|use)\b|\sstyle=|\son\w+=|@import|url\(", svg) == []
    assert re.findall(r"""(?:href|src)=|https?://(?!www\.w3\.org)""", svg) == []
    assert "<!--" not in svg


@pytest.mark.parametrize("draw", [bar_chart, column_chart])
def test_a_chart_says_its_labels_values_and_legend(draw):
    said = texts(draw(CHART))
    for word in ("党建责任", "队伍建设", "自评", "核定", "10.5分", "9分", "8分"):
        assert word in said


def test_what_is_typed_stays_text():
    hostile = Chart("x", ["<script>alert(1)</script>", "\x00\x0b控制"], [Series("</svg><b>", [1, 2])])
    svg = bar_chart(hostile)
    assert b"<script" not in svg
    assert "<script>alert(1)</script>" in texts(svg)
    assert "控制" in texts(svg)


@pytest.mark.parametrize("draw", [bar_chart, column_chart])
@pytest.mark.parametrize("chart", [Chart("空", [], []), Chart("空", ["甲"], [Series("分", [None])], maximum=100)])
def test_nothing_to_draw_says_so(draw, chart):
    assert chart.is_empty
    assert NO_DATA in texts(draw(chart))


def test_the_table_says_what_the_chart_draws():
    assert CHART.columns() == ["", "自评", "核定"]
    assert CHART.rows() == [["党建责任", "10.5分", "9分"], ["队伍建设", "—", "8分"]]


def test_the_same_values_draw_the_same_bytes_and_go_into_a_document():
    assert bar_chart(CHART) == bar_chart(CHART)
    assert inline(bar_chart(CHART)).startswith("<svg")


def test_a_document_shows_the_drawing(tmp_path):
    """The typesetter reads the same bytes: the words of the chart stand in the PDF."""
    from core.pdfengine.engine import Typesetter

    html = f'<!doctype html><html data-styles="report"><body>{inline(bar_chart(CHART))}</body></html>'
    pdf, pages, warnings = Typesetter().render(html, {})
    assert pages == 1
    assert pdf.startswith(b"%PDF")
    assert [w for w in warnings if "svg" in w.lower()] == []
