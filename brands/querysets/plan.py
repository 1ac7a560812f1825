"""Reads of yearly plans and surveys of highlights."""

from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone

from branches.enums import Ability
from branches.roles import reading_scope, scope_of
from brands.enums import AnnualPlanStatus


class AnnualPlanQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "AnnualPlanQuerySet":
        return self.filter(reading_scope(user).condition("organization_path"))

    def written_by(self, user: Any) -> "AnnualPlanQuerySet":
        """Those that the user's branch writes."""
        return self.filter(scope_of(user, Ability.EDIT).condition("organization_path"))

    def handled_by(self, user: Any) -> "AnnualPlanQuerySet":
        """Those of programs that the user's office runs."""
        return self.filter(brand__program__organizer__path__in=sorted(scope_of(user, Ability.ORGANIZE).nodes))

    def missing(self) -> "AnnualPlanQuerySet":
        return self.filter(status=AnnualPlanStatus.DRAFT)

    def late(self, on: date | None = None) -> "AnnualPlanQuerySet":
        """Still missing when its day is over."""
        return self.missing().filter(due_on__lt=on or timezone.localdate())

    def handed_in(self) -> "AnnualPlanQuerySet":
        return self.filter(status=AnnualPlanStatus.SUBMITTED)


class HighlightQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "HighlightQuerySet":
        return self.filter(reading_scope(user).condition("organization_path"))
