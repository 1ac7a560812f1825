"""Pages of organisations and members: who sees what, what is told, and that nothing typed is lost."""

from datetime import date

import pytest
from django.urls import reverse

from branches import menu
from branches.enums import PostKind, Role
from branches.models import Member, Organization, Region, Term
from core import onetime
from core.models import AuditEntry
from tests.factories.branches import (
    LineFactory,
    MemberFactory,
    OrganizationFactory,
    PostFactory,
    RegionFactory,
    TermFactory,
    person,
    small_tree,
)

CANARY = "不可外传之名"


@pytest.fixture
def tree(db):
    return small_tree()


@pytest.fixture
def office(tree):
    return person(Role.OFFICE, tree.top)


def url(name, *args):
    return reverse(f"branches:{name}", args=args)


def log_in(client, user):
    client.force_login(user)
    return client


def text(response):
    return response.content.decode()


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


def profile(organization, **changes):
    values = {name: getattr(organization, name) for name in ("name", "short_name", "code", "kind", "term_years")}
    return values | {"version": organization.updated_at.isoformat()} | changes


def test_editing_an_organisation(client, tree, office):
    log_in(client, office)
    address = url("organization_edit", tree.branch.pk)
    assert client.get(address).status_code == 200
    response = client.post(
        address, profile(tree.branch, name="新名称", exception_note="经批准", path="0001", parent="1")
    )
    assert response.url == url("organization_detail", tree.branch.pk)
    before = tree.branch.path
    tree.branch.refresh_from_db()
    assert (tree.branch.name, tree.branch.exception_note, tree.branch.path) == ("新名称", "经批准", before)
    assert tree.branch.parent == tree.general


def test_the_loser_of_a_race_is_told_and_loses_nothing(client, tree, office):
    log_in(client, office)
    address = url("organization_edit", tree.branch.pk)
    stale = profile(tree.branch, name="后到的名称")
    client.post(address, profile(tree.branch, name="先到的名称"))
    response = client.post(address, stale)
    body = text(response)
    assert response.status_code == 200
    assert office.name in body
    assert "全称：系统中现为“先到的名称”" in body
    assert 'value="后到的名称"' in body
    # The form now carries the present version: to save again is a decision.
    again = stale | {"version": response.context["form"]["version"].value()}
    assert client.post(address, again).status_code == 302
    tree.branch.refresh_from_db()
    assert tree.branch.name == "后到的名称"


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "长" * 100_000},
        {"code": "taken"},
        {"kind": "party"},
        {"region": "999999999999999999999"},
        {"region": "x"},
        {"founded_on": "2999-01-01"},
        {"founded_on": "²"},
        {"term_years": "4"},
        {"version": "yesterday"},
        {"version": "2026-13-45T00:00:00+08:00"},
    ],
)
def test_bad_input_is_an_error_of_the_form(client, tree, office, changes):
    OrganizationFactory(code="taken", parent=tree.top)
    log_in(client, office)
    response = client.post(url("organization_edit", tree.branch.pk), profile(tree.branch, **changes))
    assert response.status_code == 200
    assert response.context["form"].errors
    tree.branch.refresh_from_db()
    assert tree.branch.name == "云岭市公路中心第一党支部"


def test_a_new_organisation_sent_twice_is_made_once(client, tree, office):
    log_in(client, office)
    page = client.get(url("organization_create", tree.general.pk))
    data = {
        "name": "云岭市公路中心第三党支部",
        "short_name": "第三党支部",
        "code": "NEW",
        "kind": "branch",
        "term_years": "3",
        "key": page.context["form"]["key"].value(),
    }
    first = client.post(url("organization_create", tree.general.pk), data)
    second = client.post(url("organization_create", tree.general.pk), data)
    made = Organization.objects.get(code="NEW")
    assert (first.url, second.url) == (url("organization_detail", made.pk),) * 2
    assert made.parent == tree.general
    other = client.post(url("organization_create", tree.general.pk), data | {"key": onetime.new_key()})
    assert "该组织代码已被使用" in text(other)


