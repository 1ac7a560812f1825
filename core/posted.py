"""What a browser sends as text where a number, a key, a copy or one more row is meant; nothing of it is believed."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import BadRequest
from django.forms import BaseFormSet
from django.http import HttpRequest, QueryDict

LONGEST_KEY = 18  # digits; a key of either database has no more
LONGEST_TEXT = 36  # characters of a key that is no number
NO_COPY = -1  # older than any copy there is


def whole(text: str | None, digits: int = LONGEST_KEY) -> int | None:
    """The number that the text writes in at most so many ASCII digits; None for anything else."""
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


def version_of(request: HttpRequest, name: str = "version") -> int:
    """The copy that was edited; a form without one holds the oldest, which loses to any other."""
    version = whole(request.POST.get(name), 9)
    return NO_COPY if version is None else version


def texts_of(request: HttpRequest, name: str, most: int = 200) -> list[str]:
    """Keys posted several times under one name, or once with commas; 400 for what no page of ours sends."""
    texts = [part for value in request.POST.getlist(name) for part in value.split(",") if part]
    if len(texts) > most or not all(text.isascii() and len(text) <= LONGEST_TEXT for text in texts):
        raise BadRequest("所选项目无效，请从页面上重新选择。")
    return list(dict.fromkeys(texts))


def ids_of(request: HttpRequest, name: str = "selected", most: int = 200) -> list[int]:
    """The same for keys that are numbers."""
    numbers = [whole(text) for text in texts_of(request, name, most)]
    if None in numbers:
        raise BadRequest("所选项目无效，请从页面上重新选择。")
    return [number for number in numbers if number is not None]


def one_more(posted: Mapping[str, Any], prefix: str, rows: type[BaseFormSet]) -> int:
    """How many rows the formset has when one is added; those marked for deletion count until they are gone."""
    return min((whole(posted.get(f"{prefix}-TOTAL_FORMS"), 4) or 0) + 1, rows.absolute_max)


def with_row(posted: QueryDict, **sets: type[BaseFormSet]) -> QueryDict:
    """What was typed, and one more row of the formset whose prefix the button names: the way without JavaScript."""
    data, prefix = posted.copy(), posted.get("add_row", "")
    if prefix in sets:
        data[f"{prefix}-TOTAL_FORMS"] = str(one_more(data, prefix, sets[prefix]))
    return data
