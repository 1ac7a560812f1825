"""The counts of awards: every unit with how many of each level, also those with none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from branches.models import Organization
from brands.enums import AwardLevel
from brands.models import Award

# The highest first.
LEVELS = sorted(AwardLevel.choices, reverse=True)


@dataclass(frozen=True)
class Tally:
    """One unit's own awards, level by level in the order of LEVELS."""

    organization: Organization
    counts: list[int]

    @property
    def total(self) -> int:
        return sum(self.counts)


def awards_in(user: Any, year: int | None) -> QuerySet[Award]:
    rows = Award.objects.visible_to(user).counted()
    return rows.filter(awarded_on__year=year) if year else rows


def tallies(organizations: Sequence[Organization], user: Any, year: int | None) -> list[Tally]:
    """Of these units, in their order; one query."""
    rows = awards_in(user, year).filter(organization__in=[o.pk for o in organizations]).order_by()
    counted = {
        (organization, level): n
        for organization, level, n in rows.values_list("organization", "level").annotate(n=Count("pk"))
    }
    return [Tally(o, [counted.get((o.pk, level), 0) for level, _ in LEVELS]) for o in organizations]


def totals(user: Any, year: int | None) -> list[tuple[str, int]]:
    """All that the user reads, level by level."""
    counted = dict(awards_in(user, year).order_by().values_list("level").annotate(n=Count("pk")))
    return [(label, counted.get(level, 0)) for level, label in LEVELS]


def award_years(user: Any) -> list[int]:
    days = Award.objects.visible_to(user).counted().dates("awarded_on", "year", order="DESC")
    return [day.year for day in days]
