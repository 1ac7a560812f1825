"""Reads of programs."""

from typing import Any

from django.db import models

from branches.enums import Ability
from branches.roles import held_by, scope_of
from branches.tree import ancestor_paths
from brands.enums import ProgramStatus


class ProgramQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ProgramQuerySet":
        """Begun programs of the user's superiors; programs in preparation only to whom may run or decide them."""
        paths = {path for held in held_by(user) for path in ancestor_paths(held.path, include_self=True)}
        organizers = scope_of(user, Ability.ORGANIZE).nodes | scope_of(user, Ability.DECIDE).nodes
        return self.filter(
            models.Q(organizer__path__in=sorted(organizers))
            | (models.Q(organizer__path__in=sorted(paths)) & ~models.Q(status=ProgramStatus.PREPARING))
        )

    def open(self) -> "ProgramQuerySet":
        return self.filter(status=ProgramStatus.OPEN)
