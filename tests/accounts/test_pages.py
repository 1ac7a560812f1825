"""The pages about oneself, and the size of text."""

import pytest
from django.urls import reverse

from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
PROFILE = reverse("accounts:profile")
PASSWORD_PAGE = reverse("accounts:password")
TEXT_SIZE = reverse("accounts:text_size")


@pytest.fixture
def user(client):
    user = UserFactory(phone="13812345678")
    client.force_login(user)
    return user


def change(client, old=PASSWORD, new="Green-Lantern-31", again=None):
    return client.post(PASSWORD_PAGE, {"old_password": old, "new_password1": new, "new_password2": again or new})


def test_profile_masks_the_phone(client, user):
    page = client.get(PROFILE).content.decode()
    assert "138****5678" in page
    assert "13812345678" not in page


def test_an_empty_phone_stays_and_a_mark_removes_it(client, user):
    client.post(PROFILE, {"email": "a@b.cn", "phone": ""})
    user.refresh_from_db()
    assert (user.email, user.phone) == ("a@b.cn", "13812345678")
    client.post(PROFILE, {"email": "", "phone": "", "remove_phone": "on"})
    user.refresh_from_db()
    assert (user.email, user.phone) == ("", "")


def test_extra_fields_change_nothing(client, user):
    client.post(PROFILE, {"email": "", "name": "别人", "username": "root", "is_active": "", "session_generation": "9"})
    before = (user.name, user.username, True, 0)
    user.refresh_from_db()
    assert (user.name, user.username, user.is_active, user.session_generation) == before


def test_bad_contact_is_told_and_kept(client, user):
    page = client.post(PROFILE, {"email": "不是邮箱", "phone": "abc"}).content.decode()
    assert 'href="#id_email"' in page
    assert 'href="#id_phone"' in page
    assert 'value="不是邮箱"' in page


@pytest.mark.parametrize(
    ("old", "new", "again", "text"),
    [
        ("wrong", "Green-Lantern-31", None, "现在的密码不正确"),
        (PASSWORD, "Green-Lantern-31", "Green-Lantern-32", "不"),
        (PASSWORD, PASSWORD, None, "不能与现在的密码相同"),
        (PASSWORD, "Yipin-2026-demo", None, "演示密码"),
        (PASSWORD, "short1", None, "密码"),
        (PASSWORD, "x" * 129, None, "128"),
    ],
)
def test_bad_new_passwords_are_refused(client, user, old, new, again, text):
    response = change(client, old, new, again)
    assert response.status_code == 200
    assert text in response.content.decode()
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_guessing_the_present_password_locks_the_account(client, user):
    for _ in range(4):
        assert change(client, old="wrong").status_code == 200
    assert change(client, old="wrong").status_code == 429
    assert change(client).status_code == 429
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_pages_ask_for_log_in(client):
    for url in (PROFILE, PASSWORD_PAGE):
        assert client.get(url)["Location"] == f"{reverse('accounts:login')}?next={url}"


def test_text_size_is_kept_in_a_cookie_and_leads_back(client):
    login = reverse("accounts:login")
    response = client.get(TEXT_SIZE, {"size": "large", "next": f"{login}?x=1"})
    assert response["Location"] == f"{login}?x=1"
    assert client.cookies["text_size"].value == "large"
    assert '<html lang="zh-CN" class="text-large">' in client.get(login).content.decode()


@pytest.mark.parametrize("size", ["huge", "", '"><script>'])
def test_unknown_sizes_are_dropped(client, size):
    client.get(TEXT_SIZE, {"size": size})
    assert "text_size" not in client.cookies
    client.cookies["text_size"] = size
    assert 'class="text-standard"' in client.get(reverse("accounts:login")).content.decode()


def test_text_size_never_leads_elsewhere(client):
    assert "evil" not in client.get(TEXT_SIZE, {"size": "large", "next": "//evil.example"})["Location"]
    assert client.post(TEXT_SIZE, {"size": "large"}).status_code == 405
