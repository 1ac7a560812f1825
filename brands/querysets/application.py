"""Reads of applications."""

from typing import Any

from django.db import models
from django.db.models import Q

from branches.enums import Ability
from branches.roles import reading_scope, scope_of
from brands.enums import ApplicationStatus


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ApplicationQuerySet":
        """Twin of permissions.may_read_application: drafts to those who write them, the rest by reading scope."""
        return self.filter(
            scope_of(user, Ability.EDIT).condition("organization_path")
            | (reading_scope(user).condition("organization_path") & Q(version_number__gt=0))
        )

    def waiting_for(self, user: Any) -> "ApplicationQuerySet":
        """In review and this person's turn: at the reviewer's organisation, the office's desk or the director's."""
        reviewing = scope_of(user, Ability.REVIEW).nodes
        organizing = scope_of(user, Ability.ORGANIZE).nodes
        deciding = scope_of(user, Ability.DECIDE).nodes
        at_organizer = Q(held_by=models.F("program__organizer"))
        return self.filter(status=ApplicationStatus.IN_REVIEW).filter(
            (Q(held_by__path__in=sorted(reviewing)) & ~at_organizer)
            | (Q(held_by__path__in=sorted(organizing), is_screened=False) & at_organizer)
            | (Q(held_by__path__in=sorted(deciding), is_screened=True) & at_organizer)
        )

    def in_review(self) -> "ApplicationQuerySet":
        return self.filter(status=ApplicationStatus.IN_REVIEW)

    def drafts(self) -> "ApplicationQuerySet":
        return self.filter(status=ApplicationStatus.DRAFT)
