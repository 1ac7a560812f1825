"""Reads of honours and official documents."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from branches.enums import Ability
from branches.roles import line_of, reading_scope, scope_of
from brands.enums import DocumentStatus, HonourStatus, RecheckStatus
from core.models import PublishableQuerySet

# What is held until it runs out: 限期整改 is a warning, not a loss.
IN_FORCE = (HonourStatus.VALID, HonourStatus.CORRECTING)


class HonourQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "HonourQuerySet":
        return self.filter(reading_scope(user).condition("organization_path"))

    def valid(self, on: date | None = None) -> "HonourQuerySet":
        """In force on that day (default today), the last day included; what is being corrected still counts."""
        return self.filter(status__in=IN_FORCE, expires_on__gte=on or timezone.localdate())


class OfficialDocumentQuerySet(PublishableQuerySet):
    def visible_to(self, user: Any) -> "OfficialDocumentQuerySet":
        """Documents of the user's own organisation and of its superiors."""
        return self.filter(organization__path__in=line_of(user))

    def issued(self) -> "OfficialDocumentQuerySet":
        return self.filter(status=DocumentStatus.ISSUED)


class RecheckQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "RecheckQuerySet":
        return self.filter(reading_scope(user).condition("organization_path"))

    def alive(self) -> "RecheckQuerySet":
        """Neither decided nor cancelled."""
        return self.filter(status__in=(RecheckStatus.OPEN, RecheckStatus.SUBMITTED))

    def to_fill(self, user: Any) -> "RecheckQuerySet":
        """What the user's branch owes a report on."""
        own = scope_of(user, Ability.EDIT).condition("organization_path")
        return self.filter(own, status=RecheckStatus.OPEN)

    def to_advise(self, user: Any, on: date | None = None) -> "RecheckQuerySet":
        """Reported, or the time for it over, and without the word of the user's office."""
        late = Q(status=RecheckStatus.OPEN, due_on__lt=on or timezone.localdate())
        rows = self.filter(Q(status=RecheckStatus.SUBMITTED) | late, advice="")
        return rows.filter(honour__document__organization__path__in=sorted(scope_of(user, Ability.ORGANIZE).nodes))

    def to_decide(self, user: Any) -> "RecheckQuerySet":
        """Advised on, for the director."""
        deciding = sorted(scope_of(user, Ability.DECIDE).nodes)
        return self.alive().exclude(advice="").filter(honour__document__organization__path__in=deciding)
