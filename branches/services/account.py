"""Writes about accounts and roles, by who keeps the accounts of that part of the tree.

The three administrators are three people: none of them holds another's role or a role in the business, and
nobody gives a role to oneself.
"""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import services as accounts
from accounts.models import User
from branches.models import Member, Organization, RoleAssignment
from branches.permissions import may_manage_account, may_manage_accounts
from branches.rules import separation_fault
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError


@transaction.atomic
def open_account(
    organization: Organization,
    *,
    actor: Any,
    username: str,
    name: str,
    role: str,
    starts_on: date | None = None,
    ends_on: date | None = None,
    member: Member | None = None,
) -> tuple[User, str]:
    """A new account with its first role; the temporary password is returned once and kept nowhere."""
    password = accounts.temporary_password()
    user = accounts.create_account(username, name=name, actor=actor, password=password)
    assign_role(user, organization=organization, role=role, actor=actor, starts_on=starts_on, ends_on=ends_on)
    if member is not None:
        link_member(user, member=member, actor=actor)
    return user, password


@transaction.atomic
def assign_role(
    user: User,
    *,
    organization: Organization,
    role: str,
    actor: Any,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> RoleAssignment:
    """Give the role from a day, perhaps to a day (both included); the account's sessions end at once."""
    starts_on = starts_on or timezone.localdate()
    # The account's row is what two administrators, each giving half of a forbidden pair, meet at.
    user = User.objects.select_for_update().get(pk=user.pk)
    _refuse_unless_keeper(actor, organization, user)
    if not user.is_active:
        raise BusinessError(f"账号“{user.username}”已停用，请先启用。")
    if not organization.is_active:
        raise BusinessError(f"“{organization.name}”已停用，不能授权。")
    if ends_on and ends_on < starts_on:
        raise BusinessError("截止日期不能早于起始日期。")
    held = RoleAssignment.objects.filter(user=user)
    same = held.filter(organization=organization, role=role).first()
    if same and (same.ends_on is None or same.ends_on >= timezone.localdate()):
        raise BusinessError(f"该账号在“{organization.short_name}”已有“{same.get_role_display()}”授权。")
    beside = held.exclude(pk__in=[same.pk] if same else []).filter(overlapping(starts_on, ends_on))
    refuse_unless_separate(role, list(beside.values_list("role", flat=True)))
    if same:
        same.starts_on, same.ends_on = starts_on, ends_on
        same.save(update_fields=["starts_on", "ends_on", "updated_at"])
        assignment = same
    else:
        assignment = RoleAssignment.objects.create(
            user=user, organization=organization, role=role, starts_on=starts_on, ends_on=ends_on
        )
    _record("授予角色", assignment, actor)
    accounts.bump_sessions(user)
    return assignment


@transaction.atomic
def end_role(assignment: RoleAssignment, *, actor: Any, last_day: date | None = None) -> RoleAssignment:
    """Take the role: at once, or after a last day from today on; the account's sessions end at once."""
    user = User.objects.select_for_update().get(pk=assignment.user_id)
    fresh = RoleAssignment.objects.select_related("organization").get(pk=assignment.pk)
    _refuse_unless_keeper(actor, fresh.organization, user)
    today = timezone.localdate()
    if fresh.ends_on and fresh.ends_on < today:
        raise BusinessError("该授权已经终止。")
    if last_day and last_day < max(today, fresh.starts_on):
        raise BusinessError("最后一天不能早于今天，也不能早于起始日期；如需立即终止请留空。")
    fresh.ends_on = last_day or today - timedelta(days=1)
    fresh.save(update_fields=["ends_on", "updated_at"])
    _record("终止角色", fresh, actor)
    accounts.bump_sessions(user)
    return fresh


@transaction.atomic
def disable(user: User, *, actor: Any) -> User:
    _refuse_unless_mine(actor, user)
    return accounts.disable_account(user, actor=actor)


@transaction.atomic
def enable(user: User, *, actor: Any) -> User:
    _refuse_unless_mine(actor, user)
    return accounts.enable_account(user, actor=actor)


@transaction.atomic
def reset_password(user: User, *, actor: Any) -> str:
    """A temporary password, returned once."""
    _refuse_unless_mine(actor, user)
    return accounts.reset_password(user, actor=actor)


@transaction.atomic
def unlock(user: User, *, actor: Any) -> int:
    """Ends a lock-out after wrong passwords before its time."""
    _refuse_unless_mine(actor, user)
    return accounts.unlock_account(user, actor=actor)


@transaction.atomic
def link_member(user: User, *, member: Member, actor: Any) -> Member:
    """The account is this member's; one account, one member."""
    fresh = Member.objects.select_for_update(of=("self",)).select_related("organization").get(pk=member.pk)
    if actor is not None and not may_manage_accounts(actor, fresh.organization):
        raise BusinessError("该党员不在您的管理范围内。")
    if fresh.user_id and fresh.user_id != user.pk:
        raise BusinessError(f"党员“{fresh.name}”（{fresh.code}）已关联其他账号。")
    if Member.objects.filter(user=user).exclude(pk=fresh.pk).exists():
        raise BusinessError("该账号已关联其他党员。")
    fresh.user = user
    fresh.save(update_fields=["user", "updated_at"])
    record(AuditKind.ACCOUNT, "关联党员", actor=actor, subject=user, details={"member": fresh.code})
    return fresh


def refuse_unless_separate(role: str, others: list[str]) -> None:
    """Raises where the role may not stand beside the others at the same time."""
    if reason := separation_fault(role, others):
        raise BusinessError(reason)


def _refuse_unless_keeper(actor: Any, organization: Organization, user: User) -> None:
    if actor is None:
        return
    if user.pk == actor.pk:
        raise BusinessError("不能给自己授权，也不能终止自己的授权，请由其他安全管理员办理。")
    if not may_manage_accounts(actor, organization):
        raise BusinessError(f"您没有维护“{organization.name}”账号与授权的权限。")


def _refuse_unless_mine(actor: Any, user: User) -> None:
    if user.pk == actor.pk:
        raise BusinessError("不能对自己的账号进行此操作，请由其他安全管理员办理。")
    if not may_manage_account(actor, user):
        raise BusinessError("该账号在您的管理范围以外还有授权，请由上级安全管理员办理。")


def _record(action: str, row: RoleAssignment, actor: Any) -> None:
    details = {
        "role": row.role,
        "organization": row.organization.code,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
    }
    record(AuditKind.ACCOUNT, action, actor=actor, subject=row.user, details=details)


def overlapping(starts_on: date, ends_on: date | None) -> Q:
    """Assignments that are in force on some day of the span: none beside them for administrators."""
    condition = Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)
    return condition & Q(starts_on__lte=ends_on) if ends_on else condition
