"""Reads back from a PDF where text and filled shapes stand, in millimetres from the page's upper left corner."""

import re
from dataclasses import dataclass, field
from io import BytesIO

import pikepdf

MM = 25.4 / 72


@dataclass
class Run:
    """One piece of text on one line."""

    text: str
    left: float
    right: float
    baseline: float
    size: float  # pt
    font: str
    color: tuple[float, ...]


@dataclass
class Shape:
    left: float
    top: float
    width: float
    height: float
    color: tuple[float, ...]


@dataclass
class Page:
    width: float
    height: float
    runs: list[Run] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)

    def lines(self) -> dict[float, list[Run]]:
        """The runs of each line by its baseline, from above, each from the left."""
        found: dict[float, list[Run]] = {}
        for run in sorted(self.runs, key=lambda run: (round(run.baseline, 1), run.left)):
            found.setdefault(round(run.baseline, 1), []).append(run)
        return found

    def text(self) -> str:
        return "\n".join("".join(run.text for run in runs) for runs in self.lines().values())

    def find(self, part: str) -> Run:
        """The only run that contains this text."""
        (run,) = [run for run in self.runs if part in run.text]
        return run


def _multiply(m: tuple, n: tuple) -> tuple:
    a, b, c, d, e, f = m
    g, h, i, j, k, o = n
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + o)


def _at(matrix: tuple, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return x * a + y * c + e, x * b + y * d + f


class _Font:
    def __init__(self, font: pikepdf.Object) -> None:
        self.name = str(font.BaseFont).split("+")[-1]
        cmap = bytes(font.ToUnicode.read_bytes()).decode("latin-1")
        pairs = re.findall(r"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>", cmap)
        self.text = {int(glyph, 16): bytes.fromhex(code).decode("utf-16-be") for glyph, code in pairs}
        self.widths: dict[int, float] = {}
        widths = list(font.DescendantFonts[0].W)
        for first, group in zip(widths[::2], widths[1::2], strict=True):
            self.widths |= {int(first) + n: float(width) for n, width in enumerate(group)}


class _Reader:
    """Follows the drawing state as far as our documents use it."""

    def __init__(self, page: pikepdf.Page) -> None:
        box = [float(value) for value in page.mediabox]
        self.page = Page(box[2] * MM, box[3] * MM)
        self.height = box[3]
        self.fonts = {key: _Font(font) for key, font in page.Resources.get("/Font", {}).items()}
        self.matrix: tuple = (1, 0, 0, 1, 0, 0)
        self.color: tuple[float, ...] = (0.0, 0.0, 0.0)
        self.stack: list[tuple] = []
        self.pending: list[tuple[float, float, float, float]] = []
        self.text_matrix: tuple = self.matrix
        self.font, self.size, self.spacing = "", 0.0, 0.0
        for operands, operator in pikepdf.parse_content_stream(page):
            self.take(str(operator), list(operands))

    def take(self, operator: str, operands: list) -> None:
        if operator == "q":
            self.stack.append((self.matrix, self.color, self.spacing))
        elif operator == "Q":
            self.matrix, self.color, self.spacing = self.stack.pop()
        elif operator == "cm":
            self.matrix = _multiply(tuple(map(float, operands)), self.matrix)
        elif operator in ("rg", "scn", "sc", "g"):
            self.color = tuple(float(value) for value in operands)
        elif operator == "re":
            self.pending.append(tuple(map(float, operands)))
        elif operator in ("f", "f*", "n", "W", "S"):
            self.fill() if operator.startswith("f") else None
            self.pending = [] if operator != "W" else self.pending
        elif operator == "Tf":
            self.font, self.size = str(operands[0]), float(operands[1])
        elif operator == "Tc":
            self.spacing = float(operands[0])
        elif operator == "Tm":
            self.text_matrix = tuple(map(float, operands))
        elif operator in ("Tj", "TJ"):
            self.show(operands[0] if operator == "TJ" else [operands[0]])

    def fill(self) -> None:
        for x, y, width, height in self.pending:
            (x0, y0), (x1, y1) = _at(self.matrix, x, y), _at(self.matrix, x + width, y + height)
            left, top = min(x0, x1) * MM, (self.height - max(y0, y1)) * MM
            self.page.shapes.append(Shape(left, top, abs(x1 - x0) * MM, abs(y1 - y0) * MM, self.color))

    def show(self, parts) -> None:
        font, text, advance = self.fonts[self.font], "", 0.0
        for part in parts:
            if isinstance(part, pikepdf.String):
                raw = bytes(part)
                for glyph in (int.from_bytes(raw[n : n + 2], "big") for n in range(0, len(raw), 2)):
                    text += font.text.get(glyph, "\ufffd")
                    advance += font.widths[glyph] / 1000 * self.size + self.spacing
            else:
                advance -= float(part) / 1000 * self.size
        whole = _multiply(self.text_matrix, self.matrix)
        (x0, y0), (x1, _) = _at(whole, 0, 0), _at(whole, advance - self.spacing, 0)
        size = self.size * abs(whole[3])
        self.page.runs.append(Run(text, x0 * MM, x1 * MM, (self.height - y0) * MM, size, font.name, self.color))
        self.text_matrix = _multiply((1, 0, 0, 1, advance, 0), self.text_matrix)


def read_pages(pdf: bytes) -> list[Page]:
    with pikepdf.open(BytesIO(pdf)) as document:
        return [_Reader(page).page for page in document.pages]