def test_a_move_asks_first(client, tree, office):
    log_in(client, office)
    address = url("organization_move", tree.general.pk)
    page = client.post(address, {"new_parent": tree.direct.name})
    assert "它之下的 2 个党组织随之调整。" in text(page)
    assert "归属路径" not in text(page)
    tree.general.refresh_from_db()
    assert tree.general.parent == tree.committee
    hidden = page.context["hidden"]
    assert client.post(address, hidden).url == url("organization_detail", tree.general.pk)
    tree.general.refresh_from_db()
    assert tree.general.parent == tree.direct
    for wrong in (tree.branch.code, tree.foreign.code, tree.general.code, "nowhere", ""):
        assert client.post(address, {"new_parent": wrong, "confirmed": "1"}).context["form"].errors


def test_what_stands_in_the_way_of_an_end_is_told(client, tree, office):
    MemberFactory(organization=tree.branch)
    log_in(client, office)
    address = url("organization_deactivate", tree.branch.pk)
    assert client.get(address).status_code == 200
    assert "还有 1 名在册党员" in text(client.post(address))
    Member.objects.update(is_active=False)
    assert client.post(address).status_code == 302
    tree.branch.refresh_from_db()
    assert not tree.branch.is_active
    assert client.post(url("organization_reactivate", tree.branch.pk)).status_code == 302


def test_writes_need_a_post(client, tree, office):
    log_in(client, office)
    region = RegionFactory()
    for address in (url("region_delete", region.pk), url("audit_verify"), url("audit_export")):
        assert client.get(address).status_code == 405


def entry(**changes):
    return {
        "name": "周某",
        "code": "M900",
        "status": "formal",
        "exempt_class": "none",
        "key": onetime.new_key(),
    } | changes


def test_a_member_is_entered_changed_moved_and_leaves(client, tree, office):
    log_in(client, office)
    data = entry(organization=tree.branch.code)
    for _ in range(2):
        assert client.post(url("member_create", tree.branch.pk), data).status_code == 302
    member = Member.objects.get()
    version = member.updated_at.isoformat()
    changed = entry(organization=f"{tree.sibling.short_name} {tree.sibling.code}", group="二组", version=version)
    assert client.post(url("member_edit", member.pk), changed).status_code == 302
    member.refresh_from_db()
    assert (member.organization, member.group) == (tree.sibling, "二组")
    assert "系统中现为" in text(client.post(url("member_edit", member.pk), changed | {"group": "三组"}))
    assert client.get(url("member_leave", member.pk)).status_code == 200
    client.post(url("member_leave", member.pk))
    member.refresh_from_db()
    assert not member.is_active
    client.post(url("member_return", member.pk))
    member.refresh_from_db()
    assert member.is_active


def test_no_member_moves_to_where_one_may_not(client, tree):
    local = person(Role.OFFICE, tree.general)
    member = MemberFactory(organization=tree.branch)
    log_in(client, local)
    response = client.post(url("member_edit", member.pk), entry(organization=tree.direct.code))
    assert "organization" in response.context["form"].errors
    assert client.get(url("member_edit", MemberFactory(organization=tree.direct).pk)).status_code == 404
    reader = person(Role.SECRETARY, tree.branch)
    assert log_in(client, reader).post(url("member_leave", member.pk)).status_code == 403


def term_data(*posts, **changes):
    rows = {f"posts-{n}-{name}": value for n, post in enumerate(posts) for name, value in post.items()}
    forms = {"posts-TOTAL_FORMS": str(len(posts)), "posts-INITIAL_FORMS": "0"}
    return {"number": "1", "elected_on": "2026-01-10", "ends_on": "", "exception_note": ""} | forms | rows | changes


