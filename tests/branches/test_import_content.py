"""Organisations and members from a workbook: what is new, what is changed, what stays as it is."""

from datetime import date

from accounts.models import User
from branches.enums import ImportStage
from branches.models import Member, Organization, RoleAssignment
from branches.services import importing
from core import jobs
from tests.branches.workbooks import account, checked, imported, member, organization, workbook
from tests.factories.branches import LineFactory, MemberFactory, RegionFactory


def test_organisations_in_any_order_below_one_another(tree, system):
    region, line = RegionFactory(name="东片区"), LineFactory(name="综合")
    rows = [
        organization("C", "B", region="东片区", line="综合", founded_on="2020年7月1日", term_years="5"),
        organization("A", tree.top.code, kind="党委(党组)"),
        organization("B", "A", kind="党总支"),
        organization("D", "B"),
    ]
    batch = imported(workbook(rows), system)
    assert batch.stage == ImportStage.DONE
    made = {row.code: row for row in Organization.objects.select_related("parent", "region", "line")}
    assert [made[code].parent.code for code in "ABCD"] == [tree.top.code, "A", "B", "B"]
    assert [made[c].path.removeprefix(tree.top.path) for c in "ABCD"] == [
        "0003",
        "00030001",
        "000300010001",
        "000300010002",
    ]
    row = made["C"]
    assert (row.region, row.line, row.founded_on, row.term_years) == (region, line, date(2020, 7, 1), 5)


def test_members_of_new_and_old_organisations(tree, system):
    rows = [organization("A", tree.top.code)]
    members = [
        member("M1", "A", status="预备党员", joined_on="2025-07-01", group="一组", exempt_class="离退休"),
        member("M2", tree.branch.code),
    ]
    imported(workbook(rows, members), system)
    made = {row.code: row for row in Member.objects.select_related("organization")}
    assert (made["M1"].organization.code, made["M1"].status, made["M1"].joined_on) == (
        "A",
        "probationary",
        date(2025, 7, 1),
    )
    assert (made["M1"].group, made["M1"].exempt_class) == ("一组", "retired")
    assert (made["M2"].organization, made["M2"].status, made["M2"].exempt_class) == (tree.branch, "formal", "none")


def test_the_same_workbook_twice_changes_nothing(tree, system, keeper):
    RegionFactory(name="东片区")
    sheets = (
        [organization("A", tree.top.code, region="东片区", founded_on="2020-07-01"), organization("B", "A")],
        [member("M1", "A", joined_on="2020-07-01"), member("M2", "B")],
        [account("lin", "A", member="M1"), account("wu", "B", starts_on="2026-01-01", ends_on="2030-01-01")],
    )
    for actor, stage in ((system, ImportStage.READY), (keeper, ImportStage.READY)):
        batch = checked(workbook(*sheets), actor)
        assert batch.stage == stage
        jobs.run_job(importing.confirm(batch, actor=actor).job_id)
    before = [list(m.objects.order_by("pk").values()) for m in (Organization, Member, User, RoleAssignment)]
    for actor in (system, keeper):
        again = checked(workbook(*sheets), actor)
        assert again.stage == ImportStage.EMPTY
        assert {action for sheet in again.counts.values() for action in sheet} == {"same", "left_out"}
    assert [list(m.objects.order_by("pk").values()) for m in (Organization, Member, User, RoleAssignment)] == before


def test_what_is_there_already_is_updated(tree, system):
    moved = MemberFactory(organization=tree.branch, code="M1", name="旧名", group="一组")
    gone = MemberFactory(organization=tree.branch, code="M2", name="党员M2", is_active=False)
    rows = [{"code": tree.branch.code, "name": "新名称", "short_name": "新名", "kind": "党支部"}]
    members = [member("M1", tree.direct.code), member("M2", tree.branch.code)]
    batch = checked(workbook(rows, members), system)
    notes = [row.notes for row in batch.rows.order_by("sheet", "number")]
    assert notes == [
        ["将修改：姓名", f"将由“{tree.branch.short_name}”转入“{tree.direct.code}”。"],
        ["该党员已转出，将恢复在册。", "将修改：在册"],
        ["将修改：全称、简称"],
    ]
    jobs.run_job(importing.confirm(batch, actor=system).job_id)
    for row in (moved, gone, tree.branch):
        row.refresh_from_db()
    assert (tree.branch.name, tree.branch.short_name, tree.branch.parent) == ("新名称", "新名", tree.general)
    # An empty cell leaves what is there.
    assert (moved.name, moved.organization, moved.group, gone.is_active) == ("党员M1", tree.direct, "一组", True)


def test_each_administrator_brings_in_the_own_sheets(tree, system, keeper):
    sheets = ([organization("A", tree.top.code)], [member("M1", "A")], [account("lin", tree.branch.code)])
    by_system = checked(workbook(*sheets), system)
    assert by_system.counts == {
        "organizations": {"create": 1},
        "members": {"create": 1},
        "accounts": {"left_out": 1},
    }
    assert by_system.rows.get(sheet="accounts").notes == ["由安全管理员导入，本次不导入。"]
    by_security = checked(workbook(*sheets), keeper)
    assert by_security.counts == {
        "organizations": {"left_out": 1},
        "members": {"left_out": 1},
        "accounts": {"create": 1},
    }
    assert by_security.rows.get(sheet="members").notes == ["由系统管理员或工委办公室导入，本次不导入。"]
    jobs.run_job(importing.confirm(by_security, actor=keeper).job_id)
    assert User.objects.filter(username="lin").exists()
    assert not Organization.objects.filter(code="A").exists()
    assert not Member.objects.exists()
