"""What a publication tells whom: rows within its range, and of each no more than it says."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from assessments.models import Ledger, LedgerPublication
from assessments.permissions.ledger import SETTLED, may_run_scheme
from assessments.selectors.ledger import number
from branches.roles import ADMINISTRATORS, held_by, reading_scope
from branches.tree import PATH_STEP, below
from core.enums import PublicationRange
from core.paging import Page, paginate

PER_PAGE = 50
WIDE = (PublicationRange.ALL_UNITS, PublicationRange.PUBLIC)


@dataclass(frozen=True)
class ResultRow:
    """One unit's result as this reader may know it."""

    ledger: Ledger
    grade: str
    total: str
    rank: str
    is_own: bool


def own_rows(user: Any) -> Q:
    """Of the units that the user reads anyway: the own branch, and everything below a superior."""
    return reading_scope(user).condition("organization_path")


def in_range(publication: LedgerPublication, user: Any) -> QuerySet[Ledger]:
    """The ledgers whose results this person may read in this publication."""
    rows = Ledger.objects.filter(scheme=publication.scheme_id, status__in=SETTLED)
    if may_run_scheme(user, publication.scheme) or publication.publication_range in WIDE:
        return rows
    if publication.publication_range == PublicationRange.UNIT:
        return rows.filter(own_rows(user) | below(units_of(publication, user), "organization_path"))
    return rows.filter(own_rows(user))


def units_of(publication: LedgerPublication, user: Any) -> list[str]:
    """The parts of the tree directly below the organiser to which this person belongs."""
    top = publication.scheme.organizer.path
    working = [held.path for held in held_by(user) if held.role not in ADMINISTRATORS]
    return sorted({path[: len(top) + PATH_STEP] for path in working if path.startswith(top) and path != top})


def results_page(request: HttpRequest, publication: LedgerPublication, user: Any) -> Page:
    rows = in_range(publication, user).select_related("organization__parent")
    order = ("organization_path", "pk")
    return paginate(request, rows, order=order, per_page=PER_PAGE)


def results_for(publication: LedgerPublication, ledgers: list[Ledger], user: Any) -> list[ResultRow]:
    """Totals of others only where the publication shows them; one's own always."""
    is_run, scope = may_run_scheme(user, publication.scheme), reading_scope(user)
    found = []
    for ledger in ledgers:
        is_own = scope.covers(ledger.organization_path)
        is_told = is_run or is_own or publication.shows_totals
        found.append(
            ResultRow(
                ledger=ledger,
                grade=ledger.grade or "—",
                total=number(ledger.total) if is_told else "",
                rank=str(ledger.rank) if is_told and ledger.is_ranked else "",
                is_own=is_own,
            )
        )
    return found


def public_rows(publication: LedgerPublication) -> list[tuple[str, list[str]]]:
    """For anybody: each grade with the names of its units in the order of the tree, and nothing else."""
    rows = Ledger.objects.filter(scheme=publication.scheme_id, status__in=SETTLED).exclude(grade="")
    grades = list(publication.scheme.grades.order_by("order", "pk").values_list("name", flat=True))
    found: dict[str, list[str]] = {name: [] for name in grades}
    for grade, name in rows.order_by("organization_path", "pk").values_list("grade", "organization__name"):
        found.setdefault(grade, []).append(name)
    return [(grade, names) for grade, names in found.items() if names]
