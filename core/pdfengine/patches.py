"""Changes to the pinned WeasyPrint: Chinese justification, and less work for the same page.

Less work: faces are copied only when written and cut once for the same characters, plain borders are filled
rectangles, a lean sheet of defaults.
"""

from collections import OrderedDict
from pathlib import Path
from typing import Any

import weasyprint
import weasyprint.draw
import weasyprint.layout.inline as inline
import weasyprint.pdf.fonts as pdf_fonts
from weasyprint.draw.color import get_color
from weasyprint.formatting_structure import boxes

# The patches reach into internals: a test holds them to this version.
PINNED = "70.0"
# A line is filled by at most this part of the size between two characters; a nearly empty one stays ragged.
MOST_SLACK = 0.25

_whole_data = pdf_fonts.get_hb_object_data
_subset = pdf_fonts.Font._harfbuzz_subset
_draw_text = weasyprint.draw.draw_text
_draw_border = weasyprint.draw.draw_border
# Faces cut for labels and page numbers come again in every document of a kind.
_CUTS_KEPT, _CUT_SIZE = 64, 100_000
_cuts: OrderedDict[tuple, bytes] = OrderedDict()
_LEAN = weasyprint.CSS(string=(Path(__file__).parent / "styles" / "defaults.css").read_text("utf-8"))


class LeanHTML(weasyprint.HTML):
    """A document of ours: no lists, quotes, footnote marks or form controls, so a fraction of the default rules."""

    def _ua_stylesheets(self, forms: bool = False) -> list[weasyprint.CSS]:
        return [_LEAN]


class LazyData:
    """A face's bytes, copied out of HarfBuzz when somebody asks."""

    def __init__(self, face: Any) -> None:
        self.face = face

    def read(self) -> bytes:
        return _whole_data(self.face)


def _lazy_data(hb_object: Any, ot_color: str | None = None, glyph: int | None = None) -> Any:
    return LazyData(hb_object) if ot_color is None else _whole_data(hb_object, ot_color, glyph)


def _get_content(font: pdf_fonts.Font) -> bytes:
    content = font.__dict__["file_content"]
    if isinstance(content, LazyData):
        content = font.__dict__["file_content"] = content.read()
    return content


def _set_content(font: pdf_fonts.Font, content: Any) -> None:
    font.__dict__["file_content"] = content


def _cut(font: pdf_fonts.Font, to_unicode: dict[int, str], hinting: bool) -> None:
    """The face with these glyphs only; from the last documents' cuts where it is one of them."""
    key = (font.hash, hinting, bool(font.missing), frozenset(to_unicode))
    known = _cuts.get(key)
    if known is not None:
        _cuts.move_to_end(key)
        font.file_content = known
        return
    _subset(font, to_unicode, hinting)
    if len(font.file_content) <= _CUT_SIZE:
        _cuts[key] = font.file_content
        if len(_cuts) > _CUTS_KEPT:
            _cuts.popitem(last=False)


def _draw_plain_border(stream: Any, box: Any) -> None:
    """Solid sides without corners as filled rectangles; everything else as WeasyPrint does."""
    style = box.style
    sides = [(side, getattr(box, f"border_{side}_width")) for side in ("top", "right", "bottom", "left")]
    drawn = [(side, width) for side, width in sides if width]
    if not drawn:
        return
    plain = (
        all(style[f"border_{side}_style"] == "solid" for side, _ in drawn)
        and style["visibility"] == "visible"
        and style["border_image_source"][0] == "none"
        and style["column_width"] == style["column_count"] == "auto"
        and box.rounded_border_box()[4:] == ((0, 0), (0, 0), (0, 0), (0, 0))
    )
    if not plain:
        _draw_border(stream, box)
        return
    left, top = box.border_box_x(), box.border_box_y()
    whole_width, whole_height = box.border_width(), box.border_height()
    for side, width in drawn:
        stream.set_color(get_color(style, f"border_{side}_color"))
        if side in ("top", "bottom"):
            y = top if side == "top" else top + whole_height - width
            stream.rectangle(left, y, whole_width, width)
        else:
            x = left if side == "left" else left + whole_width - width
            stream.rectangle(x, top, width, whole_height)
        stream.fill()


def _text_boxes(box: Any) -> list[Any]:
    if isinstance(box, boxes.TextBox):
        return [box]
    if isinstance(box, (boxes.LineBox, boxes.InlineBox)):
        return [text for child in box.children if child.is_in_normal_flow() for text in _text_boxes(child)]
    return []


def _drawn(text: str) -> int:
    """How many glyphs move the pen: zero-width spaces draw none."""
    return len(text) - text.count("\u200b")


def _justify_line(context: Any, line: Any, extra_width: float) -> None:
    """Spread the slack over all characters of the line, not over its spaces: Chinese has none."""
    texts = _text_boxes(line)
    gaps = sum(_drawn(box.text) for box in texts) - 1
    if gaps < 1:
        return
    slack = extra_width / gaps
    if slack <= MOST_SLACK * line.style["font_size"]:
        _spread(line, slack, 0)


def _spread(box: Any, slack: float, shift: float) -> float:
    """Move a box and what it holds by what was spread before it; the new shift after it."""
    if isinstance(box, boxes.TextBox):
        box.slack = slack
        box.position_x += shift
        added = slack * _drawn(box.text)
        box.width += added
        return shift + added
    if isinstance(box, (boxes.LineBox, boxes.InlineBox)):
        box.position_x += shift
        before = shift
        for child in box.children:
            if child.is_in_normal_flow():
                shift = _spread(child, slack, shift)
        box.width += shift - before
        return shift
    box.translate(shift, 0)
    return shift


def _draw_spread_text(stream: Any, textbox: Any, *rest: Any) -> None:
    """Character spacing is a state of the PDF's text: no second layout of the line is needed."""
    slack = getattr(textbox, "slack", 0)
    if not slack:
        _draw_text(stream, textbox, *rest)
        return
    _spacing(stream, slack)
    _draw_text(stream, textbox, *rest)
    _spacing(stream, 0)


def _spacing(stream: Any, width: float) -> None:
    stream.stream.append(f"{width:.4f} Tc".encode())


def apply() -> None:
    """Put the changes in place; refuses any version but the pinned one."""
    if weasyprint.__version__ != PINNED:
        raise RuntimeError(f"WeasyPrint {PINNED} is needed, not {weasyprint.__version__}")
    pdf_fonts.get_hb_object_data = _lazy_data
    pdf_fonts.Font.file_content = property(_get_content, _set_content)
    pdf_fonts.Font._harfbuzz_subset = _cut
    inline.justify_line = _justify_line
    weasyprint.draw.draw_border = _draw_plain_border
    weasyprint.draw.draw_text = _draw_spread_text
