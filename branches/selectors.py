"""Reads that join the tree with what lies beside it: accounts, the audit trail, the facts for a page."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from branches.enums import Ability
from branches.models import Member, Organization, RoleAssignment
from branches.permissions import covers_top
from branches.querysets import OrganizationQuerySet
from branches.roles import Scope, scope_of
from branches.rules import REMIND_BEFORE
from branches.tree import PATH_STEP
from core.models import AuditEntry


def accounts_visible_to(user: Any) -> QuerySet[User]:
    """The accounts whose roles, present or past, lie in one's scope; those without any for the top of the tree."""
    scope = scope_of(user, Ability.MANAGE_ACCOUNTS)
    held = RoleAssignment.objects.filter(user=OuterRef("pk"))
    mine = Q(Exists(held.within(scope)))
    if covers_top(scope):
        mine |= ~Q(Exists(held))
    return User.objects.filter(mine) if scope else User.objects.none()


def audit_visible_to(user: Any) -> QuerySet[AuditEntry]:
    """The whole trail for who reads it over all roots; else the acts of those with a role in one's part of the tree."""
    scope = scope_of(user, Ability.READ_AUDIT)
    if not scope:
        return AuditEntry.objects.none()
    if reads_whole_trail(scope):
        return AuditEntry.objects.all()
    acting = RoleAssignment.objects.filter(user=OuterRef("actor")).within(scope)
    return AuditEntry.objects.filter(Exists(acting))


def reads_whole_trail(scope: Scope) -> bool:
    roots = Organization.objects.filter(parent=None).values_list("path", flat=True)
    return all(scope.covers(path) for path in roots)


def top_organizations(user: Any) -> OrganizationQuerySet:
    """The highest organisations this person sees: where the tree begins for them."""
    listed = Organization.objects.listed_for(user)
    above = Organization.objects.listed_for(user).filter(pk=OuterRef("parent"))
    return listed.filter(~Exists(above))


COUNTED_MOST = 10_000


def counts_of(user: Any, today: date | None = None) -> dict[str, str]:
    """The figures above the tree, for what this person sees; counted up to a bound, however large the tree is."""
    until = (today or timezone.localdate()) + REMIND_BEFORE
    organizations = Organization.objects.listed_for(user)
    return {
        "organizations": _bounded(organizations.active()),
        "members": _bounded(Member.objects.listed_for(user).active()),
        "due": _bounded(organizations.with_term_due(until)),
    }


def _bounded(rows: QuerySet[Any]) -> str:
    count = rows.order_by()[: COUNTED_MOST + 1].count()
    return str(count) if count <= COUNTED_MOST else f"{COUNTED_MOST} 以上"


def members_below(organization: Organization) -> QuerySet[Member]:
    """Who may hold a post on its committee: the members at the organisation and below it."""
    within = Organization.objects.below(organization).values("pk")
    return Member.objects.active().filter(organization__in=within)


def depth_of(path: str) -> int:
    return len(path) // PATH_STEP


def audit_matching(entries: QuerySet[AuditEntry], filters: dict[str, str]) -> QuerySet[AuditEntry]:
    """Lines of one kind, of a person, about an object, between two days (both included); empty values say nothing."""
    if kind := filters.get("kind"):
        entries = entries.filter(kind=kind)
    if person := filters.get("person"):
        entries = entries.filter(Q(actor_name__contains=person) | Q(actor__username=person))
    if subject := filters.get("subject"):
        by_label = Q(object_label__contains=subject) | Q(action__contains=subject)
        entries = entries.filter(Q(object_key=subject) if ":" in subject else by_label)
    if since := filters.get("since"):
        entries = entries.filter(at__gte=_start(date.fromisoformat(since)))
    if until := filters.get("until"):
        entries = entries.filter(at__lt=_start(date.fromisoformat(until) + timedelta(days=1)))
    return entries


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
