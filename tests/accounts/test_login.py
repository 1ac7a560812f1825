"""Log-in, log-out, lock-out: the same answer for everybody who may not come in."""

import re
from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.enums import AuditKind
from core.models import AuditEntry
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
PROFILE = reverse("accounts:profile")
LOGIN = reverse("accounts:login")


@pytest.fixture
def user():
    return UserFactory(username="wang", name="王晓")


def log_in(client, username="wang", password=PASSWORD, address="10.0.0.1", next_url=PROFILE):
    data = {"username": username, "password": password, "next": next_url}
    return client.post(LOGIN, data, REMOTE_ADDR=address)


def fail(client, times, username="wang", address="10.0.0.1"):
    for _ in range(times):
        response = log_in(client, username, "wrong", address)
    return response


def test_log_in_opens_the_page_asked_for_and_is_audited(client, user):
    response = log_in(client)
    assert (response.status_code, response["Location"]) == (302, PROFILE)
    assert client.get(PROFILE).status_code == 200
    entry = AuditEntry.objects.get()
    assert (entry.kind, entry.action, entry.actor, entry.address) == (AuditKind.ACCESS, "登录", user, "10.0.0.1")


def test_log_in_gives_a_new_session_key(client, user):
    session = client.session
    session["planted"] = "yes"
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    log_in(client)
    assert client.session.session_key != session.session_key
    assert "planted" not in client.session


def test_no_session_before_log_in(client):
    response = client.get(LOGIN)
    assert settings.SESSION_COOKIE_NAME not in response.cookies
    assert settings.SESSION_COOKIE_NAME not in client.post(LOGIN, {"username": "x", "password": "y"}).cookies


def neutral(response):
    """The page without what differs from one request to the next."""
    return re.sub(r'(name="csrfmiddlewaretoken" value=|name="csrf-token" content=)"\w+"', "", response.content.decode())


@pytest.mark.parametrize("username", ["wang", "gone", "nobody"])
def test_wrong_password_unknown_account_and_disabled_account_read_the_same(client, user, username):
    UserFactory(username="gone", is_active=False)
    expected = neutral(log_in(client, "wang", "wrong", address="10.9.9.9"))
    AccessAttempt.objects.all().delete()
    # The disabled account even with its right password.
    response = log_in(client, username, "wrong" if username == "wang" else PASSWORD)
    assert response.status_code == 200
    assert neutral(response).replace(f'value="{username}"', 'value="wang"') == expected
    assert "账号或密码不正确" in expected


@pytest.mark.parametrize("username", ["wang", "nobody"])
def test_fifth_failure_locks_the_account_whether_it_exists_or_not(client, user, username):
    assert fail(client, 4, username).status_code == 200
    response = fail(client, 1, username)
    assert response.status_code == 429
    assert "15 分钟后再试" in response.content.decode()
    assert response["Retry-After"] == "900"
    # Also from elsewhere and with the right password.
    assert log_in(client, username, address="10.0.0.2").status_code == 429
    assert "_auth_user_id" not in client.session
    entries = AuditEntry.objects.filter(kind=AuditKind.ACCESS)
    assert [entry.details for entry in entries] == [{"username": username}]


def test_other_accounts_of_the_office_are_not_locked_out(client, user):
    UserFactory(username="li")
    fail(client, 5)
    assert log_in(client, "li").status_code == 302


def test_address_is_locked_after_fifty_failures(client, user):
    for number in range(49):
        assert fail(client, 1, f"guess{number}").status_code == 200
    assert fail(client, 1, "guess49").status_code == 429
    assert log_in(client).status_code == 429
    assert log_in(client, address="10.0.0.2").status_code == 302


def test_success_forgets_the_account_but_not_the_rest_of_the_address(client, user):
    fail(client, 4)
    for number in range(45):
        fail(client, 1, f"guess{number}")
    assert log_in(client).status_code == 302
    assert not AccessAttempt.objects.filter(username="wang").exists()
    assert AccessAttempt.objects.count() == 45


def test_lock_ends_after_a_quarter_of_an_hour_and_knocking_does_not_prolong_it(client, user):
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        fail(client, 5)
        clock.shift(timedelta(minutes=10))
        assert "约 5 分钟后" in fail(client, 1).content.decode()
        clock.shift(timedelta(minutes=4, seconds=59))
        assert log_in(client).status_code == 429
        clock.shift(timedelta(seconds=2))
        assert log_in(client).status_code == 302


@pytest.mark.parametrize(
    "url",
    ["https://evil.example/", "//evil.example/x", "javascript:alert(1)", "/\\evil.example", "http:///evil.example"],
)
def test_next_never_leads_elsewhere(client, user, url):
    assert "evil" not in log_in(client, next_url=url)["Location"]
    assert "evil" not in client.get(LOGIN, {"next": url})["Location"]


def test_log_in_without_token_is_refused(user):
    client = Client(enforce_csrf_checks=True)
    response = log_in(client)
    assert response.status_code == 403
    assert "页面已过期" in response.content.decode()
    client.get(LOGIN)
    token = client.cookies["csrftoken"].value
    data = {"username": "wang", "password": PASSWORD, "next": PROFILE, "csrfmiddlewaretoken": token}
    assert client.post(LOGIN, data).status_code == 302


def test_get_of_log_out_asks_and_post_ends_the_session(client, user):
    client.force_login(user)
    assert client.get(reverse("accounts:logout")).status_code == 200
    assert client.get(PROFILE).status_code == 200
    key = client.session.session_key
    response = client.post(reverse("accounts:logout"))
    assert response["Location"] == reverse("boards:wall")
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    assert client.get(PROFILE).status_code == 302


def test_demonstration_password_opens_nothing_in_production(client, settings):
    UserFactory(username="demo", password=settings.DEMO_PASSWORD)
    settings.DEMONSTRATION = False
    response = log_in(client, "demo", settings.DEMO_PASSWORD)
    assert (response.status_code, "账号或密码不正确" in response.content.decode()) == (200, True)
    settings.DEMONSTRATION = True
    assert log_in(client, "demo", settings.DEMO_PASSWORD).status_code == 302


@pytest.mark.parametrize("username", ["", "a" * 500, "名字", "' or 1=1 --"])
def test_odd_names_are_answered(client, username):
    assert log_in(client, username).status_code == 200
    assert log_in(client, username, "p" * 100_000).status_code == 200
