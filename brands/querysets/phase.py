"""Reads of phase records and supervision notes."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from branches.enums import Ability
from branches.roles import reading_scope, scope_of
from brands.enums import BrandStatus, PhaseRecordStatus, SupervisionStatus
from brands.limits import ACCEPTANCE_DAYS, DUE_SOON_DAYS
from brands.querysets.application import desks_of


def begins_to_wait_long(on: date) -> datetime:
    """What was handed in before this moment has lain too long on that day."""
    return timezone.make_aware(datetime.combine(on - timedelta(days=ACCEPTANCE_DAYS), time.min))


class PhaseRecordQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "PhaseRecordQuerySet":
        """Twin of permissions.may_read_phase."""
        return self.filter(reading_scope(user).condition("organization_path"))

    def alive(self) -> "PhaseRecordQuerySet":
        """Of brands that are being created; the others' phases rest."""
        return self.filter(brand__status=BrandStatus.IN_CREATION)

    def running(self) -> "PhaseRecordQuerySet":
        return self.alive().filter(status=PhaseRecordStatus.OPEN)

    def handed_in(self) -> "PhaseRecordQuerySet":
        return self.alive().filter(status=PhaseRecordStatus.SUBMITTED)

    def accepted(self) -> "PhaseRecordQuerySet":
        return self.filter(status=PhaseRecordStatus.ACCEPTED)

    def overdue(self, on: date | None = None) -> "PhaseRecordQuerySet":
        """Not handed in, and the last day is over on that day (default today)."""
        return self.running().filter(due_on__lt=on or timezone.localdate())

    def to_close(self, on: date | None = None) -> "PhaseRecordQuerySet":
        """What the branch should be at: due soon, overdue, or turned back."""
        soon = (on or timezone.localdate()) + timedelta(days=DUE_SOON_DAYS)
        return self.running().filter(models.Q(due_on__lte=soon) | models.Q(submitted_at__isnull=False))

    def waiting_long(self, on: date | None = None) -> "PhaseRecordQuerySet":
        """Handed in and not looked at for longer than the superior has time."""
        return self.handed_in().filter(submitted_at__lt=begins_to_wait_long(on or timezone.localdate()))

    def written_by(self, user: Any) -> "PhaseRecordQuerySet":
        """Of the organisations for which this person writes."""
        return self.filter(scope_of(user, Ability.EDIT).condition("organization_path"))

    def overseen_by(self, user: Any) -> "PhaseRecordQuerySet":
        """Of the programs that this person's office runs."""
        return self.filter(brand__program__organizer__in=desks_of(user, Ability.ORGANIZE))

    def late_for(self, user: Any, on: date | None = None) -> "PhaseRecordQuerySet":
        """Overdue, for those who must act: who writes them, and the office that runs the program."""
        own = scope_of(user, Ability.EDIT).condition("organization_path")
        run = models.Q(brand__program__organizer__in=desks_of(user, Ability.ORGANIZE))
        return self.overdue(on).filter(own | run)

    def waiting_for(self, user: Any) -> "PhaseRecordQuerySet":
        """Handed in, and this person's to accept; nobody accepts what the same person has handed in."""
        mine = self.handed_in().filter(held_by__in=desks_of(user, Ability.REVIEW))
        return mine.exclude(submitted_by=user.pk)

    def with_reviewer(self) -> "PhaseRecordQuerySet":
        """`has_reviewer`: at the desk it lies on there is somebody else than the submitter who may accept it."""
        from branches.models import RoleAssignment

        able = RoleAssignment.objects.lending(Ability.REVIEW).filter(organization=OuterRef("held_by"))
        return self.annotate(has_reviewer=Exists(able.exclude(user=OuterRef("submitted_by"))))

    def for_list(self) -> "PhaseRecordQuerySet":
        """With what a row shows, without the long texts."""
        return self.select_related(
            "brand__organization", "brand__program", "phase", "held_by"
        ).only(
            "status", "starts_on", "due_on", "first_due_on", "submitted_at", "submitted_by", "handed_in_on",
            "accepted_on", "organization_path", "held_by__name", "held_by__short_name", "phase__name",
            "brand__name", "brand__status", "brand__organization__name", "brand__program__name",
            "brand__program__organizer",
        )  # fmt: skip


class SupervisionQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "SupervisionQuerySet":
        """Twin of permissions.may_read_supervision: what the user's organisations sent, and what was sent into them."""
        scope = reading_scope(user)
        return self.filter(scope.condition("addressee_path") | scope.condition("sender__path"))

    def to_answer(self, user: Any) -> "SupervisionQuerySet":
        """Sent to a desk of this person."""
        desks = desks_of(user, Ability.REVIEW)
        return self.filter(status=SupervisionStatus.SENT, addressee__in=desks)

    def to_settle(self, user: Any) -> "SupervisionQuerySet":
        """Answered, for the office that asked."""
        desks = desks_of(user, Ability.ORGANIZE)
        return self.filter(status=SupervisionStatus.ANSWERED, sender__in=desks)

    def overdue(self, on: date | None = None) -> "SupervisionQuerySet":
        return self.filter(status=SupervisionStatus.SENT, due_on__lt=on or timezone.localdate())
