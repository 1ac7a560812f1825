"""Marked texts: each says by its number who may read it, so that any answer can be searched for what leaks."""

import re
from collections.abc import Iterable
from io import BytesIO
from urllib.parse import unquote
from zipfile import ZipFile

from pypdf import PdfReader

MARK = re.compile(r"QX\d{3}[a-z]{2}")
# No figures: the fractions of a moment's seconds, and a pair of keys that a form carries.
NO_FIGURE = re.compile(r"T\d\d:\d\d:\d\d\.\d+|name=\"choice\" value=\"\d+\.\d+\"")
# A run of digits and points: whatever figure stands in a text stands in one of these.
DIGITS = re.compile(r"\d[\d.]*\d")
EVERYBODY = "everybody"


class Canaries:
    """Makes marks and remembers for each who may read it."""

    def __init__(self) -> None:
        self.readers: dict[str, frozenset[str]] = {}
        self.meanings: dict[str, str] = {}
        # Numbers that are secret as such, e.g. a judge's points.
        self.figures: dict[str, frozenset[str]] = {}

    def new(self, meaning: str, readers: Iterable[str]) -> str:
        mark = f"QX{len(self.readers):03}zx"
        self.readers[mark] = frozenset(readers)
        self.meanings[mark] = meaning
        return mark

    def figure(self, value: str, readers: Iterable[str]) -> str:
        self.figures[value] = frozenset(readers)
        return value

    def leaks(self, text: str, person: str) -> list[str]:
        """What stands in the text and this person may not read."""
        found = [
            f"{mark}: {self.meanings[mark]}"
            for mark in sorted(self.readers.keys() & set(MARK.findall(text)))
            if not self._is_open(self.readers[mark], person)
        ]
        digits = " ".join(DIGITS.findall(text))
        figures = [v for v, readers in self.figures.items() if v in digits and not self._is_open(readers, person)]
        return found + [f"figure {value}" for value in figures]

    @staticmethod
    def _is_open(readers: frozenset[str], person: str) -> bool:
        return EVERYBODY in readers or person in readers


def text_of(response) -> str:
    """All that an answer says: headers, body, and what lies inside a PDF, a workbook or an archive."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = " ".join(f"{name}: {unquote(value)}" for name, value in response.headers.items())
    return headers + "\n" + content_text(body)


def content_text(body: bytes) -> str:
    if body.startswith(b"%PDF"):
        text = "".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)
        return re.sub(r"\s", "", text)
    if body.startswith(b"<?xml") and b"<svg" in body:
        # Words and numbers that are read, not where they stand.
        return re.sub(r"<[^>]*>", "\n", body.decode())
    if body.startswith(b"PK\x03\x04"):
        with ZipFile(BytesIO(body)) as archive:
            return "\n".join(f"{name}\n{content_text(archive.read(name))}" for name in archive.namelist())
    return NO_FIGURE.sub("", body.decode("utf-8", "replace"))
