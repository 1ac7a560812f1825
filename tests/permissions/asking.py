"""Asking an address in somebody's name, with an eye on what the answer says and what was written meanwhile."""

import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.permissions.canaries import text_of
from tests.permissions.table import Row
from tests.permissions.world import World

WRITE = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)', re.IGNORECASE)
# Who came, not what was done: a sign of life of the session.
SILENT = {"django_session"}
TRAIL = {"core_auditentry", "core_audithead"}


@dataclass
class Answer:
    status: int
    text: str
    location: str
    written: set[str]


@contextmanager
def undone():
    """Whatever happens inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def address_of(row: Row, world: World) -> str:
    kwargs: dict[str, Any] = {"step": row.step} if row.step else {}
    if row.thing is not None:
        kwargs |= pk_of(row.name, world.thing(row.thing))
    for part, value in row.extra:
        kwargs[part] = value if isinstance(value, int) else world.thing(value).pk
    return reverse(row.name, kwargs=kwargs) + row.query


def pk_of(name: str, thing: Any) -> dict[str, Any]:
    return {"job_id": thing.pk} if name.startswith("core:job") else {"pk": thing.pk}


def ask(world: World, person: str, method: str, address: str, data: dict[str, Any] | None = None) -> Answer:
    client = world.client(person)
    with CaptureQueriesContext(connection) as captured:
        response = getattr(client, method.lower())(address, data or {}) if method != "GET" else client.get(address)
        text = text_of(response)
    written = {found[1].lower() for query in captured if (found := WRITE.match(query["sql"]))}
    return Answer(response.status_code, text, response.headers.get("Location", ""), written - SILENT)


def named_addresses() -> dict[str, URLPattern]:
    """Every named address of the site; Django's own administration has tests of its own."""
    found: dict[str, URLPattern] = {}

    def walk(patterns: list[Any], prefix: str) -> None:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                if pattern.namespace != "admin":
                    walk(pattern.url_patterns, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
            else:
                found[f"{prefix}{pattern.name}"] = pattern

    walk(get_resolver().url_patterns, "")
    return found
