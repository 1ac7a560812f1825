"""Reads of good deeds: consent decides who."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from branches.enums import Ability
from branches.roles import reading_scope, scope_of
from brands.enums import DeedStatus
from core.models import PublishableQuerySet


def consent_in_force(on: date | None = None) -> Q:
    """The person has consented, has not taken it back, and the last day is not over."""
    day = on or timezone.localdate()
    return Q(consented_on__lte=day, consent_until__gte=day, consent_withdrawn_on__isnull=True)


class DeedQuerySet(PublishableQuerySet):
    def visible_to(self, user: Any) -> "DeedQuerySet":
        """Twin of permissions.may_read_deed: who keeps it always, other readers while the consent is in force."""
        kept = scope_of(user, Ability.EDIT).condition("organization_path")
        return self.filter(kept | (reading_scope(user).condition("organization_path") & consent_in_force()))

    def with_consent(self, on: date | None = None) -> "DeedQuerySet":
        return self.filter(consent_in_force(on))

    def public(self, on: Any = None) -> "DeedQuerySet":
        """Approved for the public, and the person still agrees."""
        at = on or timezone.now()
        return super().public(at).filter(consent_in_force(timezone.localdate(at)), status=DeedStatus.PUBLISHED)

    def to_screen(self, user: Any) -> "DeedQuerySet":
        """Proposed for publication at programs whose office the user is."""
        mine = sorted(scope_of(user, Ability.ORGANIZE).nodes)
        return self.with_consent().filter(status=DeedStatus.PROPOSED, brand__program__organizer__path__in=mine)

    def to_approve(self, user: Any) -> "DeedQuerySet":
        """Checked by somebody else, for the director; nobody approves what the same person has checked."""
        mine = sorted(scope_of(user, Ability.DECIDE).nodes)
        checked = self.with_consent().filter(status=DeedStatus.CHECKED, brand__program__organizer__path__in=mine)
        return checked.exclude(secrecy_checked_by=user.pk)
