"""Reads of the organisation tree, of members and of role assignments."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from branches.enums import OrganizationKind
from branches.roles import reading_scope
from branches.tree import ancestor_paths, below

if TYPE_CHECKING:
    from branches.models import Organization


class OrganizationQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "OrganizationQuerySet":
        """The organisations this person may read: SQL twin of permissions.may_read_organization."""
        return self.filter(reading_scope(user).condition("path"))

    def below(self, organization: "Organization") -> "OrganizationQuerySet":
        """The organisation and everything under it."""
        return self.filter(below([organization.path]))

    def ancestors_of(self, organization: "Organization", *, include_self: bool = False) -> "OrganizationQuerySet":
        """From the root down to the parent (or the organisation itself)."""
        paths = ancestor_paths(organization.path, include_self=include_self)
        return self.filter(path__in=paths).order_by("path")

    def branches(self) -> "OrganizationQuerySet":
        return self.filter(kind=OrganizationKind.BRANCH)

    def active(self) -> "OrganizationQuerySet":
        return self.filter(is_active=True)


class MemberQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "MemberQuerySet":
        return self.filter(reading_scope(user).condition("organization__path"))

    def active(self) -> "MemberQuerySet":
        return self.filter(is_active=True)


class RoleAssignmentQuerySet(models.QuerySet):
    def in_force(self, on=None) -> "RoleAssignmentQuerySet":
        """Begun and not ended on that day (default today)."""
        day = on or timezone.localdate()
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)
