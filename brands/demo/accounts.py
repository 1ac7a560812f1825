"""Accounts: one for each role under a name that is easily kept, and whoever else acts in the stories."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import User
from branches.enums import OrganizationKind as Kind
from branches.enums import Role
from branches.models import Member, Organization, RoleAssignment
from brands.demo.organizations import ROOT_CODE, rows


@dataclass(frozen=True)
class Account:
    """`home` is the branch whose member the person is, and the person's place in its list."""

    username: str
    role: Role
    organization: str
    home: tuple[str, int] | None
    hint: str
    name: str = ""


ACCOUNTS = (
    Account("clerk", Role.CLERK, "sw1b", ("sw1b", 5), "为本支部起草申报、上传标识和附件；不能提交"),
    Account("secretary", Role.SECRETARY, "sw1b", ("sw1b", 0), "本支部还没有品牌：从零填写、提交，看它逐级上行"),
    Account("secretary2", Role.SECRETARY, "sw1a", ("sw1a", 0), "本支部已有品牌“一窗暖税”：发起修订、报名参评"),
    Account("reviewer2", Role.REVIEWER, "sw1", ("sw1a", 6), "党总支一级：审核税源管理党支部的申报"),
    Account("reviewer", Role.REVIEWER, "sw", ("sw2", 4), "机关党委一级：两件待审，其中一件与他人雷同"),
    Account("office", Role.OFFICE, "gw", ("gwb", 1), "初审、批次、评委、公示、意见，以及各类导出"),
    Account("director", Role.DIRECTOR, "gw", ("gwb", 2), "同意创建、批准公示、决定命名、签发命名文件"),
    Account("judge1", Role.JUDGE, "gw", ("dag", 3), "为正在评分的批次打分"),
    Account("judge2", Role.JUDGE, "gw", ("tjj", 3), "评分已全部提交"),
    Account("judge3", Role.JUDGE, "gw", ("rmt", 3), "评分进行到一半"),
    Account("judge4", Role.JUDGE, "gw", ("wl2", 3), "文旅系统的评委，不评本系统的品牌"),
    Account("judge5", Role.JUDGE, "gw", ("gk2", 6), "港务系统的评委，不评本系统的品牌"),
    Account("judge6", Role.JUDGE, "gw", None, "外聘专家，申请过一次回避", "顾景棠"),
    Account("judge7", Role.JUDGE, "gw", None, "外聘专家", "钟知澜"),
    Account("member", Role.MEMBER, "sw1a", ("sw1a", 9), "只读本支部的品牌"),
    Account("security", Role.SECURITY_ADMIN, "gw", ("gwb", 3), "账号与授权"),
    Account("system", Role.SYSTEM_ADMIN, "gw", ("gwb", 4), "党组织、党员与系统设置"),
    Account("auditor", Role.AUDITOR, "gw", ("gwb", 5), "查阅审计记录"),
)
# Judges who also belong to a whole department; the last comes to the port group in the middle of a selection.
BELONG = (("judge4", "wl"), ("judge5", "gk"))
SECRETARY, REVIEWER = "zb-{}", "sh-{}"
OTHERS = (
    (SECRETARY.format("组织代码"), Role.SECRETARY, "其余各支部书记，如 zb-gk1a（魅力GPS）、zb-mz3（退回修改的申报）"),
    (REVIEWER.format("组织代码"), Role.REVIEWER, "其余党委、党总支审核员，如 sh-gk1（有一件待审，名称同音）"),
)


@dataclass(frozen=True)
class Cast:
    """Who acts for whom."""

    users: dict[str, User]
    secretaries: dict[str, User]
    reviewers: dict[str, User]

    def __getitem__(self, username: str) -> User:
        return self.users[username]

    @property
    def judges(self) -> list[User]:
        return [self.users[account.username] for account in ACCOUNTS if account.role == Role.JUDGE]


def make_accounts(organizations: dict[str, Organization], members: dict[str, list[Member]], since: date) -> Cast:
    """Everybody with the one password, hashed once, and the roles, in force since the beginning."""
    wanted = [*ACCOUNTS, *_others()]
    people = {a.username: members[a.home[0]][a.home[1]] for a in wanted if a.home}
    made = _users((a.username, people[a.username].name if a.home else a.name) for a in wanted)
    for username, member in people.items():
        member.user = made[username]
    Member.objects.bulk_update(people.values(), ["user"])
    roles = [(a.username, a.organization, a.role) for a in wanted]
    roles += [(username, key, Role.MEMBER) for username, key in BELONG]
    RoleAssignment.objects.bulk_create(
        RoleAssignment(user=made[username], organization=organizations[key], role=role, starts_on=since)
        for username, key, role in roles
    )
    at = {role: {a.organization: made[a.username] for a in wanted if a.role == role} for role in Role}
    # The first named of two secretaries of one branch acts; there is but one here.
    return Cast(made, at[Role.SECRETARY], at[Role.REVIEWER])


def _others() -> Iterable[Account]:
    """A secretary for every other branch and a reviewer for every other committee."""
    taken = {(a.role, a.organization) for a in ACCOUNTS}
    branches = [row.key for row in rows() if row.kind == Kind.BRANCH]
    for row in rows():
        if row.kind == Kind.BRANCH and (Role.SECRETARY, row.key) not in taken:
            yield Account(SECRETARY.format(row.key), Role.SECRETARY, row.key, (row.key, 0), "")
        if row.kind in (Kind.COMMITTEE, Kind.GENERAL_BRANCH) and (Role.REVIEWER, row.key) not in taken:
            below = [key for key in branches if key.startswith(row.key) and key != "jy3"]
            place = 9 if row.kind == Kind.COMMITTEE else 8
            yield Account(REVIEWER.format(row.key), Role.REVIEWER, row.key, (below[0], place), "")


def _users(names: Iterable[tuple[str, str]]) -> dict[str, User]:
    """The password is as old as the installation, the account as the story."""
    shared = {"password": make_password(settings.DEMO_PASSWORD), "must_change_password": False}
    shared |= {"password_changed_at": datetime.now(tz=UTC), "created_at": timezone.now()}
    users = [User(username=username, name=name, **shared) for username, name in names]
    return {user.username: user for user in User.objects.bulk_create(users)}


def account_table() -> list[tuple[str, str, str, str]]:
    """(username, role, organisation, what to try) of every account that is to be shown."""
    named = {row.key: row.short_name for row in rows()}
    table = [(a.username, a.role.label, named[a.organization], a.hint) for a in ACCOUNTS]
    return [*table, *((name, role.label, "（各单位）", hint) for name, role, hint in OTHERS)]


def is_present() -> bool:
    return Organization.objects.filter(code=ROOT_CODE, parent=None).exists()


SINCE = timedelta(days=6 * 365)
