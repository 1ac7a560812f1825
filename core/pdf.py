"""PDF documents from templates. Layout happens in a process of its own, core.pdfengine, never in a server's thread."""

import atexit
import logging
import os
import re
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from html import unescape
from io import BytesIO
from typing import Any

import pikepdf
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.template.loader import render_to_string

from core import fonts
from core.errors import BusinessError
from core.pdfengine.frames import pack, unpack

logger = logging.getLogger("yipin.pdf")

FAILED = "文档过大或内容异常，未能生成，请精简后重试。"
BUSY = "正在生成的文档较多，请稍后再试。"
MAX_CHARACTERS = 400_000
# Layout of one paragraph grows faster than its length; nobody writes one of this size.
MAX_PARAGRAPH = 50_000
MAX_PICTURE = 10 * 1024 * 1024
SECONDS = 60
WAIT = 180

_TAGS = re.compile(r"<[^>]*>")
# Template values are escaped, so only our own markup can hold a bare quote.
_PICTURES = re.compile(r'\bsrc="((?:static|media):[^"#]+)')


class ChildDied(Exception):
    """The typesetting process ended or was ended before it answered."""


class Child:
    """One typesetting process."""

    def __init__(self) -> None:
        environment = {
            "PATH": os.defpath,
            "LANG": "C.UTF-8",
            "FONTCONFIG_FILE": str(fonts.prepared()),
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "core.pdfengine.child"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, cwd=settings.BASE_DIR,
        )  # fmt: skip

    def alive(self) -> bool:
        return self.process.poll() is None

    def retired(self) -> bool:
        """It ended of its own accord (idle, or grown too large), not over a document."""
        try:
            return self.process.wait(timeout=1) == 0
        except subprocess.TimeoutExpired:
            return False

    def ask(self, message: bytes, seconds: int) -> tuple[dict, bytes]:
        """Send a document and wait for its PDF; ChildDied when it ends or takes longer than it may."""
        deadline = time.monotonic() + seconds
        source, target = self.process.stdout, self.process.stdin
        if source is None or target is None:
            raise ChildDied

        def read(length: int) -> bytes:
            parts = []
            while length:
                left = deadline - time.monotonic()
                if left <= 0 or not select.select([source], [], [], left)[0]:
                    raise ChildDied
                part = os.read(source.fileno(), min(length, 1 << 20))
                if not part:
                    raise ChildDied
                parts.append(part)
                length -= len(part)
            return b"".join(parts)

        try:
            target.write(message)
            target.flush()
        except OSError as broken:
            raise ChildDied from broken
        answer = unpack(read)
        if answer is None:
            raise ChildDied
        return answer

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


class Renderer:
    """The typesetting process of this server process: started at the first document, again when it died."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """After a fork: the process belongs to the parent."""
        self.lock = threading.Lock()
        self.child: Child | None = None

    def render(self, message: bytes, seconds: int) -> tuple[dict, bytes]:
        if not self.lock.acquire(timeout=WAIT):
            raise BusinessError(BUSY)
        try:
            return self._ask(message, seconds)
        except ChildDied:
            # Retired by itself in the same moment: the next one takes the document. Killed by it: no second try.
            if self.child is None or not self.child.retired():
                self.close()
                raise
            return self._ask(message, seconds)
        finally:
            self.lock.release()

    def _ask(self, message: bytes, seconds: int) -> tuple[dict, bytes]:
        if self.child is None or not self.child.alive():
            self.close()
            self.child = Child()
        # Wall clock: twice the processor time, as others work on this machine too.
        return self.child.ask(message, 2 * seconds)

    def close(self) -> None:
        if self.child is not None:
            self.child.end()
            self.child = None


_renderer = Renderer()
os.register_at_fork(after_in_child=_renderer.forget)
atexit.register(_renderer.close)


def render_pdf(template: str, context: Mapping[str, Any], *, seconds: int = SECONDS) -> bytes:
    """The PDF of a template of templates/pdf/; user text in the context is escaped, pictures are named by
    `static:` name or `media:` storage key. `seconds` is the processor time it may take."""
    html = render_to_string(template, dict(context))
    text = _TAGS.sub("\0", html)
    if len(text) > MAX_CHARACTERS or max(map(len, text.split("\0"))) > MAX_PARAGRAPH:
        raise BusinessError(FAILED)
    resources = {name: content for name in map(unescape, set(_PICTURES.findall(html))) if (content := _picture(name))}
    body = html.encode("utf-8", "replace")
    head = {"html": len(body), "seconds": seconds, "resources": [[name, len(data)] for name, data in resources.items()]}
    try:
        answer, pdf = _renderer.render(pack(head, body + b"".join(resources.values())), seconds)
    except ChildDied as died:
        logger.error("%s: the typesetting process died or ran out of time", template)
        raise BusinessError(FAILED) from died
    for warning in answer.get("warnings", []):
        logger.warning("%s: %s", template, warning)
    if "error" in answer:
        raise BusinessError(FAILED)
    return pdf


def _picture(address: str) -> bytes | None:
    """A picture's bytes by its address; None (and a line in the log) when there is none."""
    scheme, _, name = address.partition(":")
    try:
        if scheme == "static":
            path = finders.find(name)
            if not isinstance(path, str):
                raise FileNotFoundError(name)
            with open(path, "rb") as file:  # noqa: PTH123 - a path of the static finders
                return file.read(MAX_PICTURE)
        with default_storage.open(name) as file:
            return file.read(MAX_PICTURE)
    except (OSError, SuspiciousOperation) as missing:
        logger.warning("picture %s is missing: %s", address[:200], missing)
        return None


def join_pdfs(parts: Iterable[bytes]) -> bytes:
    """One PDF of all pages in order; title and author are the first part's."""
    joined = pikepdf.new()
    for place, part in enumerate(parts):
        with pikepdf.open(BytesIO(part)) as source:
            joined.pages.extend(source.pages)
            if place == 0 and source.trailer.get("/Info") is not None:
                joined.trailer["/Info"] = joined.copy_foreign(source.trailer["/Info"])
    output = BytesIO()
    joined.save(output, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return output.getvalue()
