"""Reads of schemes and of what is being imported into them."""

from typing import Any

from django.db import models

from assessments.enums.scheme import ImportStage, SchemeStatus
from branches.enums import Ability
from branches.roles import line_of, scope_of

SHOWN = (SchemeStatus.IN_FORCE, SchemeStatus.CLOSED)


class SchemeQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "SchemeQuerySet":
        """In force or closed: of the user's superiors; drafts only to whom may run or decide them."""
        organizers = scope_of(user, Ability.ORGANIZE).nodes | scope_of(user, Ability.DECIDE).nodes
        return self.filter(
            models.Q(organizer__path__in=sorted(organizers))
            | models.Q(organizer__path__in=line_of(user), status__in=SHOWN)
        )

    def organized_by(self, user: Any) -> "SchemeQuerySet":
        """Those whose office the user is."""
        return self.filter(organizer__path__in=sorted(scope_of(user, Ability.ORGANIZE).nodes))

    def in_draft(self) -> "SchemeQuerySet":
        return self.filter(status=SchemeStatus.DRAFT)

    def in_force(self) -> "SchemeQuerySet":
        return self.filter(status=SchemeStatus.IN_FORCE)

    def with_parts(self) -> "SchemeQuerySet":
        """With groups, indicators, flags and grades: a query for each kind of them, however many there are."""
        return self.select_related("organizer", "former").prefetch_related(
            "groups__indicators__flags__overruled_by", "grades"
        )


class IndicatorQuerySet(models.QuerySet):
    def of(self, scheme: Any) -> "IndicatorQuerySet":
        """In the scheme's own order."""
        return self.filter(group__scheme=scheme).select_related("group").order_by("group__order", "order", "pk")


class SchemeImportQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "SchemeImportQuerySet":
        """One's own."""
        return self.filter(actor_id=user.pk) if user.is_authenticated else self.none()

    def open(self) -> "SchemeImportQuerySet":
        return self.filter(stage=ImportStage.OPEN)
