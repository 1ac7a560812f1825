"""Checks of the sheet 账号: one row gives one account one role."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.validators import username_rule
from branches.enums import Role, RowAction
from branches.imports.checking import Context, NewOrganization, fetch
from branches.imports.reading import Row
from branches.models import Member, Organization, RoleAssignment
from branches.permissions import covers_top
from branches.rules import separation_fault

NOT_MINE = "账号“{}”已存在，但不在您的管理范围内。"


@dataclass
class Grant:
    """What a row gives: the account (None while the file brings it), the place, the days, a changed assignment."""

    user: User | None
    place: Organization | NewOrganization
    starts_on: date
    ends_on: date | None
    existing: RoleAssignment | None = None
    member: Member | Row | None = None

    @property
    def is_new(self) -> bool:
        return self.user is None


@dataclass(frozen=True)
class Span:
    """A role that the account has or is to get, and when."""

    role: str
    starts_on: date
    ends_on: date | None

    def meets(self, starts_on: date, ends_on: date | None) -> bool:
        begun = ends_on is None or self.starts_on <= ends_on
        return begun and (self.ends_on is None or self.ends_on >= starts_on)


class Checks:
    """The rows in their order; what one row gives counts for the next ones."""

    def __init__(self, context: Context) -> None:
        self.context = context
        held: Iterable[Any] = fetch(
            RoleAssignment.objects.select_related("organization"), "user", {u.pk for u in context.users.values()}
        )
        self.held: dict[int, list[RoleAssignment]] = {}
        for row in held:
            self.held.setdefault(row.user_id, []).append(row)
        self.names: dict[str, str] = {}
        self.given: dict[str, list[Span]] = {}
        self.seen: dict[tuple[str, str, str], int] = {}
        self.member_of: dict[str, str] = {}
        self.account_of: dict[str, str] = {}
        users = fetch(Member.objects.exclude(user=None), "user", {u.pk for u in context.users.values()})
        self.linked = {member.user_id: member for member in users}

    def check(self, row: Row) -> None:
        place = self.context.place_of(
            row, "organization", self.context.keeps_accounts, unknown="，请先由系统管理员导入或新增党组织"
        )
        if not row.is_sound or place is None:
            return
        user = self._account(row)
        if not row.is_sound:
            return
        grant = self._grant(row, user, place)
        if row.is_sound and grant:
            self._link(row, grant)
        if row.is_sound and grant:
            row.entry = grant
            self._settle(row, grant)

    def _account(self, row: Row) -> User | None:
        """The existing account; faults for one that may not be touched or goes by another name."""
        username, name = row.values["username"], row.values["name"]
        try:
            username_rule(username)
        except ValidationError as error:
            row.fault("username", error.messages[0])
            return None
        if username == self.context.actor.username:
            row.fault("username", "不能给自己授权，请由其他安全管理员办理。")
        user = self.context.users.get(username)
        if user is not None and not self._is_visible(user):
            row.fault("username", NOT_MINE.format(username))
            return None
        known = user.name if user else self.names.setdefault(username, name)
        if name != known:
            row.fault("name", f"账号“{username}”的姓名是“{known}”，与本行不一致；不同的人请使用不同的账号。")
        if user is not None and not user.is_active:
            row.fault("username", f"账号“{username}”已停用，请先启用。")
        return user

    def _is_visible(self, user: User) -> bool:
        held = self.held.get(user.pk, [])
        scope = self.context.keeps_accounts
        return any(scope.covers(row.organization.path) for row in held) or (not held and covers_top(scope))

    def _grant(self, row: Row, user: User | None, place: Organization | NewOrganization) -> Grant | None:
        username, role, code = row.values["username"], row.values["role"], row.values["organization"]
        first = self.seen.setdefault((username, role, code), row.number)
        if first != row.number:
            row.fault("role", f"与第 {first} 行重复：同一账号在同一党组织的同一角色。")
            return None
        held = self.held.get(user.pk, []) if user else []
        same = next((h for h in held if h.role == role and h.organization.code == code), None)
        over = same is not None and same.ends_on is not None and same.ends_on < self.context.today
        default = same.starts_on if same and not over else self.context.today
        starts_on, ends_on = row.values.get("starts_on", default), row.values.get("ends_on")
        if ends_on is None and same is not None and not over:
            ends_on = same.ends_on
        if ends_on and ends_on < starts_on:
            row.fault("ends_on", "截止日期不能早于起始日期。")
            return None
        spans = [Span(h.role, h.starts_on, h.ends_on) for h in held if h is not same] + self.given.get(username, [])
        beside = [span.role for span in spans if span.meets(starts_on, ends_on)]
        if reason := separation_fault(role, beside):
            row.fault("role", reason)
            return None
        self.given.setdefault(username, []).append(Span(role, starts_on, ends_on))
        return Grant(user, place, starts_on, ends_on, same)

    def _link(self, row: Row, grant: Grant) -> None:
        """The member whose account it is."""
        code = row.values.get("member")
        if code is None:
            return
        username = row.values["username"]
        member = self.context.members.get(code)
        coming = self.context.new_members.get(code)
        if member is None and coming is None:
            row.fault("member", f"党员编号“{code}”不存在，请先导入党员。")
            return
        if member is not None and not self.context.keeps_accounts.covers(member.organization.path):
            row.fault("member", f"党员编号“{code}”不在您的管理范围内。")
            return
        if member is not None and member.user_id and (grant.user is None or member.user_id != grant.user.pk):
            row.fault("member", f"党员编号“{code}”已关联其他账号。")
            return
        other = self.linked.get(grant.user.pk) if grant.user else None
        if self.member_of.setdefault(username, code) != code or (other and other.code != code):
            row.fault("member", f"账号“{username}”已关联其他党员。")
            return
        if self.account_of.setdefault(code, username) != username:
            row.fault("member", f"党员编号“{code}”在本表中对应多个账号。")
            return
        if member is None or member.user_id is None:
            grant.member = member or coming

    def _settle(self, row: Row, grant: Grant) -> None:
        label = Role(row.values["role"]).label
        if grant.existing is None:
            row.action = RowAction.CREATE
            row.notes.append(f"{'新建账号并授予' if grant.is_new else '已有账号，增加'}“{label}”。")
        elif (grant.existing.starts_on, grant.existing.ends_on) != (grant.starts_on, grant.ends_on):
            row.action = RowAction.UPDATE
            row.notes.append(f"将修改“{label}”的起止日期。")
        elif grant.member is not None:
            row.action = RowAction.UPDATE
            row.notes.append("将关联党员。")
        else:
            row.action = RowAction.SAME


def check(context: Context, rows: list[Row]) -> None:
    checks = Checks(context)
    for row in rows:
        checks.check(row)
