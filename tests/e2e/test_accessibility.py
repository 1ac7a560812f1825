"""Every page kind in Chromium, opened by somebody who may; the table of addresses is the list, so none is missed."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import transaction
from playwright.sync_api import Page

from tests.browsing import misfits, violations
from tests.permissions.asking import address_of
from tests.permissions.table import POST, TABLE, Row
from tests.permissions.world import World, build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Apps with many pages are walked in so many parts, side by side.
LARGE = {"assessments": 3, "brands": 7}
PARTS = [*((app, number) for app, parts in LARGE.items() for number in range(parts)), ("others", 0)]
SIZES = {"1366": (1366, 800), "390": (390, 844)}
# Answers that are no page: pictures, documents, files, the sign of life, a part of a page.
NO_PAGES = {
    "healthz",
    "assessments:appraisal_pdf",
    "assessments:appraisal_xlsx",
    "assessments:ledger_chart",
    "assessments:ledger_pdf",
    "assessments:ledger_xlsx",
    "assessments:point_xlsx",
    "assessments:point_year_xlsx",
    "assessments:publication_xlsx",
    "assessments:scheme_export",
    "assessments:scheme_ledgers_chart",
    "assessments:scheme_ledgers_pdf",
    "assessments:scheme_ledgers_xlsx",
    "assessments:scheme_template",
    "assessments:survey_chart",
    "assessments:survey_xlsx",
    "boards:brand_logo",
    "branches:import_progress",
    "branches:import_template",
    "branches:organization_children",
    "brands:activity_evidence",
    "brands:activity_export",
    "brands:application_file",
    "brands:application_logo",
    "brands:application_pdf",
    "brands:archive_xlsx",
    "brands:award_export",
    "brands:brand_logo",
    "brands:document_pdf",
    "brands:finding_export",
    "brands:handover_pdf",
    "brands:highlight_export",
    "brands:inspection_pdf",
    "brands:notice_pdf",
    "brands:phase_export",
    "brands:plan_export",
    "brands:regulation_file",
    "brands:round_scores_pdf",
    "brands:round_scores_xlsx",
    "brands:sheet_logo",
    "core:job_download",
    "core:job_progress",
}


def part_of(row: Row) -> str:
    app = row.name.partition(":")[0]
    return app if app in LARGE else "others"


def visits(part: str, number: int) -> list[tuple[Row, str, list[str]]]:
    """Each page by the first who may open it with a phone, and by the office, which sees the most of it, at a desk.

    Where only one of the two may, this one reads it at both sizes.
    """
    shown = [row for row in TABLE if row.methods != POST and row.status == 200 and row.name not in NO_PAGES]
    shown = [row for row in shown if part_of(row) == part][number :: LARGE.get(part, 1)]
    found = []
    for row in shown:
        readers = row.ok or (("anonymous",) if row.is_public else ())
        both = {**dict.fromkeys(readers[:1], "390"), **({"office": "1366"} if "office" in readers else {})}
        found += [(row, who, [size] if len(both) > 1 else list(SIZES)) for who, size in both.items()]
    return found


def faults(page: Page, sizes: list[str]) -> list[str]:
    """Misfits at both widths; axe, by far the slowest, at the widths at which this reader is asked."""
    found = []
    for name, size in SIZES.items():
        page.set_viewport_size({"width": size[0], "height": size[1]})
        found += [f"{name}: {text}" for text in (*misfits(page), *(violations(page) if name in sizes else ()))]
    return found


@pytest.fixture
def world(live_server, media) -> World:
    with transaction.atomic():  # committed at once: a file is synchronised a single time
        return build()


@pytest.fixture
def open_as(live_server, browser, world) -> Iterator[Callable[[str], tuple[Page, list[str]]]]:
    """A person's page, with what it says to the console: errors, broken policies, missing files."""
    pages: dict[str, tuple[Page, list[str]]] = {}

    def opened(who: str) -> tuple[Page, list[str]]:
        if who not in pages:
            context = browser.new_context()
            if key := world.sessions[who]:
                cookie = {"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}
                context.add_cookies([cookie])
            page, heard = context.new_page(), []
            page.on("pageerror", lambda error: heard.append(str(error)))
            page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
            pages[who] = page, heard
        return pages[who]

    yield opened
    for page, _ in pages.values():
        page.context.close()


@pytest.mark.parametrize(("part", "number"), PARTS)
def test_every_page_is_accessible_fits_and_has_no_errors(part, number, live_server, world, open_as):
    found = []
    for row, who, sizes in visits(part, number):
        page, heard = open_as(who)
        heard.clear()
        answer = page.goto(live_server.url + address_of(row, world))
        wrong = [] if answer.status == 200 else [f"answered {answer.status}"]
        found += [f"{row} as {who}: {text}" for text in (*wrong, *faults(page, sizes), *heard)]
    assert found == [], "\n" + "\n".join(found)


def test_every_answer_that_is_left_out_is_no_page():
    """A page that is renamed can't hide in the list of what is no page."""
    assert {row.name for row in TABLE} >= NO_PAGES
