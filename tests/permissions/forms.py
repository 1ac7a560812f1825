"""What a page's main form would send if nobody touched it."""

from html.parser import HTMLParser
from typing import Any


class _Fields(HTMLParser):
    """Values of the fields of every form that posts, by their names."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, Any] = {}
        self.is_posting = False
        self.area = self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "form":
            self.is_posting = (given.get("method") or "").lower() == "post"
        if not self.is_posting:
            return
        if tag == "input" and name and given.get("type") not in ("file", "submit", "checkbox", "radio"):
            self.values[name] = value
        elif tag == "input" and name and "checked" in given:
            self.values[name] = value or "on"
        elif tag == "textarea":
            self.area = name
            self.values[name] = ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in given or self.select not in self.values):
            self.values[self.select] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_posting = False
        elif tag == "textarea":
            self.area = ""
        elif tag == "select":
            self.select = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.values[self.area] += data


def sent_by(page: str) -> dict[str, Any]:
    parser = _Fields()
    parser.feed(page)
    return {name: value for name, value in parser.values.items() if name != "csrfmiddlewaretoken"}
