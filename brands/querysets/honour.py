"""Reads of honours and official documents."""

from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone

from branches.roles import line_of, reading_scope
from brands.enums import DocumentStatus, HonourStatus
from core.models import PublishableQuerySet


class HonourQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "HonourQuerySet":
        return self.filter(reading_scope(user).condition("organization_path"))

    def valid(self, on: date | None = None) -> "HonourQuerySet":
        """In force on that day (default today), the last day included."""
        return self.filter(status=HonourStatus.VALID, expires_on__gte=on or timezone.localdate())


class OfficialDocumentQuerySet(PublishableQuerySet):
    def visible_to(self, user: Any) -> "OfficialDocumentQuerySet":
        """Documents of the user's own organisation and of its superiors."""
        return self.filter(organization__path__in=line_of(user))

    def issued(self) -> "OfficialDocumentQuerySet":
        return self.filter(status=DocumentStatus.ISSUED)


class RecheckQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "RecheckQuerySet":
        return self.filter(reading_scope(user).condition("organization_path"))
