"""The warm typesetter: one font configuration and parsed stylesheets for all documents of the process."""

import gc
import logging
from functools import lru_cache
from pathlib import Path

from weasyprint import CSS
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import iri_to_uri

from core.pdfengine import patches
from core.pdfengine.fetcher import Fetcher

STYLES = Path(__file__).parent / "styles"
MAX_PAGES = 2000
MAX_WARNINGS = 20


class TooManyPages(Exception):
    """The document is longer than any of ours."""


class Listener(logging.Handler):
    """Collects what WeasyPrint has to say of a document: missing glyphs and pictures are silent in the PDF itself."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()[:300]
        if len(self.messages) < MAX_WARNINGS and message not in self.messages:
            self.messages.append(message)


class Typesetter:
    def __init__(self) -> None:
        patches.apply()
        self.fonts = FontConfiguration()
        self.fetcher = Fetcher()
        self.listener = Listener()
        logger = logging.getLogger("weasyprint")
        logger.addHandler(self.listener)
        logger.propagate = False
        self.sheet = lru_cache(maxsize=None)(self._sheet)

    def _sheet(self, name: str) -> CSS:
        path = STYLES / f"{name}.css"
        return CSS(string=path.read_text("utf-8"), font_config=self.fonts, url_fetcher=self.fetcher)

    def warm(self) -> None:
        """Set one line in every face, then keep all that is loaded out of the garbage collector's sight."""
        families = ("FangSong", "KaiTi", "HeiTi", "XiaoBiaoSong", "SongTi", "Rare")
        stacks = (f"font-family: 'Yipin {name}', 'Yipin {name} More'" for name in families)
        lines = "".join(f'<p style="{stack}">一岘</p>' for stack in stacks)
        for sheet in ("official", "form", "report"):
            self.render(f'<html lang="zh-CN" data-styles="{sheet}"><body>{lines}</body></html>', {})
        gc.collect()
        gc.freeze()
        gc.set_threshold(100_000, 50, 100)

    def render(self, html: str, resources: dict[str, bytes]) -> tuple[bytes, int, list[str]]:
        """(PDF, pages, warnings)."""
        self.fetcher.resources = {iri_to_uri(name): content for name, content in resources.items()}
        self.listener.messages = []
        document = patches.LeanHTML(string=html, url_fetcher=self.fetcher)
        names = document.etree_element.get("data-styles", "official").split()
        laid_out = document.render(font_config=self.fonts, stylesheets=[self.sheet(name) for name in names])
        if len(laid_out.pages) > MAX_PAGES:
            raise TooManyPages
        return laid_out.write_pdf(), len(laid_out.pages), self.listener.messages
