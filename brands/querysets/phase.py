"""Reads of phase records and supervision notes."""

from typing import Any

from django.db import models

from branches.roles import reading_scope


class PhaseRecordQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "PhaseRecordQuerySet":
        return self.filter(reading_scope(user).condition("organization_path"))


class SupervisionQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "SupervisionQuerySet":
        """What the user's organisations sent, and what was sent to them or into their reading scope."""
        scope = reading_scope(user)
        return self.filter(scope.condition("addressee_path") | scope.condition("sender__path"))
