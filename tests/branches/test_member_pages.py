"""Members and the terms of a committee on their pages: entered, changed, moved, and what is wrong told."""

from datetime import date

import pytest

from branches.enums import Role
from branches.models import Member, Term
from core import onetime
from tests.branches.pages import log_in, text, url
from tests.factories.branches import MemberFactory, TermFactory, person


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
