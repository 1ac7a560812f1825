"""Reads of the organisation tree, of members, terms, role assignments and imports."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from branches.enums import Ability, MemberStatus, OrganizationKind, PostKind
from branches.roles import Scope, reading_scope, roles_with, scope_of
from branches.tree import ancestor_paths, below

if TYPE_CHECKING:
    from branches.models import Organization


class OrganizationQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "OrganizationQuerySet":
        """The organisations this person may read: SQL twin of permissions.may_read_organization."""
        return self.filter(reading_scope(user).condition("path"))

    def manageable_by(self, user: Any) -> "OrganizationQuerySet":
        """SQL twin of permissions.may_manage_organization."""
        return self.filter(scope_of(user, Ability.MANAGE_ORGANIZATIONS).condition("path"))

    def listed_for(self, user: Any) -> "OrganizationQuerySet":
        """Read or kept up by this person: SQL twin of permissions.may_see_organization."""
        managed = scope_of(user, Ability.MANAGE_ORGANIZATIONS)
        return self.filter(reading_scope(user).condition("path") | managed.condition("path"))

    def accounts_kept_by(self, user: Any) -> "OrganizationQuerySet":
        """Where this person gives and takes roles: SQL twin of permissions.may_manage_accounts."""
        return self.filter(scope_of(user, Ability.MANAGE_ACCOUNTS).condition("path"))

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

    def with_children_count(self) -> "OrganizationQuerySet":
        """`children_count`: the direct children in being."""
        children = self.model._default_manager.filter(parent=OuterRef("pk"), is_active=True).order_by()
        return self.annotate(children_count=_count(children, "parent"))

    def with_facts(self) -> "OrganizationQuerySet":
        """What branches.rules looks at, for any number of organisations in one query."""
        from branches.models import Member, Post, Term

        own = Member.objects.filter(organization=OuterRef("pk"), is_active=True, status=MemberStatus.FORMAL).order_by()
        last = Term.objects.filter(organization=OuterRef("pk")).order_by("-elected_on", "-pk")
        posts = Post.objects.filter(term=OuterRef("term_id")).order_by()
        size = posts.values("term").annotate(n=Count("member", distinct=True)).values("n")
        return self.annotate(
            parent_kind=F("parent__kind"),
            formal_count=_count(own, "organization"),
            term_id=Subquery(last.values("pk")[:1]),
            term_elected_on=Subquery(last.values("elected_on")[:1]),
            term_ends_on=Subquery(last.values("ends_on")[:1]),
            term_note=Coalesce(Subquery(last.values("exception_note")[:1]), models.Value("")),
        ).annotate(
            committee_size=Coalesce(Subquery(size, output_field=models.IntegerField()), 0),
            has_secretary=Exists(posts.filter(kind=PostKind.SECRETARY)),
        )

    def with_term_due(self, until: date) -> "OrganizationQuerySet":
        """In being, and the last term ends by that day without an approved delay."""
        from branches.models import Term

        last = Term.objects.filter(organization=OuterRef("organization")).order_by("-elected_on", "-pk")
        due = Term.objects.filter(ends_on__lte=until, exception_note="", pk=Subquery(last.values("pk")[:1]))
        return self.active().filter(pk__in=due.values("organization"))


def _count(rows: models.QuerySet, group: str) -> Coalesce:
    """The number of rows that belong to the outer row, as a subquery."""
    counted = rows.values(group).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=models.IntegerField()), 0)


class TermQuerySet(models.QuerySet):
    def with_posts(self) -> "TermQuerySet":
        return self.prefetch_related("posts__member")


class MemberQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "MemberQuerySet":
        return self.filter(reading_scope(user).condition("organization__path"))

    def listed_for(self, user: Any) -> "MemberQuerySet":
        """Read or kept up by this person."""
        managed = scope_of(user, Ability.MANAGE_ORGANIZATIONS)
        return self.filter(
            reading_scope(user).condition("organization__path") | managed.condition("organization__path")
        )

    def active(self) -> "MemberQuerySet":
        return self.filter(is_active=True)


class RoleAssignmentQuerySet(models.QuerySet):
    def in_force(self, on=None) -> "RoleAssignmentQuerySet":
        """Begun and not ended on that day (default today)."""
        day = on or timezone.localdate()
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)

    def not_over(self, on=None) -> "RoleAssignmentQuerySet":
        """In force on that day (default today) or to begin later."""
        day = on or timezone.localdate()
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))

    def lending(self, ability: Ability) -> "RoleAssignmentQuerySet":
        """In force, by which somebody has the ability at that very organisation: has_ability, asked of the place."""
        able = self.in_force().filter(role__in=roles_with(ability))
        return able.filter(user__is_active=True, organization__is_active=True)

    def within(self, scope: Scope) -> "RoleAssignmentQuerySet":
        """Held at an organisation of the scope."""
        return self.filter(scope.condition("organization__path"))


class ImportBatchQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ImportBatchQuerySet":
        """One's own: a workbook may hold what only its importer may read."""
        return self.filter(actor_id=user.pk) if user.is_authenticated else self.none()

    def expired(self) -> "ImportBatchQuerySet":
        return self.filter(expires_at__lte=timezone.now())
