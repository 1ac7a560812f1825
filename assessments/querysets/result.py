"""Reads of publications, appeals and proposals."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.enums.ledger import AppealStatus, PublicationStatus
from assessments.querysets.ledger import OUT, working_nodes
from branches.enums import Ability
from branches.roles import line_of, reading_scope, scope_of
from branches.tree import below
from core.models import PublishableQuerySet


def running_nodes(user: Any) -> list[str]:
    """Where the user is the office or decides."""
    return sorted(scope_of(user, Ability.ORGANIZE).nodes | scope_of(user, Ability.DECIDE).nodes)


class PublicationQuerySet(PublishableQuerySet):
    def visible_to(self, user: Any) -> "PublicationQuerySet":
        """Twin of permissions.may_read_publication: the organiser; once it is out everybody on its line."""
        out = Q(status__in=OUT, scheme__organizer__path__in=line_of(user))
        return self.filter(Q(scheme__organizer__path__in=running_nodes(user)) | out)

    def alive(self) -> "PublicationQuerySet":
        return self.exclude(status=PublicationStatus.WITHDRAWN)

    def out(self) -> "PublicationQuerySet":
        return self.filter(status__in=OUT)

    def open_to_appeals(self) -> "PublicationQuerySet":
        return self.filter(status=PublicationStatus.PUBLISHED, appeals_until__gte=timezone.localdate())

    def to_approve(self, user: Any) -> "PublicationQuerySet":
        """Checked by somebody else, for this director."""
        deciding = sorted(scope_of(user, Ability.DECIDE).nodes)
        checked = self.filter(status=PublicationStatus.CHECKED, scheme__organizer__path__in=deciding)
        return checked.exclude(secrecy_checked_by=user.pk)


class AppealQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "AppealQuerySet":
        """Twin of permissions.may_read_appeal: who works in the unit, its superiors and the organiser."""
        own = Q(organization_path__in=sorted(working_nodes(user)))
        above = below(reading_scope(user).subtrees, "organization_path")
        return self.filter(own | above)

    def open(self) -> "AppealQuerySet":
        return self.filter(status=AppealStatus.FILED)

    def to_answer(self, user: Any) -> "AppealQuerySet":
        """Twin of permissions.may_answer_appeal, of those that are open."""
        deciding, own = sorted(scope_of(user, Ability.DECIDE).nodes), scope_of(user, Ability.EDIT)
        rows = self.open().filter(ledger__scheme__organizer__path__in=deciding).exclude(filed_by=user.pk)
        return rows.exclude(own.condition("organization_path")) if own else rows


class ProposalQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ProposalQuerySet":
        """The organiser's office and director."""
        return self.filter(ledger__scheme__organizer__path__in=running_nodes(user))
