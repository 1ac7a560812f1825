"""Reads of programs."""

from typing import Any

from django.db import models

from branches.enums import Ability
from branches.roles import line_of, scope_of
from brands.enums import ProgramStatus


class ProgramQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ProgramQuerySet":
        """Begun programs of the user's superiors; programs in preparation only to whom may run or decide them."""
        organizers = scope_of(user, Ability.ORGANIZE).nodes | scope_of(user, Ability.DECIDE).nodes
        return self.filter(
            models.Q(organizer__path__in=sorted(organizers))
            | (models.Q(organizer__path__in=line_of(user)) & ~models.Q(status=ProgramStatus.PREPARING))
        )

    def open(self) -> "ProgramQuerySet":
        return self.filter(status=ProgramStatus.OPEN)
