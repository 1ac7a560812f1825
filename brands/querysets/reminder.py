"""Reads of messages."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q


class MessageQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "MessageQuerySet":
        """One's own."""
        return self.filter(user=user.pk) if user.is_authenticated else self.none()

    def unread(self) -> "MessageQuerySet":
        return self.filter(read_at__isnull=True)

    def to_mail(self, since: date) -> "MessageQuerySet":
        """Written since that day, neither mailed nor read, to a person in being who wants mail and has an address."""
        wanted = Q(user__reminder_setting__isnull=True) | Q(user__reminder_setting__by_mail=True)
        rows = self.unread().filter(wanted, mailed_at__isnull=True, day__gte=since, user__is_active=True)
        return rows.exclude(user__email="")
