"""What a new secretary takes over: open tasks, dates ahead, where things stand, who is who, what was decided."""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse

from branches.enums import Ability, Role
from branches.models import Organization, Post, RoleAssignment, Term
from branches.roles import Held, has_ability
from branches.tree import ancestor_paths
from brands.models import Application, Brand
from brands.selectors.archive import Entry, archive_entries
from brands.selectors.reminder import DueRow, dates_of, seen_by
from brands.selectors.workbench import Count, bounded_counts, sources_for

AHEAD = 400  # days: a year and the month in which the next plan is due
DATES_MOST, DECISIONS_MOST, PEOPLE_MOST, REVIEWED_MOST = 60, 15, 60, 5
# What others have decided about the branch, of all that the archive holds.
DECISIONS = ("review", "brand", "phase", "finding_step", "guidance", "honour_step", "document", "recheck_step")


class Desk:
    """Stands for whoever is secretary of an organisation: what waits for this desk waits for the next one, too."""

    pk = 0
    is_authenticated = is_active = True

    def __init__(self, organization: Organization) -> None:
        self._held = (Held(Role.SECRETARY, organization.pk, organization.path),)


@dataclass(frozen=True)
class OpenTask:
    """A kind of work that waits at the branch; the address is for those whose work it is."""

    label: str
    count: Count
    url: str | None


@dataclass(frozen=True)
class Handover:
    organization: Organization
    tasks: list[OpenTask]
    under_review: list[Application]
    dates: list[DueRow]
    brands: list[Brand]
    posts: list[Post]
    roles: list[RoleAssignment]
    decisions: list[Entry]


def handover_of(organization: Organization, user: Any) -> Handover:
    """As far as this reader may see it; the number of queries does not depend on how much there is."""
    brands = Brand.objects.visible_to(user).filter(organization=organization)
    rows = list(brands.select_related("program", "phase").order_by("-accepted_on", "-pk")[:5])
    return Handover(
        organization=organization,
        tasks=_tasks(organization, user),
        under_review=list(
            Application.objects.visible_to(user)
            .filter(organization=organization)
            .in_review()
            .select_related("held_by")
            .order_by("held_since", "pk")[:REVIEWED_MOST]
        ),
        dates=dates_of(organization.path, user, DATES_MOST, ahead=AHEAD),
        brands=rows,
        posts=_posts(organization),
        roles=_roles(organization),
        decisions=archive_entries(user, rows[0], keys=DECISIONS, limit=DECISIONS_MOST) if rows else [],
    )


def _tasks(organization: Organization, user: Any) -> list[OpenTask]:
    """From the sources of the workbench, asked for the desk and cut down to what the reader may see."""
    desk = Desk(organization)
    sources = sources_for(desk)
    counts = bounded_counts(user, {source.key: seen_by(user, source.rows(desk)) for source in sources})
    is_theirs = has_ability(user, Ability.EDIT, organization)
    return [
        OpenTask(
            source.label,
            counts[source.key],
            reverse(source.url_name) + (f"?{source.query}" if source.query else "") if is_theirs else None,
        )
        for source in sources
        if counts.get(source.key)
    ]


def _posts(organization: Organization) -> list[Post]:
    """The committee as it sits now."""
    last = Term.objects.filter(organization=OuterRef("term__organization")).order_by("-elected_on", "-pk")
    rows = Post.objects.filter(term__organization=organization, term=Subquery(last.values("pk")[:1]))
    return list(rows.select_related("member", "term").order_by("pk")[:PEOPLE_MOST])


def _roles(organization: Organization) -> list[RoleAssignment]:
    """Who writes for the branch, who reviews above it, the office and the director; nearest first."""
    above = ancestor_paths(organization.path)
    at_branch = Q(organization=organization, role__in=[Role.SECRETARY, Role.CLERK])
    superiors = Q(organization__path__in=above, role__in=[Role.REVIEWER, Role.OFFICE, Role.DIRECTOR])
    rows = RoleAssignment.objects.in_force().filter(at_branch | superiors, user__is_active=True)
    rows = rows.filter(organization__is_active=True).select_related("user", "organization")
    return list(rows.order_by("-organization__path", "role", "pk")[:PEOPLE_MOST])
