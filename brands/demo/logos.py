"""Logos drawn from plain geometry, the same for the same brand on every machine."""

import io
import tomllib
import zlib
from pathlib import Path

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from core.uploads import clean_image

MOTIFS = tomllib.loads((Path(__file__).parent / "motifs.toml").read_text())
SIDE = 288
FINE = 2  # drawn so many times larger, for smooth edges
# Main, accent and ground of a logo.
PALETTE = (
    ("#B3261E", "#E8A33D", "#FFF6EC"),
    ("#1F5FA8", "#F08A24", "#EEF5FC"),
    ("#1E7F5C", "#E2B93B", "#EEF8F2"),
    ("#8C2F39", "#3F7CAC", "#FBF0F1"),
    ("#0F6E84", "#E4572E", "#EAF6F8"),
    ("#5B3A8C", "#EFA94A", "#F4F0FA"),
    ("#A34A14", "#2F8F83", "#FDF3EA"),
    ("#24476B", "#C8402F", "#EEF2F7"),
    ("#3C6E2F", "#D9822B", "#F1F7EC"),
    ("#9B1C4A", "#F2B134", "#FCEFF4"),
)


def logo(name: str, motif: str, tone: int | None = None) -> ContentFile:
    """A PNG, checked and drawn anew like every upload; without a tone the name chooses the colours."""
    main, accent, ground = PALETTE[zlib.crc32(name.encode()) % len(PALETTE) if tone is None else tone]
    size = SIDE * FINE
    image = Image.new("RGB", (size, size), "#FFFFFF")
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((0, 0, size - 1, size - 1), radius=size // 7, fill=ground)
    colours = {"a": main, "b": accent, "w": "#FFFFFF", "g": ground}
    for shape in MOTIFS[motif]:
        colour, kind, *numbers = shape.split()
        _draw(draw, kind, [float(n) * size / 100 for n in numbers], colours[colour], 100 / size)
    image = image.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    output = io.BytesIO()
    image.save(output, format="PNG")
    return clean_image(ContentFile(output.getvalue(), name=f"{motif}.png"))


def _draw(draw: ImageDraw.ImageDraw, kind: str, n: list[float], colour: str, back: float) -> None:
    """`n` in pixels; `back` turns pixels into the field's units, for angles."""
    if kind == "disc":
        x, y, r = n
        draw.ellipse((x - r, y - r, x + r, y + r), fill=colour)
    elif kind == "ring":
        x, y, r, width = n
        draw.ellipse((x - r, y - r, x + r, y + r), outline=colour, width=round(width))
    elif kind == "bar":
        draw.rounded_rectangle(n[:4], radius=n[4], fill=colour)
    elif kind == "poly":
        draw.polygon(n, fill=colour)
    elif kind == "line":
        points, width = n[:-1], n[-1]
        draw.line(points, fill=colour, width=round(width), joint="curve")
        for x, y in zip(points[::2], points[1::2], strict=True):
            draw.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=colour)
    elif kind == "arc":
        x, y, r, start, end, width = n
        draw.arc((x - r, y - r, x + r, y + r), start * back, end * back, fill=colour, width=round(width))
    else:
        raise ValueError(kind)
