"""An empty migrated database for each measurement, gone afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

ALIAS = "default"


@contextmanager
def fresh_database(name: str) -> Iterator[BaseDatabaseWrapper]:
    """The project's connection leads to a new database inside the block."""
    before, place = connections[ALIAS], settings.DATABASES[ALIAS]["NAME"]
    own = before.copy()
    own.settings_dict["TEST"] = {**own.settings_dict["TEST"], "NAME": _name(own, name)}
    connections[ALIAS] = own
    try:
        own.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield own
        finally:
            connections[ALIAS] = own
            own.creation.destroy_test_db(place, verbosity=0)
    finally:
        own.close()
        connections[ALIAS] = before
        settings.DATABASES[ALIAS]["NAME"] = place


def use(database: BaseDatabaseWrapper) -> None:
    """What is asked from now on is asked of this one."""
    connections[ALIAS] = database


def _name(database: BaseDatabaseWrapper, name: str) -> str:
    if database.vendor == "postgresql":
        return f"bench_{name}"
    return str(settings.DATA_DIR / f"bench-{name}.sqlite3")
