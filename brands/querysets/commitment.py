"""Reads of commitments."""

from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone

from branches.enums import Ability
from branches.roles import reading_scope, scope_of
from brands.enums import CommitmentStatus


class CommitmentQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "CommitmentQuerySet":
        """Twin of permissions.may_read_commitment."""
        return self.filter(reading_scope(user).condition("organization_path"))

    def past_due(self, on: date | None = None) -> "CommitmentQuerySet":
        """The last day is over and nobody has said whether it was kept."""
        return self.filter(status=CommitmentStatus.MADE, due_on__lt=on or timezone.localdate())

    def to_check(self, user: Any) -> "CommitmentQuerySet":
        """Past due, at the branches whose secretary the user is."""
        return self.past_due().filter(scope_of(user, Ability.SUBMIT).condition("organization_path"))
