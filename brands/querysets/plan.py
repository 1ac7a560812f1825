"""Reads of yearly plans and surveys of highlights."""

from typing import Any

from django.db import models

from branches.roles import reading_scope


class AnnualPlanQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "AnnualPlanQuerySet":
        return self.filter(reading_scope(user).condition("organization_path"))


class HighlightQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "HighlightQuerySet":
        return self.filter(reading_scope(user).condition("organization_path"))
