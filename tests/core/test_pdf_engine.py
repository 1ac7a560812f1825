"""The changes to WeasyPrint hold for the pinned version, and the typesetter's process is as closed as it should be."""

import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from django.conf import settings

from core.pdfengine.fetcher import Fetcher, Refused

PATCHES = (Path(settings.BASE_DIR) / "core/pdfengine/patches.py").read_text("utf-8")
# In a process of its own: the changes must not reach the other tests' WeasyPrint.
LAZY = """
import weasyprint.pdf.fonts as fonts
whole = fonts.get_hb_object_data
from core.pdfengine import patches
copied = []
patches._whole_data = lambda face: copied.append(len(whole(face))) or whole(face)
patches.apply()
from weasyprint import HTML
assert HTML(string="<p>Text</p>").write_pdf().startswith(b"%PDF")
print(*copied)
"""


def test_the_changes_are_made_for_the_version_that_is_pinned():
    pinned = re.search(r'^PINNED = "([^"]+)"', PATCHES, re.M)[1]
    requirements = (Path(settings.BASE_DIR) / "requirements.txt").read_text("utf-8")
    assert pinned == version("weasyprint")
    assert re.search(rf"^weasyprint=={re.escape(pinned)}\s", requirements, re.M)


def test_whole_faces_are_never_copied():
    done = subprocess.run(
        [sys.executable, "-c", LAZY], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    sizes = [int(size) for size in done.stdout.split()]
    # One small cut face, and not the file of several hundred kilobytes it comes from.
    assert len(sizes) == 1 and sizes[0] < 60_000


def test_the_typesetter_knows_no_settings_and_no_database():
    code = "import core.pdfengine.child, sys; print([name for name in sys.modules if name.startswith('django')])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "https://x/",
        "ftp://x/",
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "gopher://x",
        "media:no",
    ],
)
def test_the_fetcher_refuses_every_other_address(address):
    fetcher = Fetcher()
    with pytest.raises(Refused):
        fetcher(address)
    with pytest.raises(Refused):
        fetcher.open(address)
