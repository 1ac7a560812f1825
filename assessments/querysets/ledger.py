"""Reads of ledgers and their entries."""

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from assessments.enums.ledger import LedgerStatus, PublicationStatus
from branches.enums import Ability
from branches.roles import reading_scope, scope_of
from branches.tree import below

OUT = (PublicationStatus.PUBLISHED, PublicationStatus.CLOSED)
# Who works on ledgers of an organisation, as against those who only read what concerns their branch.
WORKING = (Ability.EDIT, Ability.REVIEW, Ability.ORGANIZE, Ability.DECIDE)


def working_nodes(user: Any) -> set[str]:
    return {path for ability in WORKING for path in scope_of(user, ability).nodes}


def released() -> Exists:
    """The scheme's results are out: one publication of it stands."""
    publications = apps.get_model("assessments.LedgerPublication")._default_manager
    return Exists(publications.filter(scheme=OuterRef("scheme"), status__in=OUT))


class LedgerQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "LedgerQuerySet":
        """Twin of permissions.may_read_ledger: the unit that works on it and its superiors; members once it is out."""
        reading = reading_scope(user)
        own = Q(organization_path__in=sorted(working_nodes(user)))
        members = Q(organization_path__in=sorted(reading.nodes)) & Q(released())
        return self.filter(own | below(reading.subtrees, "organization_path") | members)

    def with_release(self) -> "LedgerQuerySet":
        """`is_released`: are the scheme's results out?"""
        return self.annotate(is_released=released())

    def released(self) -> "LedgerQuerySet":
        return self.filter(released())

    def to_self_score(self, user: Any) -> "LedgerQuerySet":
        """What the user's own unit still has to fill in."""
        return self.filter(scope_of(user, Ability.EDIT).condition("organization_path"), status=LedgerStatus.OPEN)

    def to_check(self, user: Any) -> "LedgerQuerySet":
        """Self-scored, and the user reviews at the superior directly above without writing for the unit."""
        above, own = sorted(scope_of(user, Ability.REVIEW).nodes), scope_of(user, Ability.EDIT)
        waiting = self.filter(status=LedgerStatus.SELF_SCORED, organization__parent__path__in=above)
        return waiting.exclude(own.condition("organization_path")) if own else waiting

    def to_confirm(self, user: Any) -> "LedgerQuerySet":
        """Checked, and the user decides at the organiser."""
        deciding = sorted(scope_of(user, Ability.DECIDE).nodes)
        return self.filter(status=LedgerStatus.CHECKED, scheme__organizer__path__in=deciding)

    def taking_part(self) -> "LedgerQuerySet":
        return self.exclude(status=LedgerStatus.EXCLUDED)


class LedgerEntryQuerySet(models.QuerySet):
    def in_order(self) -> "LedgerEntryQuerySet":
        """In the scheme's own order, with what a page of the ledger shows of each."""
        rows = self.select_related("indicator__group", "indicator__predecessor")
        return rows.order_by("indicator__group__order", "indicator__order", "pk")
