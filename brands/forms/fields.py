"""Fields that several processes share."""

from typing import Any

from django import forms


class LongText(forms.CharField):
    """A text of several lines; a line break counts as one character, as the counter beside it does."""

    def __init__(self, *, rows: int = 5, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def to_python(self, value: Any) -> str:
        text = "" if value is None else str(value).replace("\r\n", "\n").replace("\r", "\n")
        return super().to_python(text) or ""
