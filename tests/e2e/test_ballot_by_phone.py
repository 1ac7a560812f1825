"""A ballot on a phone, from the QR code to the receipt: few taps, large targets, and the code in no address."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from assessments.models import BallotBox
from tests.browsing import misfits, violations
from tests.e2e.walking import heading, press, sees
from tests.factories.surveys import Poll, opened

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
BOTH = pytest.mark.parametrize("walk", ["with scripts", "without scripts"], indirect=True)


def phone(walk) -> tuple[Page, list[str]]:
    """A browser that has never been here, and all that it sends out: addresses with their Referer."""
    page, sent = walk.visitor(), []
    page.set_viewport_size(PHONE)
    page.on("request", lambda request: sent.append(f"{request.url} {request.headers.get('referer', '')}"))
    return page, sent


def checked(page: Page, walk) -> None:
    """Accessible and wide enough for a finger; without scripts the page can't be asked."""
    if walk.scripts:
        page.wait_for_load_state()
        assert misfits(page) + violations(page) == []


def scan(page: Page, walk, poll: Poll, code: str) -> None:
    """What the camera opens; without scripts the code is typed."""
    page.goto(f"{walk.address}{reverse('boards:survey', args=[poll.survey.pk])}#{code.replace('-', '')}")
    if walk.scripts:
        expect(page.locator("[name=code]")).to_have_value(code.replace("-", ""))
        assert "#" not in page.url
    else:
        page.fill("[name=code]", code.lower())


def answer(page: Page, poll: Poll) -> int:
    """One tap for each question that must be answered."""
    required = [question for question in poll.questions() if question.is_required]
    for question in required:
        page.locator(f"label[for='id_q-{question.pk}_1']").click()
    return len(required)


@BOTH
def test_from_the_code_to_the_receipt(walk, picture: Callable[[Page, str], None]):
    poll = opened(branches=1)
    code = poll.codes[poll.target().pk][0]
    page, sent = phone(walk)
    with walk.step("code"):
        scan(page, walk, poll, code)
        checked(page, walk)
        picture(page, "code")
        press(page, "开始评价")
    with walk.step("ballot"):
        expect(heading(page)).to_contain_text(poll.branches[0].name)
        checked(page, walk)
        press(page, "下一步：核对")
        sees(page, "有题目没有填好")
        checked(page, walk)
        assert answer(page, poll) == 3
        page.locator("textarea").fill("窗口很热情。")
        picture(page, "ballot")
        press(page, "下一步：核对")
    with walk.step("confirmation"):
        expect(heading(page)).to_have_text("请核对")
        sees(page, "较满意", "窗口很热情。")
        checked(page, walk)
        picture(page, "confirmation")
        press(page, "返回修改")
        expect(page.locator("textarea")).to_have_value("窗口很热情。")
        press(page, "下一步：核对")
        press(page, "确认提交")
    with walk.step("receipt"):
        expect(heading(page)).to_have_text("评价已提交")
        checked(page, walk)
        picture(page, "receipt")
        receipt = page.locator(".ballot-receipt").inner_text()
        page.get_by_role("link", name="凭回执查询是否计票").first.click()
        page.fill("[name=receipt]", receipt)
        press(page, "查询")
        sees(page, "这张评价票已经收到")
        checked(page, walk)
    with walk.step("spent"):
        scan(page, walk, poll, code)
        press(page, "开始评价")
        sees(page, "评价码无效或者已经使用")
        checked(page, walk)
    assert BallotBox.objects.get().received == 1
    plain = code.replace("-", "")
    # What went out: never the code, never the receipt in an address or a Referer.
    told = [line for line in sent if plain in line.split("#")[0] or code in line or receipt in line]
    assert told == []
    assert page.context.cookies() == []


@pytest.fixture
def picture(pytestconfig) -> Callable[[Page, str], None]:
    """Kept beside the other pictures of the run."""
    folder = Path(pytestconfig.getoption("output")).resolve()

    def take(page: Page, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"ballot-{name}.png", full_page=True)

    return take
