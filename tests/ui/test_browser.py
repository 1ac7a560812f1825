"""The frame and the components in Chromium: rules of accessibility, sizes, scripts, and life without scripts."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from branches.models import Region
from tests.browsing import misfits, open_without, violations
from tests.factories.accounts import PASSWORD, UserFactory
from tests.ui import pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.ui.pages")]
WIDTHS = [(1366, 800), (390, 844)]
OWN = ["/accounts/profile/", "/accounts/password/", "/accounts/logout/", "/no-such-page/"]
SHOWN = ["/ui/detail/", "/ui/list/", "/ui/list/?order=9", "/ui/form/"]


@pytest.fixture
def user():
    return UserFactory(username="wang", name="王晓", phone="13812345678")


@pytest.fixture
def enter(live_server, user):
    """Puts a logged-in session into a browser context."""

    def put(context):
        client = Client()
        client.force_login(user)
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])

    return put


@pytest.fixture
def at(live_server, page, context, enter):
    """Opens an address of the test server as the logged-in user."""
    enter(context)
    return lambda path: page.goto(live_server.url + path)


def faults(page):
    """Accessibility violations, targets that are too small, and a page wider than the window."""
    page.wait_for_load_state()
    return violations(page) + misfits(page)


@pytest.mark.parametrize("size", WIDTHS)
def test_every_page_kind_is_accessible_at_both_widths_and_in_the_largest_text(live_server, page, context, at, size):
    Region.objects.bulk_create(Region(name=f"第{n}片区", order=1) for n in range(30))
    page.set_viewport_size({"width": size[0], "height": size[1]})
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    for path in OWN + SHOWN:
        at(path)
        assert faults(page) == [], path
    at("/ui/form/")
    page.click("button[name=submit]")
    assert faults(page) == []
    page.goto(f"{live_server.url}/accounts/text-size/?size=largest&next=/ui/detail/")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "21px"
    assert faults(page) == []
    context.clear_cookies()
    page.goto(live_server.url + "/accounts/login/")
    assert faults(page) == []
    page.fill("#id_username", "wang")
    for _ in range(settings.AXES_FAILURE_LIMIT):
        page.fill("#id_password", "wrong")
        with page.expect_navigation():
            page.click("main button[type=submit]")
    expect(page.locator("main")).to_contain_text("分钟后再试")
    assert faults(page) == []
    assert errors == []


def test_the_menu_opens_and_closes_on_a_phone_with_and_without_scripts(live_server, browser, enter):
    for scripts in (True, False):
        context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=scripts)
        enter(context)
        page = context.new_page()
        page.goto(live_server.url + "/accounts/profile/")
        first = page.locator("#menu .menu-link").first
        assert not first.is_visible()
        page.click(".top-bar-menu")
        first.wait_for(state="visible")
        page.wait_for_timeout(500)
        page.click("#menu .offcanvas-header a")
        first.wait_for(state="hidden")
        context.close()


def test_the_skip_link_comes_first(at, page):
    at("/accounts/profile/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到主要内容"


def test_rows_are_added_numbered_and_removed(at, page):
    at("/ui/form/")
    page.click("[data-formset-add]")
    assert page.evaluate("document.activeElement.name") == "carriers-1-title"
    page.fill("[name=carriers-1-title]", "先锋岗")
    page.check("[name=carriers-0-DELETE]")
    expect(page.locator("[data-formset-row]:not(.d-none) [data-formset-number]")).to_have_text(["1"])
    for _ in range(9):
        page.click("[data-formset-add]")
    expect(page.locator("[data-formset-row]:not(.d-none)")).to_have_count(5)


def test_the_counter_says_how_much_is_too_much(at, page):
    at("/ui/form/")
    page.fill("[name=concept]", "长" * 23 + "𠮷")
    expect(page.locator("#div_id_concept [data-counter]")).to_have_text("24/20 字，超出 4 字")


def test_a_form_saves_itself_and_takes_the_new_version(at, page):
    pages.SAVED.clear()
    at("/ui/form/")
    page.fill("[name=name]", "红色龙头")
    expect(page.locator("[name=version]")).to_have_value("2")
    expect(page.locator("[data-autosave-state]")).to_contain_text("已自动保存")
    assert pages.SAVED[-1]["name"] == "红色龙头"
    assert page.evaluate("localStorage.length") == 0


def test_what_was_typed_before_the_script_was_there_saves_itself(live_server, page, context, enter):
    enter(context)
    with open_without(page, live_server.url + "/ui/form/", "autosave"):
        page.fill("[name=name]", "先输入的名称")
    expect(page.locator("[data-autosave-state]")).to_contain_text("已自动保存")
    assert pages.SAVED[-1]["name"] == "先输入的名称"


def test_what_is_typed_without_a_connection_is_kept_and_sent_later(at, page, context):
    at("/ui/form/")
    context.set_offline(True)
    page.fill("[name=name]", "离线")
    expect(page.locator("[data-autosave-state]")).to_contain_text("网络不通")
    assert page.evaluate("localStorage.length") == 1
    context.set_offline(False)
    expect(page.locator("[data-autosave-state]")).to_contain_text("已自动保存")
    assert page.evaluate("localStorage.length") == 0


def test_a_stale_copy_is_told_as_text_kept_and_offered_again(at, page):
    at("/ui/form/")
    page.fill("[name=concept]", "冲突")
    page.wait_for_selector("[data-autosave-conflict]:not(.d-none)")
    told = page.text_content("[data-autosave-conflict]")
    assert "李明刚刚修改了本申报" in told
    assert "<b>先锋</b>" in told
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    at("/ui/form/")
    assert asked == ["beforeunload"]
    assert page.input_value("[name=concept]") == ""
    page.click("[data-autosave-conflict] button:first-of-type")
    assert page.input_value("[name=concept]") == "冲突"


def test_rows_are_chosen_for_bulk_work(at, page):
    Region.objects.bulk_create(Region(name=f"第{n}片区") for n in range(3))
    at("/ui/list/")
    expect(page.locator("button[name=action]")).to_be_disabled()
    page.check("[data-bulk-all] input")
    expect(page.locator("[data-bulk-count]")).to_have_text("已选 2 项")
    expect(page.locator("button[name=action]")).to_be_enabled()


def test_an_error_leads_to_its_field(at, page):
    at("/ui/form/")
    page.click("button[name=submit]")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.click("[data-error-summary] a:has-text('会议')")
    expect(page.locator("[name=meeting]").first).to_be_focused()


def test_log_in_works_without_scripts(live_server, browser, user):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + "/accounts/profile/")
    page.fill("#id_username", "wang")
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")
    expect(page).to_have_url(live_server.url + "/accounts/profile/")
    context.close()
