"""Whether this server may be sent visitors."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

_migrated = False


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and holds every migration, else 503; no cookie, no cache."""
    try:
        well = is_migrated()
    except DatabaseError:
        well = False
    response = HttpResponse("ok\n" if well else "unavailable\n", status=200 if well else 503, content_type="text/plain")
    response["Cache-Control"] = "no-store"
    response._has_been_logged = True  # type: ignore[attr-defined]  # asked every few seconds: no mail for each 503
    return response


def is_migrated() -> bool:
    """The plan is costly and does not change back while a process lives; afterwards one query is enough."""
    global _migrated
    if _migrated:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return True
    executor = MigrationExecutor(connection)
    _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated
