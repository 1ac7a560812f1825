"""Takes a checked plan over with a few statements for each kind of record."""

from datetime import datetime
from typing import Any

from django.db.models import F

from accounts.models import User
from branches import paths
from branches.enums import ImportSheet, MemberStatus, RowAction, TermYears
from branches.imports.checking import NewOrganization, Plan, fetch
from branches.imports.reading import Row
from branches.models import Member, Organization, RoleAssignment

AT_ONCE = 500


def take_over(plan: Plan, hashes: dict[str, str], *, at: datetime) -> None:
    """Write everything, inside the caller's transaction and with the tree locked."""
    made = _create_organizations(plan)
    _update(Organization, _updates(plan, ImportSheet.ORGANIZATIONS), at)
    members = _create_members(plan, made)
    _update_members(plan, made, at)
    _write_accounts(plan, made, members, hashes, at)


def _create_organizations(plan: Plan) -> dict[str, Organization]:
    """Level by level, so that every superior has its key and its place."""
    coming: list[NewOrganization] = [
        r.entry for r in plan.of(ImportSheet.ORGANIZATIONS) if r.action == RowAction.CREATE
    ]
    made: dict[str, Organization] = {}
    codes = {new.row.values["parent"] for new in coming}
    above = {row.code: row for row in fetch(Organization.objects.select_for_update(), "code", codes)}
    numbers = paths.next_child_numbers(above.values())
    for depth in sorted({new.depth for new in coming}):
        level = [_organization(new.row, above, numbers) for new in coming if new.depth == depth]
        for organization in Organization.objects.bulk_create(level, batch_size=AT_ONCE):
            made[organization.code] = above[organization.code] = organization
    return made


def _organization(row: Row, above: dict[str, Organization], numbers: dict[str, int]) -> Organization:
    values = {name: value for name, value in row.values.items() if name != "parent"}
    parent = above[row.values["parent"]]
    number = numbers.get(parent.path, 1)
    numbers[parent.path] = number + 1
    path = paths.child_path(parent.path, number)
    return Organization(parent=parent, path=path, **({"term_years": TermYears.THREE} | values))


def _updates(plan: Plan, sheet: ImportSheet) -> list[tuple[Any, dict[str, Any]]]:
    return [row.entry for row in plan.of(sheet) if row.action == RowAction.UPDATE]


def _update(model: Any, updates: list[tuple[Any, dict[str, Any]]], at: datetime) -> None:
    """Rows that change the same columns go together."""
    groups: dict[tuple[str, ...], list[Any]] = {}
    for record, changes in updates:
        for name, value in changes.items():
            setattr(record, name, value)
        record.updated_at = at
        groups.setdefault(tuple(sorted(changes)), []).append(record)
    for names, records in groups.items():
        model.objects.bulk_update(records, [*names, "updated_at"], batch_size=AT_ONCE)


def _place(place: Organization | NewOrganization, made: dict[str, Organization]) -> Organization:
    return made[place.row.values["code"]] if isinstance(place, NewOrganization) else place


def _create_members(plan: Plan, made: dict[str, Organization]) -> dict[str, Member]:
    coming = [
        Member(
            organization=_place(row.entry, made),
            **({"status": MemberStatus.FORMAL} | {n: v for n, v in row.values.items() if n != "organization"}),
        )
        for row in plan.of(ImportSheet.MEMBERS)
        if row.action == RowAction.CREATE
    ]
    return {member.code: member for member in Member.objects.bulk_create(coming, batch_size=AT_ONCE)}


def _update_members(plan: Plan, made: dict[str, Organization], at: datetime) -> None:
    updates = _updates(plan, ImportSheet.MEMBERS)
    for _, changes in updates:
        if "organization" in changes:
            changes["organization"] = _place(changes["organization"], made)
    _update(Member, updates, at)


def _write_accounts(
    plan: Plan, made: dict[str, Organization], members: dict[str, Member], hashes: dict[str, str], at: datetime
) -> None:
    rows = [r for r in plan.of(ImportSheet.ACCOUNTS) if r.action in (RowAction.CREATE, RowAction.UPDATE)]
    new = {row.values["username"]: row.values["name"] for row in rows if row.entry.is_new}
    coming = [User(username=u, name=name, password=hashes[u], created_at=at) for u, name in new.items()]
    users = {user.username: user for user in User.objects.bulk_create(coming, batch_size=AT_ONCE)}
    given, changed, linked = [], [], []
    for row in rows:
        grant = row.entry
        user = grant.user or users[row.values["username"]]
        values = {"starts_on": grant.starts_on, "ends_on": grant.ends_on}
        if grant.existing is None:
            place = _place(grant.place, made)
            given.append(RoleAssignment(user=user, organization=place, role=row.values["role"], **values))
        else:
            changed.append((grant.existing, values))
        if grant.member is not None:
            member = members[grant.member.values["code"]] if isinstance(grant.member, Row) else grant.member
            linked.append((member, {"user": user}))
    RoleAssignment.objects.bulk_create(given, batch_size=AT_ONCE)
    _update(RoleAssignment, changed, at)
    _update(Member, linked, at)
    _end_sessions([row.entry.user.pk for row in rows if row.entry.user])


def _end_sessions(ids: list[int]) -> None:
    """Accounts that had been there and got a role: older sessions are dead."""
    for start in range(0, len(ids), AT_ONCE):
        accounts = User.objects.filter(pk__in=ids[start : start + AT_ONCE])
        accounts.update(session_generation=F("session_generation") + 1)
