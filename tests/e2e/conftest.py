"""Several people at their own pages of one test server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.walking import Walk


@pytest.fixture
def media(settings, tmp_path) -> None:
    """Uploads and made files go into the test's own folder."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def walk(request, live_server, browser, media, pytestconfig) -> Iterator[Walk]:
    """With `parametrize("walk", ["without scripts"], indirect=True)` nobody's browser runs any."""
    pictures = Path(pytestconfig.getoption("output")).resolve()
    scripts = getattr(request, "param", "") != "without scripts"
    walk = Walk(browser, live_server.url, pictures, scripts=scripts)
    yield walk
    walk.close()
