"""What an import would do, row by row, without doing it. The number of queries does not grow with the rows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from branches.enums import Ability, ImportSheet, RowAction
from branches.imports.reading import Row, parse
from branches.models import Line, Member, Organization, Region
from branches.roles import Scope, scope_of

CHUNK = 5000  # values of one IN (...)
BY_SYSTEM = "由系统管理员或工委办公室导入，本次不导入。"
BY_SECURITY = "由安全管理员导入，本次不导入。"
T = TypeVar("T")


@dataclass
class NewOrganization:
    """An organisation that the file brings; `anchor` is the path of the nearest superior that exists already."""

    row: Row
    anchor: str
    depth: int


@dataclass
class Plan:
    """Every row with what becomes of it."""

    rows: list[Row]
    problems: list[str] = field(default_factory=list)

    def of(self, sheet: ImportSheet) -> list[Row]:
        return [row for row in self.rows if row.sheet == sheet]

    def counts(self) -> dict[str, dict[str, int]]:
        """sheet → action → number of rows."""
        result: dict[str, dict[str, int]] = {}
        for row in self.rows:
            sheet = result.setdefault(row.sheet.value, {})
            sheet[row.action.value] = sheet.get(row.action.value, 0) + 1
        return result

    @property
    def new_usernames(self) -> list[str]:
        names = [row.values["username"] for row in self.of(ImportSheet.ACCOUNTS) if row.is_sound and row.entry.is_new]
        return list(dict.fromkeys(names))

    def outline(self) -> list[tuple[str, int, str]]:
        """What two checks of one file are compared by."""
        return [(row.sheet.value, row.number, row.action.value) for row in self.rows]


@dataclass
class Context:
    """What the checks of all sheets look up: read once, for all rows together."""

    actor: User
    today: date
    manages: Scope
    keeps_accounts: Scope
    organizations: dict[str, Organization]
    members: dict[str, Member]
    users: dict[str, User]
    regions: dict[str, Region]
    lines: dict[str, Line]
    new_organizations: dict[str, NewOrganization] = field(default_factory=dict)
    new_members: dict[str, Row] = field(default_factory=dict)

    def place_of(self, row: Row, name: str, scope: Scope, *, unknown: str) -> Organization | NewOrganization | None:
        """The organisation a code names, existing or brought by the file, within the scope; else a fault of the row."""
        code = row.values.get(name)
        if code is None:
            return None
        if existing := self.organizations.get(code):
            if not scope.covers(existing.path):
                row.fault(name, f"组织代码“{code}”不在您的管理范围内。")
            elif not existing.is_active:
                row.fault(name, f"组织代码“{code}”对应的党组织已停用。")
            else:
                return existing
            return None
        coming = self.new_organizations.get(code)
        if coming is None:
            row.fault(name, f"组织代码“{code}”不存在{unknown}。")
        elif not scope.covers(coming.anchor):
            row.fault(name, f"组织代码“{code}”不在您的管理范围内。")
        else:
            return coming
        return None


def check(rows: list[Row], actor: User, problems: Iterable[str] = ()) -> Plan:
    """Parse and check all rows for what this person may bring in today."""
    from branches.imports import accounts, members, organizations

    for row in rows:
        parse(row)
    context = _context(rows, actor)
    plan = Plan(rows, list(problems))
    for sheet, checks, scope, reason in (
        (ImportSheet.ORGANIZATIONS, organizations.check, context.manages, BY_SYSTEM),
        (ImportSheet.MEMBERS, members.check, context.manages, BY_SYSTEM),
        (ImportSheet.ACCOUNTS, accounts.check, context.keeps_accounts, BY_SECURITY),
    ):
        found = plan.of(sheet)
        if scope:
            checks(context, found)
            continue
        for row in found:
            row.errors.clear()
            row.leave_out(reason)
    return plan


def _context(rows: list[Row], actor: User) -> Context:
    def named(*names: str) -> set[str]:
        return {row.values[name] for row in rows for name in names if isinstance(row.values.get(name), str)}

    def of(sheet: ImportSheet, *names: str) -> set[str]:
        return {row.values[n] for row in rows if row.sheet == sheet for n in names if n in row.values}

    codes = named("organization", "parent") | of(ImportSheet.ORGANIZATIONS, "code")
    member_codes = named("member") | of(ImportSheet.MEMBERS, "code")
    members = Member.objects.select_related("organization")
    organizations = Organization.objects.select_related("parent", "region", "line")
    return Context(
        actor=actor,
        today=timezone.localdate(),
        manages=scope_of(actor, Ability.MANAGE_ORGANIZATIONS),
        keeps_accounts=scope_of(actor, Ability.MANAGE_ACCOUNTS),
        organizations={row.code: row for row in fetch(organizations, "code", codes)},
        members={row.code: row for row in fetch(members, "code", member_codes)},
        users={row.username: row for row in fetch(User.objects.all(), "username", named("username"))},
        regions={row.name: row for row in Region.objects.all()},
        lines={row.name: row for row in Line.objects.all()},
    )


def fetch(queryset: QuerySet[Any], name: str, values: Iterable[Any], size: int = CHUNK) -> Iterator[Any]:
    """The rows whose column is one of the values, some thousands at a time (fewer where more is read along)."""
    wanted = sorted(values)
    for start in range(0, len(wanted), size):
        yield from queryset.filter(**{f"{name}__in": wanted[start : start + size]})


def refuse_doubles(rows: list[Row], name: str) -> None:
    """A value that names one thing stands in one row of the sheet."""
    first: dict[str, int] = {}
    for row in rows:
        value = row.values.get(name)
        if value is None:
            continue
        if value in first:
            row.fault(name, f"“{value}”与第 {first[value]} 行重复。")
        else:
            first[value] = row.number


def settle(row: Row, current: Any, values: dict[str, Any]) -> None:
    """An existing record: updated where the file says something else, unchanged otherwise."""
    changed = {name: value for name, value in values.items() if getattr(current, name) != value}
    row.action = RowAction.UPDATE if changed else RowAction.SAME
    row.entry = (current, changed)
    if changed:
        labels = [str(current._meta.get_field(name).verbose_name) for name in changed]
        row.notes.append(f"将修改：{'、'.join(labels)}")
