"""Reads of applications."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from branches.enums import Ability
from branches.roles import ROLE_TABLE, held_by, reading_scope, scope_of
from brands.enums import ApplicationStatus

# Steps of those who review, not of the branch itself.
REVIEW_STEPS = ("endorse", "forward", "screen", "accept", "return", "decline")


def desks_of(user: Any, ability: Ability) -> list[int]:
    """The organisations for which this person does that themselves; an ability over those below is not among them."""
    return sorted({held.organization_id for held in held_by(user) if ability in ROLE_TABLE[held.role].own})


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ApplicationQuerySet":
        """Twin of permissions.may_read_application: drafts to those who write them, the rest by reading scope."""
        return self.filter(
            scope_of(user, Ability.EDIT).condition("organization_path")
            | (reading_scope(user).condition("organization_path") & Q(version_number__gt=0))
        )

    def waiting_for(self, user: Any) -> "ApplicationQuerySet":
        """In review and this person's turn: at the reviewer's organisation, the office's desk or the director's."""
        reviewing = desks_of(user, Ability.REVIEW)
        organizing = desks_of(user, Ability.ORGANIZE)
        deciding = desks_of(user, Ability.DECIDE)
        at_organizer = Q(held_by=models.F("program__organizer"))
        # One desk by its key: the index then gives its rows in the order of the list, however many wait there.
        desks = sorted({*reviewing, *organizing, *deciding})
        # Nobody reviews what the same person has submitted.
        mine = self.filter(status=ApplicationStatus.IN_REVIEW, held_by__in=desks).exclude(submitted_by=user.pk)
        return mine.filter(
            (Q(held_by__in=reviewing) & ~at_organizer)
            | (Q(held_by__in=organizing, is_screened=False) & at_organizer)
            | (Q(held_by__in=deciding, is_screened=True) & at_organizer)
        )

    def written_by(self, user: Any) -> "ApplicationQuerySet":
        """Of the organisations for which this person writes."""
        return self.filter(scope_of(user, Ability.EDIT).condition("organization_path"))

    def handled_by(self, user: Any) -> "ApplicationQuerySet":
        """On which this person has spoken as a reviewer."""
        from brands.models import ApplicationEvent

        events = ApplicationEvent.objects.filter(actor=user.pk, step__in=REVIEW_STEPS)
        return self.filter(pk__in=events.values("subject"))

    def returned(self) -> "ApplicationQuerySet":
        """Turned back: to be changed, or to be filed anew."""
        changing = Q(status=ApplicationStatus.DRAFT, version_number__gt=0)
        return self.filter(changing | Q(status=ApplicationStatus.DECLINED))

    def accepted(self) -> "ApplicationQuerySet":
        return self.filter(status=ApplicationStatus.ACCEPTED)

    def with_reviewer(self) -> "ApplicationQuerySet":
        """`has_reviewer`: the level whose turn it is has somebody else than the submitter who may review."""
        from branches.models import RoleAssignment

        able = RoleAssignment.objects.lending(Ability.REVIEW).filter(organization=OuterRef("held_by"))
        return self.annotate(has_reviewer=Exists(able.exclude(user=OuterRef("submitted_by"))))

    def in_review(self) -> "ApplicationQuerySet":
        return self.filter(status=ApplicationStatus.IN_REVIEW)

    def drafts(self) -> "ApplicationQuerySet":
        return self.filter(status=ApplicationStatus.DRAFT)
