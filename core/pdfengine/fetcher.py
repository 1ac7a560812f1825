"""What a document may load: pictures handed over with it and data: pictures. Nothing else, ever."""

import base64
import binascii
import re
from io import BytesIO
from urllib.parse import unquote_to_bytes

from PIL import Image, UnidentifiedImageError
from weasyprint.urls import URLFetcher, URLFetcherResponse

MAGIC = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}
MAX_PIXELS = 25_000_000
DOTS_PER_MM = 200 / 25.4
# "media:logos/a.png#40mm": the width it has on the page
SHOWN = re.compile(r"#(\d{1,4})mm$")


class Refused(ValueError):
    """The document named something it may not have."""


class Fetcher(URLFetcher):
    """Serves `static:` and `media:` from what came with the document and `data:` pictures; never opens anything."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False)
        # No handler that could open a file or a connection stays in place, whatever calls it.
        self.handlers.clear()
        self.handle_open.clear()
        self.resources: dict[str, bytes] = {}

    def fetch(self, url: str, headers: dict | None = None) -> URLFetcherResponse:
        if url.startswith(("static:", "media:")):
            shown = SHOWN.search(url)
            content = self.resources.get(SHOWN.sub("", url))
            if content is None:
                raise Refused("no such picture")
            width = int(shown[1]) if shown else 156
        elif url[:5].lower() == "data:":
            content, width = _data(url), 156
        else:
            raise Refused("this address may not be loaded")
        kind = kind_of(content)
        return URLFetcherResponse(url, body=scaled(content, width), headers={"Content-Type": kind})

    def open(self, fullurl, data=None, timeout=None):
        raise Refused("this address may not be loaded")


def _data(url: str) -> bytes:
    header, comma, body = url[5:].partition(",")
    if not comma:
        raise Refused("a broken data: address")
    try:
        raw = unquote_to_bytes(body)
        return base64.b64decode(raw, validate=True) if header.rstrip().lower().endswith(";base64") else raw
    except (binascii.Error, ValueError) as broken:
        raise Refused("a broken data: address") from broken


def kind_of(content: bytes) -> str:
    """The raster format, by content: SVG under any name is refused here."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    for magic, kind in MAGIC.items():
        if content.startswith(magic):
            return kind
    raise Refused("not a picture")


def scaled(content: bytes, width_mm: int) -> bytes:
    """The picture as small as the page shows it at 200 dpi; the header is read before the pixels."""
    try:
        with Image.open(BytesIO(content)) as opened:
            picture: Image.Image = opened
            if picture.width * picture.height > MAX_PIXELS:
                raise Refused("too many pixels")
            most = max(64, round(width_mm * DOTS_PER_MM))
            if max(picture.size) <= most:
                return content
            kind = "JPEG" if opened.format == "JPEG" else "PNG"
            opened.draft("RGB", (most, most))
            if picture.mode not in ("RGB", "RGBA", "L"):
                picture = picture.convert("RGBA" if kind == "PNG" else "RGB")
            picture.thumbnail((most, most))
            output = BytesIO()
            picture.save(output, kind, quality=85)
            return output.getvalue()
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as broken:
        raise Refused("not a picture") from broken
