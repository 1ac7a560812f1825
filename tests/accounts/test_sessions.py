"""How long a session lives, and what ends it at once."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts import services
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
PROFILE = reverse("accounts:profile")
LOGIN = reverse("accounts:login")


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture
def admin():
    return UserFactory()


def ended(response, reason):
    return response.status_code == 302 and response["Location"].startswith(f"{LOGIN}?ended={reason}&")


def test_bump_kills_the_session_at_once(client, user):
    client.force_login(user)
    assert client.get(PROFILE).status_code == 200
    services.bump_sessions(user)
    response = client.get(PROFILE)
    assert ended(response, "changed")
    assert "next=%2Faccounts%2Fprofile%2F" in response["Location"]
    assert settings.SESSION_COOKIE_NAME in response.cookies  # taken back
    assert "有变化" in client.get(response["Location"]).content.decode()


def test_disabling_and_enabling_again_does_not_revive_the_session(client, user, admin):
    client.force_login(user)
    services.disable_account(user, actor=admin)
    key = client.session.session_key
    services.enable_account(user, actor=admin)
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    assert ended(client.get(PROFILE), "changed")


def test_disabled_account_is_out_at_once(client, user, admin):
    client.force_login(user)
    services.disable_account(user, actor=admin)
    assert client.get(PROFILE).status_code == 302


def test_idle_limit(client, user):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.force_login(user)
        clock.shift(timedelta(minutes=29))
        assert client.get(PROFILE).status_code == 200  # a sign of life
        clock.shift(timedelta(minutes=30))
        assert client.get(PROFILE).status_code == 200
        clock.shift(timedelta(minutes=30, seconds=1))
        assert ended(client.get(PROFILE), "idle")


def test_polling_is_no_sign_of_life(client, user):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.force_login(user)
        for _ in range(3):
            clock.shift(timedelta(minutes=10))
            assert client.get(PROFILE, headers={"HX-Request": "true"}).status_code == 200
        clock.shift(timedelta(seconds=1))
        response = client.get(PROFILE, headers={"HX-Request": "true"})
        assert response["HX-Redirect"].startswith(f"{LOGIN}?ended=idle")


def test_absolute_limit(client, user):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.force_login(user)
        for _ in range(12 * 3):
            clock.shift(timedelta(minutes=20))
            assert client.get(PROFILE).status_code == 200
        clock.shift(timedelta(seconds=1))
        assert client.get(PROFILE).status_code == 302


def test_clock_that_steps_back_keeps_the_session(client, user):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.force_login(user)
        clock.shift(timedelta(hours=-2))
        assert client.get(PROFILE).status_code == 200
        clock.shift(timedelta(minutes=31))
        assert ended(client.get(PROFILE), "idle")


def test_session_without_marks_is_dead(client, user):
    client.force_login(user)
    session = client.session
    del session["generation"]
    session.save()
    assert ended(client.get(PROFILE), "changed")


def test_a_post_with_a_dead_session_leads_back_to_the_form(client, user):
    client.force_login(user)
    services.bump_sessions(user)
    response = client.post(PROFILE, {"email": "a@b.cn"}, headers={"Referer": "http://testserver/accounts/profile/?x=1"})
    assert "next=http%3A%2F%2Ftestserver%2Faccounts%2Fprofile%2F%3Fx%3D1" in response["Location"]
    client.force_login(user)
    services.bump_sessions(user)
    response = client.post(PROFILE, {}, headers={"Referer": "https://evil.example/"})
    assert "evil" not in response["Location"]


@pytest.mark.parametrize("url_name", ["accounts:profile", "accounts:logout"])
def test_forced_change_comes_before_everything(client, url_name):
    client.force_login(UserFactory(must_change_password=True))
    expected = (200, None) if url_name == "accounts:logout" else (302, reverse("accounts:password"))
    response = client.get(reverse(url_name))
    assert (response.status_code, response.get("Location")) == expected
    assert client.get("/no-such-page/").status_code == 404
    assert "须" not in client.get(reverse("boards:wall")).content.decode()


def test_forced_change_reaches_fragments_and_posts_too(client):
    client.force_login(UserFactory(must_change_password=True))
    assert client.get(PROFILE, headers={"HX-Request": "true"})["HX-Redirect"] == reverse("accounts:password")
    assert client.post(PROFILE, {"email": "a@b.cn"})["Location"] == reverse("accounts:password")


def test_after_the_change_the_way_is_open_and_other_sessions_are_dead(client, user):
    other = type(client)()
    user.must_change_password = True
    user.save()
    client.force_login(user)
    other.force_login(user)
    data = {"old_password": PASSWORD, "new_password1": "Green-Lantern-31", "new_password2": "Green-Lantern-31"}
    response = client.post(reverse("accounts:password"), data)
    assert response["Location"] == reverse(settings.LOGIN_REDIRECT_URL)
    assert client.get(PROFILE).status_code == 200
    assert other.get(PROFILE).status_code == 302
    user.refresh_from_db()
    assert (user.must_change_password, user.check_password("Green-Lantern-31")) == (False, True)


def test_classified_protection_asks_for_a_new_password_every_ninety_days(client, settings):
    settings.PASSWORD_MAX_AGE_DAYS = 90
    now = timezone.now()
    client.force_login(UserFactory(password_changed_at=now - timedelta(days=89, hours=23)))
    assert client.get(PROFILE).status_code == 200
    client.force_login(UserFactory(password_changed_at=now - timedelta(days=90, hours=1)))
    assert client.get(PROFILE)["Location"] == reverse("accounts:password")


def test_public_pages_do_not_depend_on_the_session(client, user):
    plain = client.get(reverse("boards:wall"))
    client.force_login(user)
    response = client.get(reverse("boards:wall"))
    assert "Cookie" not in response.get("Vary", "")
    assert response.content == plain.content
    assert not response.cookies
