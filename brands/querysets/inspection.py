"""Reads of inspections and findings."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from branches.enums import Ability
from branches.roles import reading_scope, scope_of
from branches.tree import below
from brands.enums import FindingStatus, InspectionStatus

# What was found is told to the branches then.
TOLD = (InspectionStatus.CARRIED_OUT, InspectionStatus.CLOSED)
UNSETTLED = (FindingStatus.OPEN, FindingStatus.ANSWERED)


def overseen(user: Any, field: str) -> Q:
    """At or below an organisation whose whole part of the tree the person reads: a superior's view."""
    return below(reading_scope(user).subtrees, field)


class InspectionQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "InspectionQuerySet":
        """A superior's own and those below; a branch's once they have been carried out there."""
        from brands.models import InspectionTarget

        told = InspectionTarget.objects.filter(
            reading_scope(user).condition("organization_path"), inspection=OuterRef("pk"), inspection__status__in=TOLD
        )
        return self.filter(overseen(user, "organizer_path") | Q(Exists(told)))

    def to_carry_out(self, user: Any, today: date) -> "InspectionQuerySet":
        """Planned by the user's own organisation, and begun."""
        paths = sorted(scope_of(user, Ability.REVIEW).nodes)
        return self.filter(organizer_path__in=paths, status=InspectionStatus.PLANNED, starts_on__lte=today)


class InspectionTargetQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "InspectionTargetQuerySet":
        """Of a common inspection everybody sees the own part alone, and that once it is told."""
        return self.filter(
            reading_scope(user).condition("organization_path"),
            Q(inspection__status__in=TOLD) | overseen(user, "inspection__organizer_path"),
        )


class FindingQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "FindingQuerySet":
        """Drafts are the inspecting side's alone."""
        return self.filter(
            reading_scope(user).condition("organization_path"),
            ~Q(status=FindingStatus.DRAFT) | overseen(user, "target__inspection__organizer_path"),
        )

    def told(self) -> "FindingQuerySet":
        return self.exclude(status=FindingStatus.DRAFT)

    def unsettled(self) -> "FindingQuerySet":
        return self.filter(status__in=UNSETTLED)

    def overdue(self, on: date) -> "FindingQuerySet":
        """Not answered, and the due date is over."""
        return self.filter(status=FindingStatus.OPEN, due_on__lt=on)

    def to_answer(self, user: Any) -> "FindingQuerySet":
        paths = sorted(scope_of(user, Ability.SUBMIT).nodes)
        return self.filter(organization_path__in=paths, status=FindingStatus.OPEN)

    def to_check(self, user: Any) -> "FindingQuerySet":
        """Answered, for those who inspected and do not answer for the branch themselves."""
        paths, own = sorted(scope_of(user, Ability.REVIEW).nodes), scope_of(user, Ability.SUBMIT)
        waiting = self.filter(status=FindingStatus.ANSWERED, target__inspection__organizer_path__in=paths)
        return waiting.exclude(own.condition("organization_path")) if own else waiting
