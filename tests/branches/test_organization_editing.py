"""Organisations changed on their pages: what is told of a fault or a race, and that nothing typed is lost."""

import pytest

from branches.enums import Role
from branches.models import Member, Organization, Region
from core import onetime
from tests.branches.pages import log_in, text, url
from tests.factories.branches import MemberFactory, OrganizationFactory, RegionFactory, person


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
    assert tree.direct.code in text(client.get(page.context["cancel_url"]))
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
