"""Reads of point plans, months and entries."""

from typing import Any

from django.db import models
from django.db.models import Q

from assessments.enums.point import PointMonthStatus, PointPlanStatus
from branches.enums import Ability
from branches.roles import line_of, scope_of

SHOWN = (PointPlanStatus.IN_FORCE, PointPlanStatus.CLOSED)


class PointPlanQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "PointPlanQuerySet":
        """Twin of permissions.may_read_plan: a draft is the organiser's, the others are known to everybody below."""
        organizing = sorted(scope_of(user, Ability.ORGANIZE).nodes)
        known = Q(organizer__path__in=line_of(user), status__in=SHOWN)
        return self.filter(Q(organizer__path__in=organizing) | known)

    def in_force(self) -> "PointPlanQuerySet":
        return self.filter(status=PointPlanStatus.IN_FORCE)


class PointMonthQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "PointMonthQuerySet":
        """The branch that keeps the accounts; a superior sees figures without names, see selectors.point."""
        return self.filter(scope_of(user, Ability.EDIT).condition("organization_path"))

    def closed(self) -> "PointMonthQuerySet":
        return self.filter(status=PointMonthStatus.CLOSED)


class PointEntryQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "PointEntryQuerySet":
        """Twin of permissions.may_read_entry: whoever keeps the branch's accounts, and the member's own."""
        kept = scope_of(user, Ability.EDIT).condition("organization_path")
        return self.filter(kept | Q(member__user=user.pk)) if user.is_authenticated else self.none()

    def of_year(self, year: int) -> "PointEntryQuerySet":
        """Booked in that year's months."""
        return self.filter(month__year=year)
