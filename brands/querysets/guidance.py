"""Reads of pairings, demonstration sites and visits."""

from typing import Any

from django.db import models
from django.db.models import Q

from branches.roles import line_of, reading_scope


class PairingQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "PairingQuerySet":
        scope = reading_scope(user)
        return self.filter(
            scope.condition("strong_path") | scope.condition("weak_path") | scope.condition("organizer__path")
        )


class SiteQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "SiteQuerySet":
        """Open sites of the user's superiors, and all in the reading scope."""
        return self.filter(reading_scope(user).condition("organization_path") | Q(organizer__path__in=line_of(user)))


class VisitQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "VisitQuerySet":
        scope = reading_scope(user)
        return self.filter(scope.condition("organization_path") | scope.condition("site__organization_path"))
