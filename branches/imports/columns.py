"""The columns of each sheet, in one table: the template, the reader and the checks go by it."""

from dataclasses import dataclass
from typing import Any, Literal

from branches.enums import ExemptClass, ImportSheet, MemberStatus, OrganizationKind, Role, TermYears

Kind = Literal["text", "code", "date", "choice"]
EXAMPLE_MARK = "示例"


@dataclass(frozen=True)
class Field:
    name: str
    label: str
    example: str
    help: str
    required: bool = False
    kind: Kind = "text"
    max_length: int = 40
    choices: tuple[tuple[Any, str], ...] = ()

    @property
    def labels(self) -> list[str]:
        return [label for _, label in self.choices]


def _choices(enum: Any) -> tuple[tuple[Any, str], ...]:
    return tuple((member.value, str(member.label)) for member in enum)


YEARS = ((TermYears.THREE.value, "3"), (TermYears.FIVE.value, "5"))
ORGANIZATION_FIELDS = (
    Field("code", "组织代码", "示例-0101", "本系统内唯一；已有的代码表示更新该党组织。", True, "code"),
    Field("name", "全称", "中共某某局机关第一支部委员会", "党组织全称。", True, max_length=100),
    Field("short_name", "简称", "机关第一党支部", "列表和证书上使用的简称。", True),
    Field("kind", "类别", "党支部", "从下拉列表中选择。", True, "choice", choices=_choices(OrganizationKind)),
    Field(
        "parent", "上级组织代码", "示例-01", "已有的或本表中的组织代码，先后顺序不限；已有党组织可留空。", False, "code"
    ),
    Field("region", "片区", "东片区", "须为系统中已有的片区名称。"),
    Field("line", "业务条线", "综合管理", "须为系统中已有的业务条线名称。"),
    Field("founded_on", "成立日期", "2020-07-01", "如 2020-07-01。", kind="date"),
    Field("term_years", "任期（年）", "3", "3 或 5（村、社区等），留空为 3。", False, "choice", choices=YEARS),
    Field("exception_note", "特殊情况说明", "", "人数、班子等特殊情况经上级批准的，写明批准情况。", max_length=200),
)
MEMBER_FIELDS = (
    Field("code", "党员编号", "示例-M0001", "本系统内唯一，不要使用身份证号；已有的编号表示更新该党员。", True, "code"),
    Field("name", "姓名", "张示例", "", True),
    Field("organization", "所在组织代码", "示例-0101", "已有的或“党组织”表中的组织代码。", True, "code"),
    Field(
        "status",
        "党员类别",
        "正式党员",
        "从下拉列表中选择，留空为正式党员。",
        False,
        "choice",
        choices=_choices(MemberStatus),
    ),
    Field("joined_on", "入党日期", "2015-07-01", "如 2015-07-01。", kind="date"),
    Field("group", "党小组", "第一党小组", ""),
    Field(
        "exempt_class",
        "免于积分类别",
        "无",
        "从下拉列表中选择，留空为无。",
        False,
        "choice",
        choices=_choices(ExemptClass),
    ),
)
ACCOUNT_FIELDS = (
    Field(
        "username",
        "账号",
        "示例zhang",
        "登录用，2 至 40 个文字、字母、数字或 . _ - @；已有的账号表示增加授权。",
        True,
        "code",
    ),
    Field("name", "姓名", "张示例", "与已有账号的姓名须一致。", True),
    Field("organization", "组织代码", "示例-0101", "在哪个党组织担任该角色。", True, "code"),
    Field(
        "role", "角色", "支部书记", "从下拉列表中选择；一人多个角色请写多行。", True, "choice", choices=_choices(Role)
    ),
    Field("starts_on", "起始日期", "2026-01-01", "留空为导入当日。", kind="date"),
    Field("ends_on", "截止日期", "", "含当日；留空为长期。", kind="date"),
    Field("member", "党员编号", "示例-M0001", "本人的党员编号，没有可留空。", False, "code"),
)
SHEETS: dict[ImportSheet, tuple[Field, ...]] = {
    ImportSheet.ORGANIZATIONS: ORGANIZATION_FIELDS,
    ImportSheet.MEMBERS: MEMBER_FIELDS,
    ImportSheet.ACCOUNTS: ACCOUNT_FIELDS,
}
LABELS = {sheet: {field.name: field.label for field in fields} for sheet, fields in SHEETS.items()}
