"""Promises that are past due: what waits for a branch's secretary."""

from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from branches.enums import Ability
from brands.models import Commitment
from brands.selectors.workbench import NEXT, Due, Source


def next_commitments(rows: QuerySet[Commitment]) -> list[Due]:
    """Whatever has been due longest comes first."""
    found = rows.order_by("due_on", "pk")[:NEXT]
    return [
        Due(row.text, "brands:commitment_detail", row.pk, f"{row.due_on:%Y-%m-%d}到期", _over(row.due_on))
        for row in found
    ]


def _over(due_on: date) -> datetime:
    """The first moment at which it can be said whether the promise was kept."""
    return timezone.make_aware(datetime.combine(due_on + timedelta(days=1), time()))


SOURCES = (
    Source(
        key="commitments",
        label="到期待评定承诺",
        icon="hand-thumbs-up",
        url_name="brands:commitment_list",
        query="status=due",
        abilities=(Ability.SUBMIT,),
        rows=lambda user: Commitment.objects.to_check(user),
        next_rows=next_commitments,
        menu="activities",
    ),
)
