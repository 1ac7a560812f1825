"""Reads of messages."""

from typing import Any

from django.db import models


class MessageQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "MessageQuerySet":
        """One's own."""
        return self.filter(user=user.pk) if user.is_authenticated else self.none()
