"""The office's list of overdue phases with few and with a hundred thousand of them."""

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from statistics import median

from django.db import connection
from django.db.models.functions import Mod
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from branches.enums import Role
from brands.models import PhaseRecord, Program
from tests.bench.databases import fresh_database
from tests.bench.life import make_brands
from tests.factories.branches import person

SIZES = (3, 100_000)
TIMES = 5
MOST_QUERIES = 12
SPREAD = 200  # days since the last one ended
TABS = ("overdue", "open", "waiting")


def measure(sizes: tuple[int, ...] = SIZES, *, say: Callable[[str], None] = print) -> dict[str, float]:
    numbers: dict[str, float] = {}
    for size in sizes:
        with fresh_database(f"overdue_{size}"):
            make_brands(size)
            say(f"  {size:,} overdue phases written")
            numbers |= lists(size)
    return numbers


def lists(size: int) -> dict[str, float]:
    """Milliseconds and queries of the lists, in the office's name, all the phases being overdue."""
    today = timezone.localdate()
    for rest in range(20):
        late = PhaseRecord.objects.annotate(rest=Mod("pk", 20)).filter(rest=rest)
        late.update(starts_on=today - timedelta(days=400), due_on=today - timedelta(days=1 + SPREAD * rest // 20))
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    client = Client()
    client.force_login(person(Role.OFFICE, Program.objects.get().organizer))
    numbers: dict[str, float] = {}
    for tab in TABS:
        address = f"{reverse('brands:phase_list')}?tab={tab}"
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
        numbers[f"phases_{tab}_queries_{size}"] = len(captured)
        numbers[f"phases_{tab}_ms_{size}"] = round(median(_timed(client, address) for _ in range(TIMES)), 1)
    return numbers


def _timed(client: Client, address: str) -> float:
    """Milliseconds of one answer."""
    begun = time.perf_counter()
    client.get(address)
    return (time.perf_counter() - begun) * 1000


def faults(numbers: Mapping[str, float]) -> list[str]:
    """Lists whose number of queries depends on how many are overdue, or is above the limit."""
    found = []
    for tab in TABS:
        queries = {name: number for name, number in numbers.items() if name.startswith(f"phases_{tab}_queries_")}
        if len(set(queries.values())) > 1 or max(queries.values(), default=0) > MOST_QUERIES:
            found.append(f"phases {tab}: {queries}, at most {MOST_QUERIES} queries and the same for every size")
    return found


def table(numbers: Mapping[str, float]) -> Iterator[str]:
    for name, number in numbers.items():
        yield f"{name:<40}{number:12,.1f}"
