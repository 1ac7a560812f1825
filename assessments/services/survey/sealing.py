"""Takes out of the database's files what rows once held: former versions of the boxes, spent codes."""

from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from assessments.enums.survey import SurveyStatus
from assessments.models import BallotBox, SealedCode, Survey

LATELY = timedelta(days=2)
PATIENCE = 5  # seconds


def seal_storage(*, dry_run: bool = False) -> bool:
    """Rewrites the two tables' files while a survey runs and after its close; False when there was nothing to do.

    PostgreSQL keeps former versions of a row, with the transactions that ended them, until its files are rewritten.
    VACUUM FULL carries those along that an older snapshot of anybody's might still see; emptying the table and
    filling it again does not. Where somebody reads them for long it fails, and is tried again the next hour.
    SQLite overwrites what is deleted (secure_delete) but keeps it in its log until that is emptied.
    """
    if connection.in_atomic_block:
        raise transaction.TransactionManagementError("files are rewritten outside of transactions")
    ended = Q(status__in=[SurveyStatus.CLOSED, SurveyStatus.CANCELLED], updated_at__gte=timezone.now() - LATELY)
    if not Survey.objects.filter(Q(status=SurveyStatus.OPEN) | ended).exists():
        return False
    if dry_run:
        return True
    if connection.vendor == "postgresql":
        for model in (BallotBox, SealedCode):
            _rewrite(connection.ops.quote_name(model._meta.db_table))
    else:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return True


@transaction.atomic
def _rewrite(table: str) -> None:
    """The living rows in new files and in no order; the lock comes first, so that no ballot falls in between."""
    with connection.cursor() as cursor:
        # Whoever casts a ballot waits behind us: rather later than while a dump is being read.
        cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}s'")
        cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        cursor.execute(f"CREATE TEMPORARY TABLE sealing ON COMMIT DROP AS TABLE {table}")
        cursor.execute(f"TRUNCATE {table}")
        cursor.execute(f"INSERT INTO {table} TABLE sealing ORDER BY random()")
