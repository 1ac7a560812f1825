"""A brand's archive with few and with many entries, and the morning's reminders over many brands."""

import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from statistics import median

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from branches.enums import OrganizationKind, Role
from branches.models import Organization, RoleAssignment
from branches.paths import child_path
from brands.enums import PhaseRecordStatus
from brands.models import Brand, Message, PhaseRecord, Program
from brands.services.reminder import remind
from tests.bench.databases import fresh_database
from tests.factories.branches import OrganizationFactory, person
from tests.factories.brands import BrandFactory, ProgramFactory
from tests.factories.history import make_history

ENTRIES = (3, 2000)
TIMES = 5
BATCH = 2000
MOST_QUERIES = 12
FLAT = 1.3  # the peak of memory over ten times the brands may not be more than so many times as high


def measure(sizes: tuple[int, ...] = (10_000, 100_000), *, say: Callable[[str], None] = print) -> dict[str, float]:
    numbers: dict[str, float] = {}
    with fresh_database("archive"):
        numbers |= archive()
    for size in sizes:
        with fresh_database(f"reminders_{size}"):
            begun = time.perf_counter()
            make_brands(size)
            say(f"  {size:,} brands with a secretary each written in {time.perf_counter() - begun:.0f} s")
            numbers |= reminders(size)
    return numbers


def archive(entries: tuple[int, ...] = ENTRIES) -> dict[str, float]:
    """Milliseconds and queries of the page, for a brand with so many entries."""
    numbers: dict[str, float] = {}
    program = ProgramFactory()
    office = person(Role.OFFICE, program.organizer)
    client = Client()
    client.force_login(office)
    for count in entries:
        brand = BrandFactory(program=program)
        make_history(brand, office, count)
        address = reverse("brands:archive", args=[brand.pk])
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        numbers[f"archive_queries_{count}"] = len(captured)
        numbers[f"archive_ms_{count}"] = round(median(_timed(lambda: client.get(address)) for _ in range(TIMES)), 1)  # noqa: B023
    return numbers


def make_brands(size: int) -> None:
    """Branches with a secretary, a brand and an open phase each; every thirtieth phase ends today, and so on."""
    program: Program = ProgramFactory(organizer=OrganizationFactory(kind=OrganizationKind.WORKING_COMMITTEE), phases=1)
    phase, today = program.phases.get(), timezone.localdate()
    for start in range(0, size, BATCH):
        numbers = range(start + 1, min(start + BATCH, size) + 1)
        branches = Organization.objects.bulk_create(
            Organization(
                name=f"第{n}党支部", short_name=f"第{n}支部", code=f"B{n}", kind=OrganizationKind.BRANCH,
                parent=program.organizer, path=child_path(program.organizer.path, n),
            )
            for n in numbers
        )  # fmt: skip
        users = User.objects.bulk_create(User(username=f"b{n}", name=f"书记{n}", password="!") for n in numbers)
        RoleAssignment.objects.bulk_create(
            RoleAssignment(user=user, organization=branch, role=Role.SECRETARY, starts_on=today)
            for user, branch in zip(users, branches, strict=True)
        )
        brands = Brand.objects.bulk_create(
            Brand(program=program, organization=b, organization_path=b.path, name=f"品牌{b.pk}", accepted_on=today)
            for b in branches
        )
        PhaseRecord.objects.bulk_create(
            PhaseRecord(
                brand=brand, organization_path=brand.organization_path, phase=phase, status=PhaseRecordStatus.OPEN,
                starts_on=today - timedelta(days=90), due_on=today + timedelta(days=place % 30),
            )
            for place, brand in enumerate(brands)
        )  # fmt: skip


def reminders(size: int) -> dict[str, float]:
    """The peak of what a dry run holds in memory, then seconds and messages of the run itself, and of the next."""
    tracemalloc.start()
    remind(dry_run=True)
    peak = tracemalloc.get_traced_memory()[1] / 1024 / 1024
    tracemalloc.stop()
    seconds = _timed(remind) / 1000
    written = Message.objects.count()
    again = remind().messages
    return {
        f"reminders_peak_mb_{size}": round(peak, 1),
        f"reminders_seconds_{size}": round(seconds, 1),
        f"reminders_messages_{size}": written,
        f"reminders_messages_again_{size}": again,
    }


def _timed(act: Callable[[], object]) -> float:
    """Milliseconds."""
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


def faults(numbers: Mapping[str, float]) -> list[str]:
    found = []
    queries = {name: number for name, number in numbers.items() if name.startswith("archive_queries_")}
    if len(set(queries.values())) > 1 or max(queries.values(), default=0) > MOST_QUERIES:
        found.append(f"archive: {queries}, at most {MOST_QUERIES} queries and the same for every size")
    peaks = [number for name, number in numbers.items() if name.startswith("reminders_peak_mb_")]
    if peaks and max(peaks) > FLAT * peaks[0]:
        found.append(f"reminders: memory grows with the brands ({peaks} MB)")
    if again := sum(number for name, number in numbers.items() if "_again_" in name):
        found.append(f"reminders: a second run wrote {again:.0f} more")
    return found


def table(numbers: Mapping[str, float]) -> Iterator[str]:
    for name, number in numbers.items():
        yield f"{name:<40}{number:12,.1f}"
