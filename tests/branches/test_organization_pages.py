"""Pages of organisations and members: who opens them, who sees what of the tree, with how many queries."""

from datetime import date

import pytest
from django.urls import reverse

from branches import menu
from branches.enums import PostKind, Role
from branches.models import Organization
from core.models import AuditEntry
from tests.branches.pages import CANARY, log_in, text, url
from tests.factories.branches import (
    LineFactory,
    MemberFactory,
    OrganizationFactory,
    PostFactory,
    RegionFactory,
    TermFactory,
    person,
)

ORGANIZATION_PAGES = [
    "organization_detail",
    "organization_children",
    "organization_edit",
    "organization_create",
    "organization_move",
    "organization_deactivate",
    "organization_reactivate",
    "term_create",
    "member_create",
]
MANAGING = ORGANIZATION_PAGES[2:]


def test_who_has_not_logged_in_is_led_to_the_door(client, tree):
    for name in ("organization_list", "member_list", "region_list", "account_list", "import_list", "audit_list"):
        assert client.get(url(name)).status_code == 302
    assert client.get(url("organization_detail", tree.branch.pk)).url.startswith(reverse("accounts:login"))


@pytest.mark.parametrize("name", ORGANIZATION_PAGES)
def test_what_one_does_not_see_is_not_there(client, tree, name):
    Organization.objects.filter(pk=tree.foreign.pk).update(name=CANARY)
    for role in (Role.OFFICE, Role.SYSTEM_ADMIN, Role.REVIEWER, Role.DIRECTOR):
        response = log_in(client, person(role, tree.top)).get(url(name, tree.foreign.pk))
        assert (response.status_code, CANARY in text(response)) == (404, False)
    # The security administrator keeps accounts, a judge reads what is assigned: neither reads organisations.
    for role in (Role.SECURITY_ADMIN, Role.JUDGE, Role.AUDITOR):
        assert log_in(client, person(role, tree.top)).get(url(name, tree.branch.pk)).status_code == 404


@pytest.mark.parametrize("name", MANAGING)
def test_who_may_read_may_not_therefore_change(client, tree, name):
    for role, at in ((Role.REVIEWER, tree.top), (Role.SECRETARY, tree.branch), (Role.MEMBER, tree.branch)):
        log_in(client, person(role, at))
        assert client.get(url(name, tree.branch.pk)).status_code == 403
        assert client.post(url(name, tree.branch.pk), {"name": "改"}).status_code == 403
    tree.branch.refresh_from_db()
    assert (tree.branch.name, tree.branch.is_active) == ("云岭市公路中心第一党支部", True)
    assert AuditEntry.objects.filter(kind="denial").count() == 6


def test_lists_show_ones_own_part_of_the_tree(client, tree):
    Organization.objects.filter(pk=tree.foreign.pk).update(name=CANARY)
    Organization.objects.filter(pk=tree.sibling.pk).update(name="兄弟之名")
    MemberFactory(organization=tree.foreign, name=CANARY)
    MemberFactory(organization=tree.sibling, name="兄弟之人")
    log_in(client, person(Role.SECRETARY, tree.branch))
    for address in (
        url("organization_list"),
        url("organization_list") + "?view=all",
        url("organization_list") + "?q=之名",
        url("member_list"),
        url("member_list") + "?q=之人",
    ):
        body = text(client.get(address))
        assert (CANARY in body, "兄弟之名" in body, "兄弟之人" in body) == (False, False, False)
    for role in (Role.JUDGE, Role.SECURITY_ADMIN, Role.AUDITOR):
        log_in(client, person(role, tree.top))
        assert client.get(url("organization_list")).status_code == 403
        assert client.get(url("member_list")).status_code == 403


def test_the_tree_opens_level_by_level(client, tree, office):
    log_in(client, office)
    body = text(client.get(url("organization_list")))
    assert tree.top.name in body
    assert tree.committee.name not in body
    body = text(client.get(url("organization_children", tree.top.pk)))
    assert (tree.committee.name in body, tree.direct.name in body, tree.general.name in body) == (True, True, False)
    # Without script the same level is a page.
    body = text(client.get(url("organization_list") + f"?parent={tree.committee.pk}"))
    assert (tree.general.name in body, tree.branch.name in body) == (True, False)


