"""Writes about the tree: new organisations, changes, moves, the end of one."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from branches import moves, paths
from branches.enums import TermYears
from branches.models import Line, Organization, Region
from branches.permissions import may_manage_organization
from branches.services.labels import label_of
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError, StaleCopy

CHANGEABLE = (
    "name",
    "short_name",
    "code",
    "kind",
    "region",
    "line",
    "founded_on",
    "term_years",
    "exception_note",
)


def create_organization(
    parent: Organization | None,
    *,
    actor: Any,
    name: str,
    short_name: str,
    code: str,
    kind: str,
    region: Region | None = None,
    line: Line | None = None,
    founded_on: date | None = None,
    term_years: int = TermYears.THREE,
    exception_note: str = "",
) -> Organization:
    """A new organisation at the next free place below the parent; only the system itself (no actor) makes a root."""
    try:
        with transaction.atomic():
            paths.lock_tree()
            if parent is not None:
                parent = _locked(parent)
                _refuse_unless_manager(actor, parent)
                _refuse_unless_active(parent)
            elif actor is not None:
                raise BusinessError("请先选择上级党组织。")
            organization = Organization.objects.create(
                parent=parent,
                path=paths.next_path(parent),
                name=name,
                short_name=short_name,
                code=code,
                kind=kind,
                region=region,
                line=line,
                founded_on=founded_on,
                term_years=term_years,
                exception_note=exception_note,
            )
            record(
                AuditKind.CHANGE,
                "新增党组织",
                actor=actor,
                subject=organization,
                details={"code": code, "parent": parent.code if parent else ""},
            )
    except IntegrityError as error:
        raise _taken(code) from error
    return organization


def update_organization(
    organization: Organization, *, actor: Any, seen: datetime | None = None, **changes: Any
) -> Organization:
    """Change the profile; `seen` is when the copy on the form was saved: StaleCopy if somebody saved since."""
    if unknown := set(changes) - set(CHANGEABLE):
        raise TypeError(f"not to be changed here: {sorted(unknown)}")
    try:
        with transaction.atomic():
            fresh = _locked(organization)
            _refuse_unless_manager(actor, fresh)
            if seen is not None and fresh.updated_at != seen:
                raise StaleCopy("该党组织的资料刚刚已由其他同志修改，请核对后再保存。")
            changed = [field for field, value in changes.items() if getattr(fresh, field) != value]
            if not changed:
                return fresh
            for field in changed:
                setattr(fresh, field, changes[field])
            fresh.save(update_fields=[*changed, "updated_at"])
            labels = [label_of(Organization, field) for field in changed]
            record(AuditKind.CHANGE, "修改党组织", actor=actor, subject=fresh, details={"fields": labels})
    except IntegrityError as error:
        raise _taken(changes.get("code", "")) from error
    return fresh


@transaction.atomic
def move_organization(organization: Organization, *, new_parent: Organization, actor: Any) -> Organization:
    """Put the organisation with all below it under another superior; every row that carries the place goes along.

    What waited at the former superior goes on with the new one, see moves.py.
    """
    paths.lock_tree()
    fresh, parent = _locked(organization), _locked(new_parent)
    for side in (fresh, parent):
        _refuse_unless_manager(actor, side)
    _refuse_unless_active(parent)
    if parent.is_within(fresh):
        raise BusinessError(f"“{parent.name}”就是该党组织或在它之下，不能作为它的上级。")
    if fresh.parent_id == parent.pk:
        raise BusinessError(f"该党组织现在就隶属于“{parent.name}”，无需调整。")
    former = fresh.parent
    old, new = fresh.path, paths.next_path(parent)
    moved = paths.rewrite(old, new)
    fresh.path, fresh.parent = new, parent
    fresh.save(update_fields=["parent", "updated_at"])
    moves.follow(moves.Moved(fresh, former, parent))
    details = {"from": former.code if former else "", "to": parent.code, "rows": moved}
    record(AuditKind.CHANGE, "调整隶属关系", actor=actor, subject=fresh, details=details)
    return fresh


@transaction.atomic
def deactivate_organization(organization: Organization, *, actor: Any) -> Organization:
    """Take it off the register; its history stays. Roles held there are no longer in force."""
    paths.lock_tree()
    fresh = _locked(organization)
    _refuse_unless_manager(actor, fresh)
    if not fresh.is_active:
        raise BusinessError("该党组织已经停用。")
    if fresh.parent_id is None:
        raise BusinessError("顶级党组织不能停用。")
    obstacles = []
    if children := fresh.children.filter(is_active=True).count():
        obstacles.append(f"还有 {children} 个在册的下级党组织，请先停用或调整隶属关系。")
    if members := fresh.members.filter(is_active=True).count():
        obstacles.append(f"还有 {members} 名在册党员，请先转出。")
    if obstacles:
        raise BusinessError("暂不能停用该党组织：", details=obstacles)
    fresh.is_active = False
    fresh.save(update_fields=["is_active", "updated_at"])
    record(AuditKind.CHANGE, "停用党组织", actor=actor, subject=fresh)
    return fresh


@transaction.atomic
def reactivate_organization(organization: Organization, *, actor: Any) -> Organization:
    """Back on the register, below a superior that is on it, too."""
    paths.lock_tree()
    fresh = _locked(organization)
    _refuse_unless_manager(actor, fresh)
    if fresh.is_active:
        raise BusinessError("该党组织在册，无需恢复。")
    if fresh.parent:
        _refuse_unless_active(fresh.parent)
    fresh.is_active = True
    fresh.save(update_fields=["is_active", "updated_at"])
    record(AuditKind.CHANGE, "恢复党组织", actor=actor, subject=fresh)
    return fresh


def _locked(organization: Organization) -> Organization:
    return Organization.objects.select_for_update(of=("self",)).select_related("parent").get(pk=organization.pk)


def _refuse_unless_manager(actor: Any, organization: Organization) -> None:
    if actor is not None and not may_manage_organization(actor, organization):
        raise BusinessError(f"您没有维护“{organization.name}”的权限，如有需要请联系系统管理员。")


def _refuse_unless_active(organization: Organization) -> None:
    if not organization.is_active:
        raise BusinessError(f"“{organization.name}”已停用，不能作为上级党组织。")


def _taken(code: str) -> BusinessError:
    return BusinessError(f"组织代码“{code}”已被使用，请核对。")
