"""Charts drawn on the server: one SVG for page and PDF, without style sheet, script or font of its own.

pygal reckons the geometry; here its drawing loses style and script elements and gets plain attributes instead, so
that it needs nothing from the page's Content-Security-Policy and may stand inside a PDF. Each chart has its table.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pygal
from django.utils.safestring import SafeString, mark_safe
from pygal.style import Style

WIDTH, LABEL, VALUE = 760, 14, 13
# Told apart in print without colour too: dark, light, middle; the values stand beside the bars.
COLOURS = ("#9e0008", "#d8a13a", "#6b7785", "#2f6b5b", "#b9c2cc")
INK, FAINT, GUIDE = "#262626", "#8c8c8c", "#d9d9d9"
FONTS = "'Yipin HeiTi', 'Yipin HeiTi More', 'Microsoft YaHei', 'PingFang SC', 'Noto Sans CJK SC', sans-serif"
SVG = "{http://www.w3.org/2000/svg}"
DROPPED = {"defs", "style", "script", "desc", "title"}
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
SVG_TYPE = "image/svg+xml"
NO_DATA = "暂无数据"

Number = Decimal | int | float | None


@dataclass(frozen=True)
class Series:
    """One colour of a chart: its name and a value for each label, None where there is none."""

    label: str
    values: Sequence[Number]


@dataclass(frozen=True)
class Chart:
    """What is drawn and what its table says; `unit` follows each number."""

    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    unit: str = ""
    # The end of the scale; by the values when None.
    maximum: Number = None

    @property
    def is_empty(self) -> bool:
        return not any(value is not None for series in self.series for value in series.values)

    def columns(self) -> list[str]:
        return ["", *(series.label for series in self.series)]

    def rows(self) -> list[list[str]]:
        """The chart's table: a row for each label."""
        cells = [[shown(value, self.unit) for value in series.values] for series in self.series]
        return [[label, *(column[place] for column in cells)] for place, label in enumerate(self.labels)]


def shown(value: Number, unit: str = "") -> str:
    """A number without needless zeros, a dash where there is none."""
    if value is None:
        return "—"
    text = f"{Decimal(str(value)):f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + unit


def bar_chart(chart: Chart) -> bytes:
    """Lying bars, one group for each label: long Chinese labels stay level."""
    rows = max(1, len(chart.labels)) * (len(chart.series) * 20 + 14)
    graph = _graph(pygal.HorizontalBar, chart, height=rows + 110, margin_left=20 + _overhang(chart.labels))
    # pygal counts from below.
    graph.x_labels = [_clean(label) for label in reversed(chart.labels)]
    for series in chart.series:
        graph.add(_clean(series.label), [_number(value) for value in reversed(series.values)])
    return _drawn(graph)


def column_chart(chart: Chart) -> bytes:
    """Standing bars for a few short labels: years, grades."""
    graph = _graph(pygal.Bar, chart, height=320)
    graph.x_labels = [_clean(label) for label in chart.labels]
    for series in chart.series:
        graph.add(_clean(series.label), [_number(value) for value in series.values])
    return _drawn(graph)


def inline(svg: bytes) -> SafeString:
    """The drawing as it stands inside a document for print."""
    text = svg.decode()
    return mark_safe(text[text.index("<svg") :])


def _graph(kind: type, chart: Chart, **options: Any) -> Any:
    style = Style(colors=COLOURS, label_font_size=LABEL, legend_font_size=LABEL, value_font_size=VALUE)
    top = float(chart.maximum) if chart.maximum else _top(chart)
    graph = kind(
        style=style, js=[], css=[], width=WIDTH, print_values=True, print_values_position="top", no_prefix=True,
        legend_at_bottom=True, legend_at_bottom_columns=max(1, len(chart.series)), truncate_legend=-1,
        truncate_label=-1, show_legend=len(chart.series) > 1, no_data_text=NO_DATA, range=(0, top), zero=0,
        margin_right=50, max_scale=9, **options,
    )  # fmt: skip
    if all(value is None or isinstance(value, int) for series in chart.series for value in series.values):
        # Of what is counted there are no halves.
        graph.order_min = 0
    graph.value_formatter = lambda value: shown(round(value, 3), chart.unit) if value is not None else ""
    graph.add_xml_filter(_plain)
    return graph


def _top(chart: Chart) -> float:
    return max((float(v) for s in chart.series for v in s.values if v is not None), default=1.0) or 1.0


def _overhang(labels: Sequence[str]) -> int:
    """pygal takes a character for 0.6 of its size; Chinese ones are as wide as high."""
    return max((round(0.42 * LABEL * sum(ord(c) > 0x2E7F for c in label)) for label in labels), default=0)


def _number(value: Number) -> float | None:
    return None if value is None else float(value)


def _clean(text: str) -> str:
    return CONTROL.sub("", str(text)) or " "


def _drawn(graph: Any) -> bytes:
    return graph.render(disable_xml_declaration=False)


def _plain(root: Any) -> Any:
    """Everything that a style sheet or a script would say becomes attributes, or goes."""
    for node in list(root.iter()):
        tag = node.tag.removeprefix(SVG) if isinstance(node.tag, str) else ""
        classes = (node.get("class") or "").split()
        if not tag or tag in DROPPED or "tooltip" in classes or _is_hidden_line(node, classes):
            if node.getparent() is not None:
                _remove(node)
            continue
        if tag == "text":
            _write(node, classes)
        elif tag in ("rect", "path", "circle"):
            _paint(node, classes)
    for node in root.iter():
        for name in ("class", "id"):
            node.attrib.pop(name, None)
    root.set("font-family", FONTS)
    root.set("width", str(WIDTH))
    root.set("height", (root.get("viewBox") or "0 0 0 0").split()[3])
    return root


def _remove(node: Any) -> None:
    """Without what it holds; a text that follows it stays none of ours."""
    node.getparent().remove(node)


def _lineage(node: Any) -> set[str]:
    return {name for parent in (node, *node.iterancestors()) for name in (parent.get("class") or "").split()}


def _is_hidden_line(node: Any, classes: list[str]) -> bool:
    """Guides along the labels: only those along the scale are drawn."""
    if not {"guide", "line"} <= set(classes):
        return False
    around = _lineage(node)
    return ("horizontal" in around and "y" in around) or ("vertical" in around and "x" in around)


def _colour(around: set[str]) -> str:
    number = next((name.removeprefix("color-") for name in around if name.startswith("color-")), "0")
    return COLOURS[int(number) % len(COLOURS)]


def _paint(node: Any, classes: list[str]) -> None:
    around = _lineage(node)
    if "background" in classes:
        node.set("fill", "#ffffff")
    elif "line" in classes:
        node.set("fill", "none")
        node.set("stroke", FAINT)
        if "guide" in classes:
            # Faint enough for the values that stand across it.
            node.set("stroke", GUIDE)
    else:
        node.set("fill", _colour(around))
        node.set("stroke", "none")


def _write(node: Any, classes: list[str]) -> None:
    around = _lineage(node)
    is_value = "text-overlay" in around
    node.set("fill", INK)
    node.set("stroke", "none")
    node.set("font-size", str(VALUE if is_value else LABEL))
    middle = is_value or "no_data" in classes or "title" in classes or {"axis", "x"} <= around
    if is_value and "horizontal" in around:
        node.set("text-anchor", "start")
    elif middle:
        node.set("text-anchor", "middle")
    elif {"axis", "y"} <= around:
        node.set("text-anchor", "end")
