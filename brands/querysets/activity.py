"""Reads of activities, commitments and deeds."""

from typing import Any

from django.db import models

from branches.roles import reading_scope
from core.models import PublishableQuerySet


class ActivityQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ActivityQuerySet":
        return self.filter(reading_scope(user).condition("organization_path"))


class CommitmentQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "CommitmentQuerySet":
        return self.filter(reading_scope(user).condition("organization_path"))


class DeedQuerySet(PublishableQuerySet):
    def visible_to(self, user: Any) -> "DeedQuerySet":
        return self.filter(reading_scope(user).condition("organization_path"))
