"""Reads of ledgers and their entries."""

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from assessments.enums.ledger import LedgerStatus, PublicationStatus
from branches.enums import Ability
from branches.roles import reading_scope, scope_of
from branches.tree import below, outermost

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

    def for_reading(self) -> "LedgerQuerySet":
        """With what the predicates ask: `is_released` (are the scheme's results out?) and `has_checker`."""
        return self.with_checker().annotate(is_released=released())

    def with_checker(self) -> "LedgerQuerySet":
        """`has_checker`: the superior directly above has somebody who reviews and does not write for the unit."""
        assignments = apps.get_model("branches.RoleAssignment")._default_manager
        reviewing = assignments.lending(Ability.REVIEW).filter(organization=OuterRef("organization__parent"))
        writing = assignments.lending(Ability.EDIT).filter(
            user=OuterRef("user"), organization=OuterRef(OuterRef("organization"))
        )
        return self.annotate(has_checker=Exists(reviewing.exclude(Exists(writing))))

    def released(self) -> "LedgerQuerySet":
        return self.filter(released())

    def to_self_score(self, user: Any) -> "LedgerQuerySet":
        """What the user's own unit still has to fill in."""
        return self.filter(scope_of(user, Ability.EDIT).condition("organization_path"), status=LedgerStatus.OPEN)

    def not_written_by(self, user: Any) -> "LedgerQuerySet":
        """Without the units for which this person writes: nobody decides about the own work."""
        own = scope_of(user, Ability.EDIT)
        return self.exclude(own.condition("organization_path")) if own else self

    def to_check(self, user: Any) -> "LedgerQuerySet":
        """Self-scored, and this person's turn: at the superior directly above, or as the office in its stead."""
        above, organizing = scope_of(user, Ability.REVIEW).nodes, scope_of(user, Ability.ORGANIZE).nodes
        waiting = self.not_written_by(user).filter(status=LedgerStatus.SELF_SCORED)
        turn = Q(organization__parent__path__in=sorted(above))
        if not organizing:
            return waiting.filter(turn)
        stead = Q(scheme__organizer__path__in=sorted(organizing), has_checker=False)
        # Both lie below one's own places: the index on the path gives them without a look at the rest of the tree.
        near = below(outermost(above | organizing), "organization_path")
        return waiting.filter(near).with_checker().filter(turn | stead)

    def to_confirm(self, user: Any) -> "LedgerQuerySet":
        """Checked, and the user decides at the organiser without writing for the unit."""
        deciding = sorted(scope_of(user, Ability.DECIDE).nodes)
        return self.not_written_by(user).filter(status=LedgerStatus.CHECKED, scheme__organizer__path__in=deciding)

    def taking_part(self) -> "LedgerQuerySet":
        return self.exclude(status=LedgerStatus.EXCLUDED)


class LedgerEntryQuerySet(models.QuerySet):
    def in_order(self) -> "LedgerEntryQuerySet":
        """In the scheme's own order, with what a page of the ledger shows of each."""
        rows = self.select_related("indicator__group", "indicator__predecessor")
        return rows.order_by("indicator__group__order", "indicator__order", "pk")
