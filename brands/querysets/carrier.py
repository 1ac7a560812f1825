"""Reads of carriers and of who mans them."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from branches.roles import reading_scope


class CarrierQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "CarrierQuerySet":
        """Twin of permissions.may_read_carrier; a judge reads the brand, not who works in its teams."""
        return self.filter(reading_scope(user).condition("brand__organization_path"))


class CarrierMemberQuerySet(models.QuerySet):
    def serving(self, on: date | None = None) -> "CarrierMemberQuerySet":
        """Begun and not ended on that day (default today), the last day included."""
        day = on or timezone.localdate()
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)
