"""Debian's Chromium, and a patient one: two cores may have much to do beside it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.walking import Walk

PATIENCE = 30_000  # milliseconds that an expectation waits; it goes on as soon as it is met
# The driver runs an event loop in this thread; the database is used between its calls, never during one.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def browser_type_launch_args():
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    return {"executable_path": shutil.which("chromium") or "chromium", "args": flags}


@pytest.fixture
def patience() -> Iterator[None]:
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def media(settings, tmp_path) -> None:
    """Uploads and made files go into the test's own folder."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def walk(request, live_server, browser, media, patience, pytestconfig) -> Iterator[Walk]:
    """With `parametrize("walk", ["without scripts"], indirect=True)` nobody's browser runs any."""
    pictures = Path(pytestconfig.getoption("output")).resolve()
    scripts = getattr(request, "param", "") != "without scripts"
    walk = Walk(browser, live_server.url, pictures, scripts=scripts)
    yield walk
    walk.close()
