"""Organisations, members and accounts from a workbook: what is found, what is refused, what is written."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from branches.documents import import_template
from branches.enums import ImportStage, Role
from branches.models import ImportBatch, ImportRow, Member, Organization, RoleAssignment
from branches.services import importing
from branches.services import organization as organizations
from core import jobs
from core.enums import JobStatus
from core.errors import BusinessError
from core.models import AuditEntry, Job
from tests.branches.workbooks import account, checked, faults, imported, member, organization, workbook
from tests.core.parallel import together
from tests.factories.branches import (
    LineFactory,
    MemberFactory,
    RegionFactory,
    RoleAssignmentFactory,
    person,
    small_tree,
)


@pytest.fixture
def tree(db):
    return small_tree()


@pytest.fixture
def system(tree):
    """Keeps organisations and members."""
    return person(Role.SYSTEM_ADMIN, tree.top)


@pytest.fixture
def security(tree):
    """Keeps accounts."""
    return person(Role.SECURITY_ADMIN, tree.top)


def test_the_template_comes_back_empty(tree, system):
    """Its example rows are not taken for content."""
    batch = checked(SimpleUploadedFile("模板.xlsx", import_template()), system)
    assert batch.stage == ImportStage.FAULTY
    assert batch.problems == ["表格中没有内容（以“示例”开头的行不会导入）。"]


def test_the_template_offers_lists_and_explains_every_column(tree):
    RegionFactory(name="东片区")
    book = load_workbook(io.BytesIO(import_template()))
    assert book.sheetnames == ["填写说明", "选项", "党组织", "党员", "账号"]
    assert [cell.value for cell in book["党员"][1]][:3] == ["党员编号*", "姓名*", "所在组织代码*"]
    assert {str(rule.sqref) for rule in book["党组织"].data_validations.dataValidation} == {
        "D2:D20001",
        "F2:F20001",
        "I2:I20001",
    }
    options = [[c.value for c in column if c.value] for column in book["选项"].columns]
    assert ["机关工委", "党委（党组）", "党总支", "党支部"] in options
    assert ["东片区"] in options


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


def test_accounts_with_several_roles_and_their_member(tree, security):
    held = MemberFactory(organization=tree.branch, code="M1")
    rows = [
        account("lin", tree.branch.code, "支部书记", member="M1", ends_on="2030-12-31"),
        account("lin", tree.general.code, "上级审核员"),
        account("wu", tree.direct.code),
    ]
    batch = imported(workbook(accounts=rows), security)
    lin = User.objects.get(username="lin")
    assert list(lin.role_assignments.order_by("role").values_list("role", "organization__code", "ends_on")) == [
        ("reviewer", tree.general.code, None),
        ("secretary", tree.branch.code, date(2030, 12, 31)),
    ]
    held.refresh_from_db()
    assert held.user == lin
    lines = {line[0]: line for line in importing.hand_out_passwords(batch, actor=security)}
    assert set(lines) == {"lin", "wu"}
    for username, line in lines.items():
        user = User.objects.get(username=username)
        assert (user.check_password(line[3]), user.must_change_password) == (True, True)
    with pytest.raises(BusinessError, match="已经下载过"):
        importing.hand_out_passwords(batch, actor=security)


def test_the_passwords_lie_nowhere_and_differ(tree, security):
    batch = imported(workbook(accounts=[account(f"u{n}", tree.branch.code) for n in range(5)]), security)
    passwords = [line[3] for line in importing.hand_out_passwords(batch, actor=security)]
    assert len(set(passwords)) == 5
    batch.refresh_from_db()
    assert batch.password_seed == ""
    kept = [str(list(model.objects.values())) for model in (ImportBatch, ImportRow, Job, AuditEntry, User)]
    assert not any(password in text for password in passwords for text in kept)


def test_a_password_changed_meanwhile_is_not_handed_out(tree, security):
    from accounts import services as accounts

    batch = imported(workbook(accounts=[account(u, tree.branch.code) for u in ("lin", "wu")]), security)
    accounts.reset_password(User.objects.get(username="wu"), actor=security)
    assert [line[0] for line in importing.hand_out_passwords(batch, actor=security)] == ["lin"]


def test_the_same_workbook_twice_changes_nothing(tree, system, security):
    RegionFactory(name="东片区")
    sheets = (
        [organization("A", tree.top.code, region="东片区", founded_on="2020-07-01"), organization("B", "A")],
        [member("M1", "A", joined_on="2020-07-01"), member("M2", "B")],
        [account("lin", "A", member="M1"), account("wu", "B", starts_on="2026-01-01", ends_on="2030-01-01")],
    )
    for actor, stage in ((system, ImportStage.READY), (security, ImportStage.READY)):
        batch = checked(workbook(*sheets), actor)
        assert batch.stage == stage
        jobs.run_job(importing.confirm(batch, actor=actor).job_id)
    before = [list(m.objects.order_by("pk").values()) for m in (Organization, Member, User, RoleAssignment)]
    for actor in (system, security):
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


def test_each_administrator_brings_in_the_own_sheets(tree, system, security):
    sheets = ([organization("A", tree.top.code)], [member("M1", "A")], [account("lin", tree.branch.code)])
    by_system = checked(workbook(*sheets), system)
    assert by_system.counts == {
        "organizations": {"create": 1},
        "members": {"create": 1},
        "accounts": {"left_out": 1},
    }
    assert by_system.rows.get(sheet="accounts").notes == ["由安全管理员导入，本次不导入。"]
    by_security = checked(workbook(*sheets), security)
    assert by_security.counts == {
        "organizations": {"left_out": 1},
        "members": {"left_out": 1},
        "accounts": {"create": 1},
    }
    assert by_security.rows.get(sheet="members").notes == ["由系统管理员或工委办公室导入，本次不导入。"]
    jobs.run_job(importing.confirm(by_security, actor=security).job_id)
    assert User.objects.filter(username="lin").exists()
    assert not Organization.objects.filter(code="A").exists()
    assert not Member.objects.exists()


def test_an_account_at_an_organisation_that_only_the_file_knows(tree, security):
    batch = checked(workbook([organization("A", tree.top.code)], (), [account("lin", "A")]), security)
    assert faults(batch) == [("账号", 2, "组织代码", "组织代码“A”不存在，请先由系统管理员导入或新增党组织。")]


def test_whoever_brings_in_nothing_may_not_upload(tree):
    for role in set(Role) - {Role.OFFICE, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}:
        with pytest.raises(BusinessError, match="没有批量导入的权限"):
            importing.upload(workbook([organization("A", tree.top.code)]), actor=person(role, tree.top))


def fault_of(sheet, number, column, text):
    return [(sheet, number, column, text)]


@pytest.mark.parametrize(
    ("values", "column", "text"),
    [
        ({"name": ""}, "全称", "必填，请补充。"),
        ({"name": "长" * 101}, "全称", "最多 100 字，现有 101 字。"),
        ({"name": "上\n下"}, "全称", "含有换行或无法显示的字符，请删除后重试。"),
        ({"code": "A 1"}, "组织代码", "不能含有空格或换行。"),
        (
            {"kind": "支部"},
            "类别",
            "“支部”不在可选范围内，可选：机关工委、党委（党组）、党总支、党支部。",
        ),
        ({"parent": ""}, "上级组织代码", "新增的党组织必须填写上级组织代码。"),
        ({"parent": "nowhere"}, "上级组织代码", "组织代码“nowhere”不存在，本表中也没有。"),
        ({"region": "西片区"}, "片区", "没有名为“西片区”的片区，现有：东片区。"),
        ({"founded_on": "2026-02-30"}, "成立日期", "“2026-02-30”不是有效日期，请写成 2026-01-31 的样子。"),
        ({"founded_on": "2100-01-01"}, "成立日期", "成立日期不能晚于今天。"),
        ({"term_years": "4"}, "任期（年）", "“4”不在可选范围内，可选：3、5。"),
    ],
)
def test_faults_of_organisations_name_row_and_column(tree, system, values, column, text):
    RegionFactory(name="东片区")
    batch = checked(workbook([organization("A", tree.top.code) | values]), system)
    assert faults(batch) == fault_of("党组织", 2, column, text)
    assert batch.stage == ImportStage.FAULTY


def test_faults_of_the_tree(tree, system):
    rows = [
        organization("A", "B"),
        organization("B", "C"),
        organization("C", "A"),
        organization("D", "A"),
        organization("E", tree.top.code),
        organization("E", tree.top.code),
        organization("F", "F"),
        organization("G", "X", name=""),
        organization("H", "G"),
    ]
    found = faults(checked(workbook(rows), system))
    circle = "上级关系循环：A → B → C → A。"
    assert found == [
        ("党组织", 2, "上级组织代码", circle),
        ("党组织", 3, "上级组织代码", circle),
        ("党组织", 4, "上级组织代码", circle),
        ("党组织", 5, "上级组织代码", "上级组织“A”（第 2 行）有误，请先修改。"),
        ("党组织", 7, "组织代码", "“E”与第 6 行重复。"),
        ("党组织", 8, "上级组织代码", "上级关系循环：F → F。"),
        ("党组织", 9, "全称", "必填，请补充。"),
        ("党组织", 10, "上级组织代码", "上级组织“G”（第 9 行）有误，请先修改。"),
    ]


def test_a_chain_deeper_than_the_tree_allows(tree, system):
    codes = [f"L{n}" for n in range(12)]
    rows = [organization(code, above) for code, above in zip(codes, [tree.top.code, *codes], strict=False)]
    assert faults(checked(workbook(rows), system))[0] == ("党组织", 11, "上级组织代码", "组织层级最多 10 级。")


def test_a_workbook_moves_no_organisation(tree, system):
    row = organization(tree.branch.code, tree.direct.code)
    assert faults(checked(workbook([row]), system)) == [
        ("党组织", 2, "上级组织代码", "与系统中的上级党组织不同；调整隶属关系请在该党组织的页面上办理。")
    ]


def test_nothing_beyond_ones_part_of_the_tree(tree):
    office = person(Role.OFFICE, tree.general)
    far = MemberFactory(organization=tree.foreign, code="FAR", name="不可泄露")
    rows = [
        organization("A", tree.foreign_top.code),
        {"code": tree.foreign.code, "name": "改名", "short_name": "改名", "kind": "党支部"},
    ]
    members = [member("M1", tree.direct.code), member("FAR", tree.branch.code)]
    batch = checked(workbook(rows, members), office)
    assert faults(batch) == [
        ("党组织", 2, "上级组织代码", f"组织代码“{tree.foreign_top.code}”不在您的管理范围内。"),
        ("党组织", 3, "组织代码", f"组织代码“{tree.foreign.code}”不在您的管理范围内。"),
        ("党员", 2, "所在组织代码", f"组织代码“{tree.direct.code}”不在您的管理范围内。"),
        ("党员", 3, "党员编号", "党员编号“FAR”已有登记，且不在您的管理范围内。"),
    ]
    assert far.name not in str(list(batch.rows.values()))


def test_faults_of_accounts(tree, security):
    known = person(Role.CLERK, tree.branch, username="known", name="已有人")
    person(Role.CLERK, tree.foreign, username="far", name="不可泄露")
    off = person(Role.CLERK, tree.branch, username="off", name="停用人", is_active=False)
    taken = MemberFactory(organization=tree.branch, code="TAKEN", user=known)
    MemberFactory(organization=tree.branch, code="FREE")
    MemberFactory(organization=tree.foreign, code="FOREIGN")
    at = tree.branch.code
    rows = [
        account("a b", at),
        account(security.username, at, name=security.name),
        account("known", at, "党员", name="别人"),
        account("far", at),
        account("off", at, "党员", name=off.name),
        account("x1", at, "审计管理员"),
        account("x1", at, "填报员"),
        account("x1", at, "审计管理员"),
        account("known", at, "系统管理员", name=known.name),
        account("x2", at, starts_on="2030-01-01", ends_on="2029-01-01"),
        account("x3", at, member="TAKEN"),
        account("x4", at, member="FREE"),
        account("x5", at, member="FREE"),
        account("x6", at, member="FOREIGN"),
        account("x7", tree.foreign.code),
        account("x8", at, "站长"),
    ]
    assert taken.user == known
    found = {(number, column): text for _, number, column, text in faults(checked(workbook(accounts=rows), security))}
    assert set(found) == {
        (2, "账号"),
        (3, "账号"),
        (4, "姓名"),
        (5, "账号"),
        (6, "账号"),
        (8, "角色"),
        (9, "角色"),
        (10, "角色"),
        (11, "截止日期"),
        (12, "党员编号"),
        (14, "党员编号"),
        (15, "党员编号"),
        (16, "组织代码"),
        (17, "角色"),
    }
    assert found[(5, "账号")] == "账号“far”已存在，但不在您的管理范围内。"
    assert "不同的人" in found[(8, "角色")]
    assert found[(9, "角色")] == "与第 7 行重复：同一账号在同一党组织的同一角色。"
    assert "不可泄露" not in str(found)


def test_an_import_with_one_fault_cannot_be_confirmed(tree, system):
    batch = checked(workbook([organization("A", tree.top.code), organization("B", "nowhere")]), system)
    with pytest.raises(BusinessError, match="有误"):
        importing.confirm(batch, actor=system)
    assert not Organization.objects.filter(code="A").exists()


def test_confirmed_twice_is_done_once(tree, system):
    batch = checked(workbook([organization("A", tree.top.code)]), system)
    first = importing.confirm(batch, actor=system)
    second = importing.confirm(batch, actor=system)
    assert first.job_id == second.job_id
    assert Job.objects.filter(kind=importing.TAKE_OVER_JOB).count() == 1


@pytest.mark.django_db(transaction=True)
def test_confirmed_by_two_hands_at_once_is_done_once():
    tree = small_tree()
    system = person(Role.SYSTEM_ADMIN, tree.top)
    batch = checked(workbook([organization("A", tree.top.code)]), system)
    results = together(lambda _: importing.confirm(ImportBatch.objects.get(pk=batch.pk), actor=system).job_id, 4)
    assert len(set(results)) == 1
    assert Job.objects.filter(kind=importing.TAKE_OVER_JOB).count() == 1


def test_a_change_between_preview_and_import_stops_it_whole(tree, system):
    batch = checked(workbook([organization("A", tree.top.code), organization("B", tree.top.code)]), system)
    organizations.create_organization(tree.top, actor=None, name="先到", short_name="先到", code="B", kind="branch")
    job = importing.confirm(batch, actor=system).job_id
    jobs.run_job(job)
    batch = ImportBatch.objects.select_related("job").get(pk=batch.pk)
    assert (batch.stage, batch.job.status) == (ImportStage.STOPPED, JobStatus.FAILED)
    assert "没有导入任何内容" in batch.job.message
    assert not Organization.objects.filter(code="A").exists()
    jobs.run_job(importing.recheck(batch, actor=system).job_id)
    again = ImportBatch.objects.select_related("job").get(pk=batch.pk)
    assert again.counts == {"organizations": {"create": 1, "update": 1}}


def test_who_lost_the_right_meanwhile_imports_nothing(tree, system):
    batch = importing.confirm(checked(workbook([organization("A", tree.top.code)]), system), actor=system)
    system.role_assignments.update(ends_on=date(2021, 1, 1))
    jobs.run_job(batch.job_id)
    assert not Organization.objects.filter(code="A").exists()


def test_a_killed_worker_leaves_nothing_half_and_its_hashes_are_used_again(tree, security, monkeypatch):
    from branches import tasks

    batch = importing.confirm(
        checked(workbook(accounts=[account(f"u{n}", tree.branch.code) for n in range(4)]), security), actor=security
    )
    made: list[str] = []
    real = tasks.make_password

    def dying(password):
        if len(made) == 2:
            raise KeyboardInterrupt  # nothing of ours catches it: as good as a kill
        made.append(password)
        return real(password)

    monkeypatch.setattr(tasks, "make_password", dying)
    with pytest.raises(KeyboardInterrupt):
        jobs.run_job(batch.job_id)
    assert not User.objects.filter(username="u0").exists()
    monkeypatch.setattr(tasks, "make_password", lambda password: made.append(password) or real(password))
    Job.objects.filter(pk=batch.job_id).update(heartbeat_at=timezone.now() - Job.SILENCE - timedelta(seconds=1))
    assert jobs.run_job(batch.job_id)
    assert len(made) == 4
    assert (
        User.objects.filter(username__startswith="u", created_at__isnull=False)
        .filter(role_assignments__organization=tree.branch)
        .count()
        == 4
    )
    lines = importing.hand_out_passwords(batch, actor=security)
    assert all(User.objects.get(username=line[0]).check_password(line[3]) for line in lines)


def test_sessions_of_accounts_that_got_a_role_die(tree, security):
    user = person(Role.CLERK, tree.branch, username="known", name="已有人")
    imported(workbook(accounts=[account("known", tree.direct.code, name="已有人")]), security)
    user.refresh_from_db()
    assert user.session_generation == 1


def test_an_assignment_keeps_its_days_unless_the_file_names_others(tree, security):
    row = RoleAssignmentFactory(organization=tree.branch, role=Role.CLERK, ends_on=date(2030, 1, 1))
    same = account(row.user.username, tree.branch.code, name=row.user.name)
    assert checked(workbook(accounts=[same]), security).stage == ImportStage.EMPTY
    imported(workbook(accounts=[same | {"ends_on": "2031-01-01"}]), security)
    row.refresh_from_db()
    assert (row.starts_on, row.ends_on) == (date(2020, 1, 1), date(2031, 1, 1))


def test_the_trail_names_file_counts_and_grants(tree, security):
    imported(workbook(accounts=[account("lin", tree.branch.code)]), security)
    one, grants = AuditEntry.objects.filter(action__startswith="批量").order_by("number")
    assert (one.details["counts"], one.actor) == ({"accounts": {"create": 1}}, security)
    assert grants.details["grants"] == [["lin", "clerk", tree.branch.code]]


def zipped(**parts):
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return output.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"code,name\n1,2",
        b"%PDF-1.4\n%%EOF",
        b"PK\x03\x04broken",
        zipped(word__document_dot_xml="<x/>", **{"[Content_Types]_dot_xml": "<x/>"}),
        zipped(xl__workbook_dot_xml="<x/>", xl__vbaProject_dot_bin="x", **{"[Content_Types]_dot_xml": "<x/>"}),
        zipped(
            xl__workbook_dot_xml="<x/>",
            xl__worksheets__sheet1_dot_xml=" " * 50_000_000,
            **{"[Content_Types]_dot_xml": "<x/>"},
        ),
    ],
    ids=["empty", "csv", "pdf", "cut", "docx", "macro", "bomb"],
)
def test_hostile_files_are_refused_at_the_door(tree, system, content):
    with pytest.raises(BusinessError):
        importing.upload(SimpleUploadedFile("名单.xlsx", content), actor=system)
    assert not ImportBatch.objects.exists()


def test_a_broken_workbook_ends_the_check_with_a_word(tree, system):
    content = zipped(xl__workbook_dot_xml="<x/>", **{"[Content_Types]_dot_xml": "<x/>"})
    batch = checked(SimpleUploadedFile("名单.xlsx", content), system)
    assert (batch.stage, batch.job.status) == (ImportStage.STOPPED, JobStatus.FAILED)
    assert "已损坏" in batch.job.message


def test_wrong_columns_and_sheets_are_named(tree, system):
    from core.spreadsheet import Column, Sheet, write_xlsx

    other = checked(SimpleUploadedFile("a.xlsx", write_xlsx([Sheet("表1", [Column("甲")], [["乙"]])])), system)
    assert "没有找到工作表" in other.job.message
    columns = [Column("党员编号"), Column("党员编号"), Column("电话")]
    batch = checked(SimpleUploadedFile("a.xlsx", write_xlsx([Sheet("党员", columns, [["1", "2", "3"]])])), system)
    assert batch.problems == [
        "工作表“党员”缺少必填列“姓名”。",
        "工作表“党员”缺少必填列“所在组织代码”。",
        "工作表“党员”的列“电话”不认识，请删除该列或改用模板中的列名。",
        "工作表“党员”的列“党员编号”重复。",
    ]
    assert batch.stage == ImportStage.FAULTY


def test_expired_imports_leave_nothing_readable(tree, system, security):
    waiting = checked(workbook([organization("A", tree.top.code)]), system)
    done = imported(workbook(accounts=[account("lin", tree.branch.code)]), security)
    storage, names = done.file.storage, [waiting.file.name, done.file.name]
    assert importing.forget_expired() == 0
    ImportBatch.objects.update(expires_at=timezone.now())
    with pytest.raises(BusinessError, match="过期"):
        importing.hand_out_passwords(done, actor=security)
    assert importing.forget_expired(dry_run=True) == 2
    assert [storage.exists(name) for name in names] == [True, True]


@pytest.mark.django_db(transaction=True)
def test_expired_imports_are_removed():
    tree = small_tree()
    system, security = person(Role.SYSTEM_ADMIN, tree.top), person(Role.SECURITY_ADMIN, tree.top)
    waiting = checked(workbook([organization("A", tree.top.code)]), system)
    done = imported(workbook(accounts=[account("lin", tree.branch.code)]), security)
    storage, names = done.file.storage, [waiting.file.name, done.file.name]
    ImportBatch.objects.update(expires_at=timezone.now())
    assert importing.forget_expired() == 2
    assert importing.forget_expired() == 0
    done.refresh_from_db()
    assert list(ImportBatch.objects.all()) == [done]
    assert (done.password_seed, done.rows.count(), bool(done.file)) == ("", 0, False)
    assert [storage.exists(name) for name in names] == [False, False]


def test_others_find_nothing_of_ones_import(tree, system):
    other = person(Role.SYSTEM_ADMIN, tree.top)
    batch = checked(workbook([organization("A", tree.top.code)]), system)
    assert not ImportBatch.objects.visible_to(other).exists()
    for act in (importing.confirm, importing.recheck, importing.discard, importing.hand_out_passwords):
        with pytest.raises(BusinessError, match="只有上传的人"):
            act(batch, actor=other)


def test_the_queries_of_a_check_do_not_grow_with_the_rows(tree, system, security, django_assert_num_queries):
    from branches.imports.checking import check
    from branches.imports.reading import read_workbook

    MemberFactory.create_batch(12, organization=tree.branch)
    codes = list(Member.objects.values_list("code", flat=True))
    for number in (3, 12):
        file = workbook(
            [organization(f"N{n}", tree.top.code) for n in range(number)],
            [member(code, f"N{n}") for n, code in enumerate(codes[:number])],
        )
        rows, problems = read_workbook(file)
        from tests.factories.branches import fresh

        actor = fresh(system)
        with django_assert_num_queries(5):
            check(rows, actor, problems)


def test_ten_thousand_rows_with_some_hundred_queries(tree, system):
    """In lots, and whole: far fewer statements than rows on either engine."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    rows = [organization(f"G{n}", tree.top.code, kind="党总支") for n in range(100)]
    rows += [organization(f"B{n}", f"G{n % 100}") for n in range(900)]
    members = [member(f"M{n}", f"B{n % 900}", joined_on="2020-07-01") for n in range(9000)]
    with CaptureQueriesContext(connection) as checking:
        batch = checked(workbook(rows, members), system)
    assert batch.counts == {"organizations": {"create": 1000}, "members": {"create": 9000}}
    with CaptureQueriesContext(connection) as writing:
        jobs.run_job(importing.confirm(batch, actor=system).job_id)
    batch = ImportBatch.objects.select_related("job").get(pk=batch.pk)
    assert batch.stage == ImportStage.DONE
    assert (Organization.objects.filter(code__startswith="B").count(), Member.objects.count()) == (900, 9000)
    assert Organization.objects.get(code="B899").path == Organization.objects.get(code="G99").path + "0009"
    assert len(checking) < 100
    assert len(writing) < 200