def test_filters_of_the_list(client, tree, office):
    region, line = RegionFactory(), LineFactory()
    Organization.objects.filter(pk=tree.branch.pk).update(region=region, line=line)
    Organization.objects.filter(pk=tree.direct.pk).update(is_active=False)
    TermFactory(organization=tree.sibling, elected_on=date(2020, 1, 1), ends_on=date(2023, 1, 1))
    log_in(client, office)
    expected = {
        f"?region={region.pk}": [tree.branch],
        f"?line={line.pk}": [tree.branch],
        "?kind=general_branch": [tree.general],
        "?q=第二": [tree.sibling],
        f"?q={tree.branch.code}": [tree.branch],
        "?due=true": [tree.sibling],
        "?state=inactive": [tree.direct],
        "?kind=nonsense": None,
    }
    for query, rows in expected.items():
        response = client.get(url("organization_list") + query)
        assert response.status_code == 200
        if rows is not None:
            assert response.context["page"].rows == rows


def test_names_are_masked_for_readers_from_elsewhere(client, tree, office):
    MemberFactory(organization=tree.branch, name="欧阳明远", code="PARTY0042")
    for user, shown in (
        (office, ("欧阳明远", "PARTY0042")),
        (person(Role.SECRETARY, tree.branch), ("欧阳明远", "*****0042")),
        (person(Role.REVIEWER, tree.committee), ("欧***", "*****0042")),
    ):
        log_in(client, user)
        for address in (url("organization_detail", tree.branch.pk), url("member_list")):
            body = text(client.get(address))
            assert [word in body for word in shown] == [True, True]
            assert ("欧阳明远" in body) == (shown[0] == "欧阳明远")
            assert ("PARTY0042" in body) == (shown[1] == "PARTY0042")


def test_the_detail_tells_warnings_posts_and_roles(client, tree, office):
    person(Role.SECRETARY, tree.branch, name="书记某")
    term = TermFactory(organization=tree.branch, elected_on=date(2020, 1, 1), ends_on=date(2023, 1, 1))
    PostFactory(term=term, member=MemberFactory(organization=tree.branch, name="委员某"), kind=PostKind.SECRETARY)
    response = log_in(client, office).get(url("organization_detail", tree.branch.pk))
    assert [w.kind.value for w in response.context["warnings"]] == ["size", "term_over"]
    assert "书记：委员某" in text(response)
    assert "支部书记：书记某" in text(response)


def test_writes_need_a_post(client, tree, office):
    log_in(client, office)
    region = RegionFactory()
    for address in (url("region_delete", region.pk), url("audit_verify"), url("audit_export")):
        assert client.get(address).status_code == 405


def test_the_queries_of_pages_do_not_grow(client, tree, office, django_assert_num_queries, monkeypatch):
    """Without the menu's counters, which other apps add and test: they may be two of the twelve queries of a page."""
    monkeypatch.setattr(menu, "_counters", [])
    log_in(client, office)
    client.get(url("organization_list"))
    expected = {
        url("organization_list"): 9,
        url("organization_list") + "?view=all": 7,
        url("organization_children", tree.general.pk): 5,
        url("organization_detail", tree.branch.pk): 10,
        url("member_list"): 5,
        url("term_create", tree.branch.pk): 6,
    }
    for number in (1, 3):
        OrganizationFactory.create_batch(number, parent=Organization.objects.get(pk=tree.general.pk))
        MemberFactory.create_batch(number, organization=tree.branch)
        term = TermFactory(organization=tree.branch, number=number)
        PostFactory.create_batch(number, term=term)
        person(Role.CLERK, tree.branch)
        expected[url("term_edit", term.pk)] = 7
        for address, count in expected.items():
            with django_assert_num_queries(count):
                assert client.get(address).status_code == 200
