"""A ledger for every assessed unit of a scheme, opened in bulk when its scoring starts."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from assessments.enums.scheme import SchemeStatus
from assessments.models import Ledger, Scheme
from branches.models import Organization
from branches.tree import below
from core.audit import record
from core.enums import AuditKind
from core.jobs import enqueue
from core.models import Job

BATCH = 1000
OPEN_JOB = "assessments.open_ledgers"


def begin_ledgers(scheme: Scheme, *, actor: Any) -> Job:
    """To be called in the transaction in which the scheme's scoring starts."""
    return enqueue(OPEN_JOB, f"建立台账：{scheme}", {"scheme": scheme.pk}, actor)


def assessed(scheme: Scheme) -> Any:
    """The units that the scheme is for, in the fixed order of the tree."""
    rows = Organization.objects.active().filter(below([scheme.organizer.path]), kind=scheme.assesses)
    return rows.exclude(pk=scheme.organizer_id).order_by("path")


def open_ledgers(
    scheme: Scheme, *, actor: Any = None, progress: Callable[[int, int], None] = lambda done, total: None
) -> int:
    """One open ledger for each assessed unit that has none; how many were opened. May be run again at any time."""
    if scheme.status != SchemeStatus.IN_FORCE:
        return 0
    units = assessed(scheme).exclude(ledgers__scheme=scheme).values_list("pk", "path")
    total, done, after = units.count(), 0, ""
    while rows := list(units.filter(path__gt=after)[:BATCH]):
        after = rows[-1][1]
        with transaction.atomic():
            # Read again under lock: a unit that moved meanwhile is written where it stands now.
            places = Organization.objects.select_for_update(no_key=True).filter(pk__in=[pk for pk, _ in rows])
            Ledger.objects.bulk_create(
                (
                    Ledger(scheme=scheme, organization_id=pk, organization_path=path, year=scheme.year)
                    for pk, path in places.order_by("path").values_list("pk", "path")
                ),
                ignore_conflicts=True,
            )
        done += len(rows)
        progress(done, max(done, total))
    if done:
        record(AuditKind.CHANGE, "建立考核台账", actor=actor, subject=scheme, details={"ledgers": done})
    return done
