"""Reads of inspections and findings."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from branches.roles import reading_scope
from brands.enums import InspectionStatus

TOLD = (InspectionStatus.CARRIED_OUT, InspectionStatus.CLOSED)


class InspectionQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "InspectionQuerySet":
        """Whose organiser lies in the reading scope, and what concerns a branch there once it has been carried out."""
        from brands.models import InspectionTarget

        scope = reading_scope(user)
        told = InspectionTarget.objects.filter(scope.condition("organization_path"), inspection=OuterRef("pk"))
        told = told.filter(inspection__status__in=TOLD)
        return self.filter(scope.condition("organizer_path") | Q(Exists(told)))


class FindingQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "FindingQuerySet":
        return self.filter(reading_scope(user).condition("organization_path"))
