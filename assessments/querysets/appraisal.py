"""Reads of democratic appraisals."""

from typing import Any

from django.db import models
from django.db.models import Q

from assessments.enums.point import AppraisalStatus
from branches.enums import Ability
from branches.roles import reading_scope, scope_of
from branches.tree import below


class AppraisalQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "AppraisalQuerySet":
        """Twin of permissions.may_read_appraisal: the branch that holds it; its superiors once it is handed in."""
        kept = scope_of(user, Ability.EDIT).condition("organization_path")
        handed_in = ~Q(status=AppraisalStatus.DRAFT) & below(reading_scope(user).subtrees, "organization_path")
        return self.filter(kept | handed_in)

    def to_approve(self, user: Any) -> "AppraisalQuerySet":
        """Handed in, and the user reviews at the superior directly above without writing for the branch."""
        above, own = sorted(scope_of(user, Ability.REVIEW).nodes), scope_of(user, Ability.EDIT)
        waiting = self.filter(status=AppraisalStatus.SUBMITTED, organization__parent__path__in=above)
        return waiting.exclude(own.condition("organization_path")) if own else waiting
