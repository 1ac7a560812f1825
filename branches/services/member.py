"""Writes about members and committees: who belongs to a branch, who holds a post in which term."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from branches.models import Member, Organization, Post, Term
from branches.permissions import may_manage_organization
from branches.services.labels import label_of
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError, StaleCopy

CHANGEABLE = ("name", "code", "joined_on", "status", "group", "exempt_class", "organization")


@dataclass(frozen=True)
class PostHolder:
    member: Member
    kind: str


def add_member(organization: Organization, *, actor: Any, **fields: Any) -> Member:
    """A member joins the register of the organisation."""
    _refuse_unless_manager(actor, organization)
    if not organization.is_active:
        raise BusinessError(f"“{organization.name}”已停用，不能登记党员。")
    try:
        with transaction.atomic():
            member = Member.objects.create(organization=organization, **fields)
            record(AuditKind.CHANGE, "登记党员", actor=actor, subject=member, details={"code": member.code})
    except IntegrityError as error:
        raise _taken(fields.get("code", "")) from error
    return member


def update_member(member: Member, *, actor: Any, seen: datetime | None = None, **changes: Any) -> Member:
    """Change the entry; another organisation is a transfer, which needs the right at both ends."""
    if unknown := set(changes) - set(CHANGEABLE):
        raise TypeError(f"not to be changed here: {sorted(unknown)}")
    try:
        with transaction.atomic():
            fresh = _locked(member)
            _refuse_unless_manager(actor, fresh.organization)
            if seen is not None and fresh.updated_at != seen:
                raise StaleCopy("该党员的资料刚刚已由其他同志修改，请核对后再保存。")
            changed = [field for field, value in changes.items() if getattr(fresh, field) != value]
            if not changed:
                return fresh
            if "organization" in changed:
                _refuse_unless_manager(actor, changes["organization"])
            for field in changed:
                setattr(fresh, field, changes[field])
            fresh.save(update_fields=[*changed, "updated_at"])
            labels = [label_of(Member, field) for field in changed]
            record(AuditKind.CHANGE, "修改党员", actor=actor, subject=fresh, details={"fields": labels})
    except IntegrityError as error:
        raise _taken(changes.get("code", "")) from error
    return fresh


@transaction.atomic
def set_member_active(member: Member, *, active: bool, actor: Any) -> Member:
    """Leave the register, or come back to it; posts and points of the past stay."""
    fresh = _locked(member)
    _refuse_unless_manager(actor, fresh.organization)
    if fresh.is_active == active:
        raise BusinessError("该党员已在册。" if active else "该党员已经转出。")
    if active and not fresh.organization.is_active:
        raise BusinessError(f"“{fresh.organization.name}”已停用，请先修改所在党支部。")
    fresh.is_active = active
    fresh.save(update_fields=["is_active", "updated_at"])
    record(AuditKind.CHANGE, "恢复党员" if active else "党员转出", actor=actor, subject=fresh)
    return fresh


def save_term(
    organization: Organization,
    *,
    actor: Any,
    number: int,
    elected_on: date,
    ends_on: date,
    exception_note: str,
    posts: Sequence[PostHolder],
    term: Term | None = None,
    seen: datetime | None = None,
) -> Term:
    """A committee's term with all its posts: those of before are replaced."""
    _refuse_unless_manager(actor, organization)
    values = {"number": number, "elected_on": elected_on, "ends_on": ends_on, "exception_note": exception_note}
    try:
        with transaction.atomic():
            fresh = _term_to_save(organization, term, seen)
            for field, value in values.items():
                setattr(fresh, field, value)
            fresh.save()
            fresh.posts.all().delete()
            Post.objects.bulk_create([Post(term=fresh, member=post.member, kind=post.kind) for post in posts])
            details = {"number": number, "posts": len(posts)}
            record(
                AuditKind.CHANGE, "修改届次" if term else "登记届次", actor=actor, subject=organization, details=details
            )
    except IntegrityError as error:
        raise BusinessError(f"第 {number} 届已登记，或同一名党员的同一职务重复，请核对。") from error
    return fresh


def _term_to_save(organization: Organization, term: Term | None, seen: datetime | None) -> Term:
    if term is None:
        return Term(organization=organization)
    fresh = Term.objects.select_for_update().get(pk=term.pk, organization=organization)
    if seen is not None and fresh.updated_at != seen:
        raise StaleCopy("该届次刚刚已由其他同志修改，请核对后再保存。")
    return fresh


@transaction.atomic
def delete_term(term: Term, *, actor: Any) -> None:
    """A term entered by mistake goes with its posts."""
    _refuse_unless_manager(actor, term.organization)
    record(AuditKind.CHANGE, "删除届次", actor=actor, subject=term.organization, details={"number": term.number})
    term.delete()


def _locked(member: Member) -> Member:
    return Member.objects.select_for_update(of=("self",)).select_related("organization").get(pk=member.pk)


def _refuse_unless_manager(actor: Any, organization: Organization) -> None:
    if actor is not None and not may_manage_organization(actor, organization):
        raise BusinessError(f"您没有维护“{organization.name}”的权限，如有需要请联系系统管理员。")


def _taken(code: str) -> BusinessError:
    return BusinessError(f"党员编号“{code}”已被使用，请核对。")
