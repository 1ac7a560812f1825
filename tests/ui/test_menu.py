"""The menu: who sees which line, which one is open, what its count is."""

import pytest
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse

from branches import menu
from branches.enums import Ability, Role
from branches.roles import ROLE_TABLE
from tests.factories.accounts import UserFactory
from tests.factories.branches import OrganizationFactory, RoleAssignmentFactory

pytestmark = pytest.mark.django_db


def lines(user, view_name=""):
    return {line.label: line for section in menu.menu_for(user, view_name).groups for line in section.items}


def holder(role):
    return RoleAssignmentFactory(role=role, organization=OrganizationFactory()).user


@pytest.mark.parametrize("item", [item for group in menu.MENU for item in group.lines], ids=lambda item: item.url_name)
def test_every_line_leads_somewhere(item):
    try:
        assert reverse(item.url_name)
    except NoReverseMatch:
        pytest.fail(f"no page is called {item.url_name}")


@pytest.mark.parametrize("role", Role)
def test_a_line_is_seen_by_exactly_those_who_have_one_of_its_abilities(role):
    seen = set(lines(holder(role)))
    may = ROLE_TABLE[role].own | ROLE_TABLE[role].below
    for item in (item for group in menu.MENU for item in group.lines):
        assert (item.label in seen) == (not item.abilities or bool(may & set(item.abilities))), item.label


def test_accounts_are_for_the_security_administrator_alone():
    assert "账号与授权" in lines(holder(Role.SECURITY_ADMIN))
    assert "账号与授权" not in lines(holder(Role.OFFICE))
    assert "审计记录" not in lines(holder(Role.SYSTEM_ADMIN))


def test_pages_of_one_family_keep_their_line_open():
    user = holder(Role.SECURITY_ADMIN)
    assert lines(user, "branches:account_reset")["账号与授权"].active
    assert lines(user, "branches:role_end")["账号与授权"].active
    assert not lines(user, "branches:audit_list")["账号与授权"].active
    assert [line.label for line in menu.menu_for(user, "accounts:password").bottom if line.active] == ["我的"]


def test_counts_are_shown_at_their_line(client, monkeypatch):
    monkeypatch.setattr(menu, "_counters", [])
    menu.counter(lambda user: {"sheets": 120, "todo": 3})
    user = holder(Role.JUDGE)
    assert lines(user)["我的评分"].count == 120
    client.force_login(user)
    page = client.get(reverse("accounts:profile")).content.decode()
    assert "99+" in page


def test_the_menu_costs_one_query_beside_its_counters(django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(menu, "_counters", [])
    user = holder(Role.OFFICE)
    RoleAssignmentFactory(user=user, role=Role.DIRECTOR)
    with django_assert_num_queries(1):
        menu.menu_for(user, "")


def test_a_template_that_draws_no_menu_asks_nothing(django_assert_num_queries):
    from branches.context import menu as context

    request = RequestFactory().get("/")
    request.user, request.resolver_match = UserFactory(), None
    with django_assert_num_queries(0):
        assert context(request)["text_size"] == "standard"


def test_abilities_named_in_the_menu_exist():
    assert {ability for group in menu.MENU for item in group.lines for ability in item.abilities} <= set(Ability)


def test_a_refused_page_counts_nothing(client, monkeypatch):
    asked = []
    monkeypatch.setattr(menu, "_counters", [lambda user: asked.append(user) or {"sheets": 7}])
    client.force_login(holder(Role.JUDGE))
    for address, status in (
        (reverse("branches:account_list"), 403),
        ("/nowhere/", 404),
        (reverse("accounts:profile"), 200),
    ):
        page = client.get(address)
        assert (page.status_code, len(asked)) == (status, status == 200)
        assert "我的评分" in page.content.decode()
