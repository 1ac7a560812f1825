"""Takes out of the database's files what rows once held: former versions of the boxes, spent codes."""

from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from assessments.enums.survey import SurveyStatus
from assessments.models import BallotBox, SealedCode, Survey

LATELY = timedelta(days=2)


def seal_storage(*, dry_run: bool = False) -> bool:
    """Rewrites the two tables' files while a survey runs and after its close; False when there was nothing to do.

    PostgreSQL keeps former versions of a row, with the transactions that ended them, until its files are rewritten;
    SQLite overwrites what is deleted (secure_delete) but keeps it in its log until that is emptied.
    """
    if connection.in_atomic_block:
        raise transaction.TransactionManagementError("files are rewritten outside of transactions")
    ended = Q(status__in=[SurveyStatus.CLOSED, SurveyStatus.CANCELLED], updated_at__gte=timezone.now() - LATELY)
    if not Survey.objects.filter(Q(status=SurveyStatus.OPEN) | ended).exists():
        return False
    if dry_run:
        return True
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for model in (BallotBox, SealedCode):
                cursor.execute(f"VACUUM (FULL) {connection.ops.quote_name(model._meta.db_table)}")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return True
