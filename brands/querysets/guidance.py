"""Reads of pairings, demonstration sites and visits."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from branches.enums import Ability
from branches.roles import line_of, reading_scope, scope_of
from brands.enums import PairingStatus, VisitStatus


class PairingQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "PairingQuerySet":
        scope = reading_scope(user)
        return self.filter(
            scope.condition("strong_path") | scope.condition("weak_path") | scope.condition("organizer__path")
        )

    def to_agree(self, user: Any) -> "PairingQuerySet":
        """Proposed to a branch whose secretary has said nothing yet."""
        paths = sorted(scope_of(user, Ability.SUBMIT).nodes)
        waiting = Q(strong_path__in=paths, strong_agreed_on=None) | Q(weak_path__in=paths, weak_agreed_on=None)
        return self.filter(waiting, status=PairingStatus.PROPOSED)


class SiteQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "SiteQuerySet":
        """The sites of the user's superiors, and all in the reading scope."""
        return self.filter(reading_scope(user).condition("organization_path") | Q(organizer__path__in=line_of(user)))


class VisitQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "VisitQuerySet":
        scope = reading_scope(user)
        return self.filter(scope.condition("organization_path") | scope.condition("site__organization_path"))

    def to_answer(self, user: Any) -> "VisitQuerySet":
        """Booked, for the host's secretary."""
        paths = sorted(scope_of(user, Ability.SUBMIT).nodes)
        return self.filter(site__organization_path__in=paths, status=VisitStatus.BOOKED)

    def to_report(self, user: Any, today: date) -> "VisitQuerySet":
        """The day has come, and the visitors have not said what they took home."""
        paths = sorted(scope_of(user, Ability.EDIT).nodes)
        return self.filter(organization_path__in=paths, status=VisitStatus.CONFIRMED, visit_on__lte=today)
