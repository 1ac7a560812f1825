"""Pages of accounts: who opens them, what is given and taken there, what is shown once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from branches import menu
from branches.enums import Role
from branches.models import RoleAssignment
from core import onetime
from tests.branches.pages import CANARY, log_in, text, url
from tests.factories.accounts import UserFactory
from tests.factories.branches import MemberFactory, RoleAssignmentFactory, fresh, person

ACCOUNT_PAGES = [
    "account_detail",
    "account_disable",
    "account_enable",
    "account_unlock",
    "account_reset",
    "role_assign",
]


@pytest.mark.parametrize("name", ACCOUNT_PAGES)
def test_accounts_elsewhere_are_not_there(client, tree, local, name):
    foreign = person(Role.CLERK, tree.direct, name=CANARY)
    log_in(client, local)
    for method in (client.get,) if name == "account_detail" else (client.get, client.post):
        response = method(url(name, foreign.pk))
        assert (response.status_code, CANARY in text(response)) == (404, False)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SECURITY_ADMIN])
def test_only_security_administrators_open_the_pages_of_accounts(client, tree, role):
    other = person(Role.CLERK, tree.branch, name=CANARY)
    log_in(client, person(role, tree.top))
    row = other.role_assignments.get()
    addresses = [url("account_list"), url("account_create"), url("role_end", row.pk)]
    addresses += [url(name, other.pk) for name in ACCOUNT_PAGES]
    for address in addresses:
        response = client.get(address)
        assert (response.status_code, CANARY in text(response)) == (403, False)
        assert client.post(address).status_code in (403, 405)
    other.refresh_from_db()
    assert (other.is_active, other.session_generation) == (True, 0)


def test_unlocking_is_offered_where_log_ins_have_failed(client, tree, keeper):
    user = person(Role.CLERK, tree.branch)
    log_in(client, keeper)
    for fails in (0, 1):
        for _ in range(fails):
            Client().post(reverse("accounts:login"), {"username": user.username, "password": "wrong"})
        assert (url("account_unlock", user.pk) in text(client.get(url("account_detail", user.pk)))) is bool(fails)
    client.post(url("account_unlock", user.pk))
    assert url("account_unlock", user.pk) not in text(client.get(url("account_detail", user.pk)))


def test_the_list_shows_the_roles_of_ones_own_part(client, tree, local):
    user = person(Role.SECRETARY, tree.branch, name="林某")
    elsewhere = RoleAssignmentFactory(user=user, organization=tree.top, role=Role.DIRECTOR)
    log_in(client, local)
    for address in (url("account_list"), url("account_detail", user.pk)):
        body = text(client.get(address))
        assert ("林某" in body, tree.branch.short_name in body, tree.top.short_name in body) == (True, True, False)
    # Neither does a filter tell what is held elsewhere.
    assert user not in client.get(url("account_list") + "?role=director").context["page"].rows
    assert user not in client.get(url("account_list") + f"?organization={tree.top.code}").context["page"].rows
    assert client.get(url("role_end", elsewhere.pk)).status_code == 404
    assert client.get(url("account_list") + "?role=secretary").context["page"].rows == [user]


def opening(tree, **changes):
    return {
        "username": "lin",
        "name": "林某",
        "organization": tree.branch.code,
        "role": "clerk",
        "starts_on": "2026-01-01",
        "key": onetime.new_key(),
    } | changes


def test_the_password_of_a_new_account_is_shown_once(client, tree, keeper):
    held = MemberFactory(organization=tree.branch, code="M1", name="林某")
    log_in(client, keeper)
    data = opening(tree, member="M1")
    response = client.post(url("account_create"), data)
    user = User.objects.get(username="lin")
    assert user.check_password(response.context["password"])
    assert response["Cache-Control"] == "private, no-store"
    held.refresh_from_db()
    assert held.user == user
    again = client.post(url("account_create"), data, follow=True)
    assert response.context["password"] not in text(again)
    assert "只显示一次" in text(again)
    assert User.objects.filter(username="lin").count() == 1
    assert response.context["password"] not in text(client.get(url("account_detail", user.pk)))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": "a b"}, "username"),
        ({"username": "x" * 100_000}, "username"),
        ({"organization": "nowhere"}, "organization"),
        ({"role": "emperor"}, "role"),
        ({"starts_on": "x"}, "starts_on"),
        ({"ends_on": "2020-01-01"}, "ends_on"),
        ({"member": "nobody"}, "member"),
        ({"username": "taken"}, "__all__"),
    ],
)
def test_faults_of_a_new_account_are_told(client, tree, keeper, changes, field):
    UserFactory(username="taken")
    response = log_in(client, keeper).post(url("account_create"), opening(tree, **changes))
    assert list(response.context["form"].errors) == [field]
    assert not User.objects.filter(name="林某").exists()


def test_no_account_is_opened_beyond_ones_part(client, tree, local):
    response = log_in(client, local).post(url("account_create"), opening(tree, organization=tree.direct.code))
    assert "organization" in response.context["form"].errors


def test_resetting_shows_a_password_once_and_ends_sessions(client, tree, keeper):
    user = person(Role.CLERK, tree.branch)
    theirs = log_in(Client(), user)
    log_in(client, keeper)
    data = client.get(url("account_reset", user.pk)).context["hidden"]
    response = client.post(url("account_reset", user.pk), data)
    assert fresh(user).check_password(response.context["password"])
    assert client.post(url("account_reset", user.pk), data).status_code == 302
    assert fresh(user).check_password(response.context["password"])
    assert theirs.get(reverse("accounts:profile")).url.startswith(reverse("accounts:login"))


def test_disabling_ends_sessions_at_once_and_enabling_lets_in_again(client, tree, keeper):
    user = person(Role.CLERK, tree.branch)
    theirs = log_in(Client(), user)
    assert theirs.get(reverse("accounts:profile")).status_code == 200
    log_in(client, keeper).post(url("account_disable", user.pk))
    assert theirs.get(reverse("accounts:profile")).status_code == 302
    client.post(url("account_enable", user.pk))
    assert fresh(user).is_active
    assert log_in(Client(), fresh(user)).get(reverse("accounts:profile")).status_code == 200


def test_roles_are_given_and_ended_on_the_page(client, tree, keeper):
    user = person(Role.CLERK, tree.branch)
    theirs = log_in(Client(), user)
    log_in(client, keeper)
    assert tree.branch.code in client.get(url("role_assign", user.pk)).context["form"]["organization"].value()
    data = {"organization": tree.general.code, "role": "reviewer", "starts_on": "2026-01-01", "key": onetime.new_key()}
    for _ in range(2):
        assert client.post(url("role_assign", user.pk), data).url == url("account_detail", user.pk)
    assert theirs.get(reverse("accounts:profile")).status_code == 302
    row = RoleAssignment.objects.get(user=user, role="reviewer")
    bad = client.post(url("role_end", row.pk), {"last_day": "2020-01-01"})
    assert "last_day" in bad.context["form"].errors
    assert client.post(url("role_end", row.pk), {"last_day": ""}).status_code == 302
    row.refresh_from_db()
    assert row.ends_on == timezone.localdate() - timedelta(days=1)


def test_separation_is_told_on_the_page(client, tree, keeper):
    user = person(Role.CLERK, tree.branch)
    data = {"organization": tree.top.code, "role": "auditor", "starts_on": "2026-01-01", "key": onetime.new_key()}
    response = log_in(client, keeper).post(url("role_assign", user.pk), data)
    assert "须由不同的人担任" in text(response)
    assert RoleAssignment.objects.filter(user=user).count() == 1


def test_oneself_is_left_to_others(client, tree, keeper):
    log_in(client, keeper)
    body = text(client.get(url("account_detail", keeper.pk)))
    assert ("这是您自己的账号" in body, "重置密码</a>" in body) == (True, False)
    client.post(url("account_disable", keeper.pk))
    data = {"organization": tree.top.code, "role": "auditor", "starts_on": "2026-01-01", "key": onetime.new_key()}
    assert "不能给自己授权" in text(client.post(url("role_assign", keeper.pk), data))
    client.post(url("role_end", keeper.role_assignments.get().pk), {"last_day": ""})
    assert fresh(keeper).is_active
    assert RoleAssignment.objects.in_force().filter(user=keeper).count() == 1


def test_the_queries_of_account_pages_do_not_grow(client, tree, keeper, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(menu, "_counters", [])
    log_in(client, keeper)
    client.get(url("account_list"))
    user = UserFactory()
    for number in (1, 3):
        for _ in range(number):
            RoleAssignmentFactory(user=user)
            RoleAssignmentFactory(user=user, organization=RoleAssignmentFactory(organization=tree.branch).organization,
                                  role=list(Role)[RoleAssignment.objects.filter(user=user).count()])  # fmt: skip
        for address, count in {url("account_list"): 6, url("account_detail", user.pk): 7}.items():
            with django_assert_num_queries(count):
                assert client.get(address).status_code == 200
