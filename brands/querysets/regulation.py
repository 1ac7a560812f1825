"""Reads of regulations and awards."""

from typing import Any

from django.db import models
from django.db.models import Q

from branches.enums import Ability
from branches.roles import line_of, reading_scope, scope_of
from brands.enums import RegulationStatus


class RegulationQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "RegulationQuerySet":
        """Of the user's own organisations and their superiors; drafts only to those who keep them."""
        kept = sorted(scope_of(user, Ability.ORGANIZE).nodes)
        return self.filter(
            Q(organization__path__in=kept)
            | (Q(organization__path__in=line_of(user)) & ~Q(status=RegulationStatus.DRAFT))
        )

    def in_force(self) -> "RegulationQuerySet":
        return self.filter(status=RegulationStatus.IN_FORCE)


class AwardQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "AwardQuerySet":
        return self.filter(reading_scope(user).condition("organization_path"))

    def counted(self) -> "AwardQuerySet":
        return self.filter(is_void=False)
