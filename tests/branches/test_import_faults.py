"""What a check finds wrong in a workbook, told by sheet, row and column."""

import pytest

from branches.enums import ImportStage, Role
from tests.branches.workbooks import account, checked, faults, member, organization, workbook
from tests.factories.branches import MemberFactory, RegionFactory, person


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
    assert faults(batch) == [("党组织", 2, column, text)]
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


def test_faults_of_accounts(tree, keeper):
    known = person(Role.CLERK, tree.branch, username="known", name="已有人")
    person(Role.CLERK, tree.foreign, username="far", name="不可泄露")
    off = person(Role.CLERK, tree.branch, username="off", name="停用人", is_active=False)
    taken = MemberFactory(organization=tree.branch, code="TAKEN", user=known)
    MemberFactory(organization=tree.branch, code="FREE")
    MemberFactory(organization=tree.foreign, code="FOREIGN")
    at = tree.branch.code
    rows = [
        account("a b", at),
        account(keeper.username, at, name=keeper.name),
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
    found = {(number, column): text for _, number, column, text in faults(checked(workbook(accounts=rows), keeper))}
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


def test_an_account_at_an_organisation_that_only_the_file_knows(tree, keeper):
    batch = checked(workbook([organization("A", tree.top.code)], (), [account("lin", "A")]), keeper)
    assert faults(batch) == [("账号", 2, "组织代码", "组织代码“A”不存在，请先由系统管理员导入或新增党组织。")]
