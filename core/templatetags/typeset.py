"""Chinese typesetting in templates: where lines may break, how titles divide, how large a red head may be."""

import re
from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

BLOCK_MM = 156
POINT_MM = 25.4 / 72
ZERO_WIDTH = "\u200b"
HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af"
# Unicode lets no line break beside “ ”: between Chinese characters there may be one.
_BEFORE_QUOTE = re.compile(rf"(?<=[{HAN}，。；：、！？）》〉」』】…—])(?=[“‘])")
_AFTER_QUOTE = re.compile(rf"(?<=[”’])(?=[{HAN}（《〈「『【“‘])")
# A title divides before or after these rather than within.
_KEPT = re.compile(
    r"[0-9A-Za-z.％%]+年?度?|〔\d+〕\d+号|《[^》]{1,12}》|“[^”]{1,10}”|（[^）]{1,8}）|委员会|党支部|党总支|党委|机关|直属|工作|党建|"
    r"品牌|示范|单位|名单|命名|表彰|先进|优秀|通知|决定|公示|公告|评选|活动|创建|开展|结果|年度|第[一二三四五六七八九十]+"
)
_OPENING, _CLOSING = "（《〈“‘「『【〔", "，。；：、！？）》〉”’」』】〕的和与及"


def width(text: str) -> float:
    """Width in characters: a Latin letter or digit is half of one."""
    return sum(0.5 if ord(char) < 0x2E80 and char not in "“”‘’—…·" else 1 for char in text)


def _breakable(text: str) -> str:
    return _AFTER_QUOTE.sub(ZERO_WIDTH, _BEFORE_QUOTE.sub(ZERO_WIDTH, text))


@register.filter
def han(value: Any) -> SafeString:
    """Text in which a line may also break beside Chinese quotation marks; escaped."""
    return mark_safe(_breakable(conditional_escape(value)))


@register.filter
def han_paragraphs(value: Any) -> list[SafeString]:
    """The lines of a text as paragraphs, empty ones left out."""
    return [han(line.strip()) for line in str(value or "").splitlines() if line.strip()]


def title_lines(text: str, most: float = 20) -> list[str]:
    """A title in lines of balanced length, none wider than `most` characters, words kept whole."""
    text = " ".join(text.split())
    count = max(1, -(-int(width(text) * 2) // int(most * 2)))
    lines = []
    while count > 1:
        place = _best_break(text, width(text) / count, most)
        lines.append(text[:place].strip())
        text = text[place:].strip()
        count = max(count - 1, -(-int(width(text) * 2) // int(most * 2)))
    return [*lines, text]


def _best_break(text: str, ideal: float, most: float) -> int:
    inside = {place for word in _KEPT.finditer(text) for place in range(word.start() + 1, word.end())}
    best, least = 1, float("inf")
    for place in range(1, len(text)):
        if (so_far := width(text[:place])) > most:
            break
        cost = abs(so_far - ideal)
        cost += 6 * (place in inside)
        cost += 50 * (text[place] in _CLOSING or text[place - 1] in _OPENING)
        cost -= 3 * text.startswith("关于", place) + 1 * (text[place - 1] == "的")
        if cost < least:
            best, least = place, cost
    return best


@register.filter
def balanced(value: Any, most: float = 20) -> SafeString:
    """A title's lines with line breaks between; escaped. 20 characters of 2号 fill the text block."""
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in title_lines(str(value), float(most))))


@register.filter
def head_size(organ: str) -> str:
    """Size in pt of the red head: as large as one line of the text block allows, at most 22 mm high."""
    most = 22 / POINT_MM
    return f"{min(most, BLOCK_MM / POINT_MM / max(width(organ), 1)) - 0.05:.2f}"


@register.filter
def plain_date(value: Any) -> str:
    """A date in Arabic numerals without leading zeros; text passes through."""
    return f"{value.year}年{value.month}月{value.day}日" if hasattr(value, "year") else str(value or "")


@register.simple_tag
def seal_gap(signer: str, date: Any) -> str:
    """Room right of the signature in characters: the date stands four in, the organ is centred above it."""
    over = (width(signer) - width(plain_date(date))) / 2
    return f"{max(0.0, 4 - max(0.0, over)):.2f}"


@register.filter
def column_shares(columns: Iterable[Any], rows: Any = ()) -> list[tuple[str, str]]:
    """(label, width in percent) of a table's columns. A column is a label or (label, weight); without weights the
    widths follow the longest cells, within reason."""
    labels = [column if isinstance(column, str) else column[0] for column in columns]
    weights = [0.0 if isinstance(column, str) else float(column[1]) for column in columns]
    for place, label in enumerate(labels):
        if not weights[place]:
            cells = [width(str(row[place])) for row in list(rows)[:200] if place < len(row)]
            weights[place] = min(24.0, max([width(label) + 1, 3.0, *cells]))
    total = sum(weights) or 1
    return [(label, f"{100 * weight / total:.2f}") for label, weight in zip(labels, weights, strict=True)]


@register.filter
def is_long(value: Any) -> bool:
    """A cell of several lines reads better from the left."""
    return width(str(value)) > 18