def test_a_term_with_its_posts(client, tree, office):
    first, second = MemberFactory(organization=tree.branch, name="周某"), MemberFactory(organization=tree.branch)
    log_in(client, office)
    data = term_data({"kind": "secretary", "member": "周某"}, {"kind": "publicity", "member": second.code})
    assert client.post(url("term_create", tree.branch.pk), data).status_code == 302
    term = Term.objects.get()
    assert (term.ends_on, list(term.posts.values_list("kind", "member"))) == (
        date(2029, 1, 10),
        [("secretary", first.pk), ("publicity", second.pk)],
    )
    assert "周某" in text(client.get(url("term_edit", term.pk)))
    less = term_data({"kind": "secretary", "member": second.code}, version=term.updated_at.isoformat())
    assert client.post(url("term_edit", term.pk), less).status_code == 302
    assert list(term.posts.values_list("kind", "member")) == [("secretary", second.pk)]
    assert "系统中现为" in text(client.post(url("term_edit", term.pk), less | {"number": "5"}))
    client.post(url("term_delete", term.pk))
    assert not Term.objects.exists()


@pytest.mark.parametrize(
    ("posts", "changes", "told"),
    [
        ([{"kind": "secretary", "member": "同名"}], {}, "有同名党员“同名”"),
        ([{"kind": "secretary", "member": "外人"}], {}, "没有找到党员“外人”"),
        ([{"kind": "secretary", "member": "M1"}, {"kind": "secretary", "member": "M2"}], {}, "只能有一名书记"),
        ([{"kind": "deputy", "member": "M1"}, {"kind": "deputy", "member": "M1"}], {}, "填写了两次"),
        ([{"kind": "", "member": "M1"}], {}, "第1行 职务"),
        ([], {"ends_on": "2025-01-01"}, "届满日期应晚于选举日期"),
        ([], {"number": "7"}, "第 7 届已登记"),
        ([], {"posts-TOTAL_FORMS": "1000"}, "30"),
        ([], {"posts-TOTAL_FORMS": "x"}, "form-management"),
    ],
)
def test_faults_of_a_term_are_told_and_nothing_is_saved(client, tree, office, posts, changes, told):
    for code in ("M1", "M2"):
        MemberFactory(organization=tree.branch, name="同名", code=code)
    MemberFactory(organization=tree.foreign, name="外人")
    TermFactory(organization=tree.branch, number=7)
    response = log_in(client, office).post(url("term_create", tree.branch.pk), term_data(*posts, **changes))
    assert response.status_code == 200
    if told != "form-management":
        assert told in text(response)
    assert Term.objects.count() == 1


def test_without_script_a_row_is_added_and_nothing_saved(client, tree, office):
    log_in(client, office)
    data = term_data({"kind": "secretary", "member": "还没写完"}, add_row="posts", number="")
    body = text(client.post(url("term_create", tree.branch.pk), data))
    assert 'name="posts-1-member"' in body
    assert "还没写完" in body
    assert "处需要修改" not in body
    assert not Term.objects.exists()


def test_regions_and_lines_are_the_system_administrators(client, tree, office):
    region = RegionFactory(name="东片区")
    Organization.objects.filter(pk=tree.branch.pk).update(region=region)
    log_in(client, office)
    addresses = [url("region_list"), url("region_create"), url("region_edit", region.pk), url("line_create")]
    assert [client.get(address).status_code for address in addresses] == [403] * 4
    assert client.post(url("region_edit", region.pk), {"name": "改", "order": 1}).status_code == 403
    log_in(client, person(Role.SYSTEM_ADMIN, tree.top))
    assert [client.get(address).status_code for address in addresses] == [200] * 4
    assert client.post(url("line_create"), {"name": "综合", "order": 1}).status_code == 302
    assert client.post(url("region_edit", region.pk), {"name": "中片区", "order": 2}).status_code == 302
    assert "还有党组织在使用" in text(client.post(url("region_delete", region.pk), follow=True))
    region.refresh_from_db()
    assert (region.name, Region.objects.count()) == ("中片区", 1)
    Organization.objects.update(region=None)
    client.post(url("region_delete", region.pk))
    assert not Region.objects.exists()


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
