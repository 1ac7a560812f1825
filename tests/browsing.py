"""Debian's Chromium for every test with a page, and a patient one: two cores may have much to do beside it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, Route, expect

# Milliseconds that an expectation waits; it goes on as soon as it is met.
expect.set_options(timeout=30_000)
# The driver runs an event loop in this thread; the database is used between its calls, never during one.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
# Links within a text are as high as its line; the link of a card on the wall is stretched over the whole card.
SMALL = """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, summary')].filter(e => {
  const box = e.getBoundingClientRect();
  const inText = e.closest('p, td, th, dd, label, .form-check, .alert, .breadcrumb, .skip-link, .stretched-link');
  return box.width && box.height < 43.5 && !inText;
}).map(e => e.outerHTML.slice(0, 120))"""
WIDE = """() => [...document.querySelectorAll('main *')].filter(
  e => e.getBoundingClientRect().right > window.innerWidth).map(e => e.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="session")
def browser_type_launch_args():
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    return {"executable_path": shutil.which("chromium") or "chromium", "args": flags}


@contextmanager
def open_without(page: Page, address: str, script: str) -> Iterator[None]:
    """The page as it stands on a slow line before its script is there; the script comes at the end."""
    held: list[Route] = []
    page.route(f"**/{script}*.js", lambda route: held.append(route))
    page.goto(address, wait_until="commit")
    yield
    while not held:
        page.wait_for_timeout(20)
    for route in held:
        route.continue_()


def misfits(page: Page) -> list[str]:
    """Targets too small for a finger, and sideways scroll, at the present width."""
    found = [f"target too small: {html}" for html in page.evaluate(SMALL)]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found += [f"wider than the window: {html}" for html in page.evaluate(WIDE)] or ["wider than the window"]
    return found


def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page at the present width."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found]
