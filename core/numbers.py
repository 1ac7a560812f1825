"""Numbers without gaps: one number, one document, also when two people issue at once or a process dies."""

from django.db import connection, transaction

from core.models import NumberSeries


def next_number(key: str) -> int:
    """The next number of the series, taken inside the caller's transaction; given back when that fails."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a number is taken in the transaction that uses it")
    series, _ = NumberSeries.objects.select_for_update().get_or_create(key=key)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last
