"""Walking through the pages as several people at once: everybody has a browser of their own, a step has a name."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from accounts.models import User
from tests.factories.accounts import PASSWORD

# Chromium notes every answer of 4xx to the console; the walk meets some of them on purpose.
REFUSAL = "Failed to load resource: the server responded with a status of 4"
# In every page that comes: one that scrolls sideways says so to the console, where the walk hears it.
WIDTH = """addEventListener("load", () => {
  const width = document.documentElement.scrollWidth;
  if (width > innerWidth) console.error(`${location.pathname} is ${width}px wide`);
});"""


@dataclass
class Walk:
    """The browsers of all who take part; `faults` is what went wrong behind the pages."""

    browser: Browser
    address: str
    pictures: Path
    scripts: bool = True
    pages: dict[str, Page] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    step_name: str = ""

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """One step of the way; where it fails every open page is kept as a picture named after it."""
        self.step_name = name
        try:
            yield
        except BaseException as error:
            for who, page in self.pages.items():
                self._picture(page, f"{name}-{who}")
            error.add_note(f"at the step “{name}”; pictures are in {self.pictures}")
            raise
        assert self.faults == [], name

    def of(self, user: User) -> Page:
        """This person's page; logs in by the form the first time."""
        if user.username not in self.pages:
            page = self._new(user.username)
            page.goto(f"{self.address}/accounts/login/")
            page.fill("#id_username", user.username)
            page.fill("#id_password", PASSWORD)
            press(page, "登录")
            expect(heading(page)).to_have_text("工作台")
        return self.pages[user.username]

    def visitor(self) -> Page:
        """Somebody without an account, for the first time here: nothing in the browser's memory."""
        if "visitor" in self.pages:
            self.pages.pop("visitor").context.close()
        return self._new("visitor")

    def go(self, page: Page, path: str) -> Page:
        page.goto(self.address + path)
        return page

    def leave(self, user: User) -> None:
        self.pages.pop(user.username).context.close()

    def close(self) -> None:
        for page in self.pages.values():
            page.context.close()
        self.pages.clear()

    def _new(self, who: str) -> Page:
        context = self.browser.new_context(
            viewport={"width": 1366, "height": 800}, locale="zh-CN", java_script_enabled=self.scripts
        )
        context.add_init_script(WIDTH)
        page = self.pages[who] = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"{who}: {error}"))
        page.on("console", lambda message: self._heard(who, message))
        page.on("response", lambda answer: self._answered(who, answer))
        return page

    def _heard(self, who: str, message: Any) -> None:
        if message.type == "error" and not message.text.startswith(REFUSAL):
            self.faults.append(f"{who}: {message.text}")

    def _answered(self, who: str, answer: Any) -> None:
        is_part = answer.request.resource_type in ("stylesheet", "script", "image", "font")
        if answer.status >= 500 or (is_part and answer.status >= 400):
            self.faults.append(f"{who}: {answer.status} {answer.url}")

    def _picture(self, page: Page, name: str) -> None:
        self.pictures.mkdir(parents=True, exist_ok=True)
        file = re.sub(r"[^\w-]+", "-", name) + ".png"
        page.screenshot(path=self.pictures / file, full_page=True)


def heading(page: Page) -> Locator:
    return page.locator("h1")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def fill(page: Page, values: dict[str, str | int]) -> None:
    """Controls by their names."""
    for name, value in values.items():
        page.fill(f"[name='{name}']", str(value))


def tick(page: Page, *names: str) -> None:
    for name in names:
        page.check(f"[name='{name}']")


def sees(page: Page, *texts: str) -> None:
    """Somewhere in the page's own part, once the page is there."""
    for text in texts:
        expect(page.locator("main")).to_contain_text(text)


def sees_not(page: Page, *texts: str) -> None:
    for text in texts:
        expect(page.locator("main")).not_to_contain_text(text)


def done(page: Page, text: str) -> None:
    """The word that says an act has been carried out."""
    expect(page.locator(".alert-success").first).to_contain_text(text)
