"""Measures a year's ledgers: summing up and ranking them all, a branch's page, the committee's table.

Schemes of 25 indicators; every unit's column is confirmed. Time per ledger is to stay flat from the smallest size to
the largest.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from statistics import median

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from assessments.enums.scheme import IndicatorKind, SchemeStatus
from assessments.models import GradeRule, Group, Indicator, Ledger, LedgerEntry, Scheme
from assessments.services.ledger import open_ledgers, settle
from branches.enums import OrganizationKind, Role
from branches.models import Organization, RoleAssignment
from branches.tree import segment
from tests.bench.databases import fresh_database

GROUPS, LINES = 5, 5
MOST_QUERIES = 12
TURNS = 7
BATCH = 5000
FLAT = 1.5
COMMITTEES = 1000  # branches of one committee


def scheme_of(organizer: Organization) -> Scheme:
    scheme = Scheme.objects.create(
        organizer=organizer,
        name="年度考核",
        year=2026,
        status=SchemeStatus.IN_FORCE,
        organization_share=100,
        mass_share=0,
    )
    for order, (name, threshold, quota) in enumerate((("优秀", 90, "1/3"), ("良好", 80, ""), ("合格", None, "")), 1):
        GradeRule.objects.create(scheme=scheme, order=order, name=name, threshold=threshold, quota=quota)
    for group in range(GROUPS):
        row = Group.objects.create(scheme=scheme, order=group, name=f"类别{group + 1}")
        Indicator.objects.bulk_create(
            Indicator(group=row, order=n, name=f"指标{group + 1}-{n + 1}", kind=IndicatorKind.BASE, maximum=4)
            for n in range(LINES)
        )
    return scheme


def country_of(units: int) -> tuple[Scheme, dict[str, User]]:
    """So many branches under committees of a thousand, all confirmed."""
    kind = OrganizationKind
    top = _organization("top", kind.WORKING_COMMITTEE, None, segment(1))
    parents = [
        _organization(f"committee{n}", kind.COMMITTEE, top, top.path + segment(n))
        for n in range(1, -(-units // COMMITTEES) + 1)
    ]
    Organization.objects.bulk_create(
        (
            Organization(
                name=f"第{n}党支部", short_name=f"第{n}党支部", code=f"B{n}", kind=kind.BRANCH,
                parent=parents[n // COMMITTEES], path=parents[n // COMMITTEES].path + segment(n % COMMITTEES + 1),
            )
            for n in range(units)
        ),
        batch_size=BATCH,
    )  # fmt: skip
    scheme = scheme_of(top)
    open_ledgers(scheme)
    _confirm(scheme)
    people = {"office": (Role.OFFICE, top), "secretary": (Role.SECRETARY, Organization.objects.get(code="B0"))}
    found = {}
    for name, (role, organization) in people.items():
        found[name] = User.objects.create_user(f"bench-{name}", name=name, must_change_password=False)
        RoleAssignment.objects.create(user=found[name], organization=organization, role=role, starts_on="2020-01-01")
    return scheme, found


def _organization(code: str, kind: str, parent: Organization | None, path: str) -> Organization:
    return Organization.objects.create(name=code, short_name=code, code=code, kind=kind, parent=parent, path=path)


def _confirm(scheme: Scheme) -> None:
    """As the services leave them, written in bulk."""
    lines = list(Indicator.objects.of(scheme).values_list("pk", flat=True))
    Ledger.objects.filter(scheme=scheme).update(status="confirmed", self_score=90)
    entries: list[LedgerEntry] = []
    for number, pk in enumerate(Ledger.objects.filter(scheme=scheme).order_by("pk").values_list("pk", flat=True)):
        for place, line in enumerate(lines):
            points = Decimal(2 + (number * 7 + place * 3) % 9) / 4
            entries.append(
                LedgerEntry(ledger_id=pk, indicator_id=line, self_points=points, superior_points=points,
                            confirmed_points=points)
            )  # fmt: skip
        if len(entries) >= BATCH:
            LedgerEntry.objects.bulk_create(entries)
            entries = []
    LedgerEntry.objects.bulk_create(entries)


def settled_in(scheme: Scheme) -> tuple[float, float]:
    """Seconds for totals, ranks and grades of the whole scheme: on the clock, and of this process alone."""
    begun, spent = time.perf_counter(), time.process_time()
    outcome = settle(Scheme.objects.select_related("organizer").get(pk=scheme.pk), actor=None)
    with transaction.atomic():
        outcome.effect()
    return time.perf_counter() - begun, time.process_time() - spent


def pages_of(scheme: Scheme, people: Mapping[str, User]) -> dict[str, tuple[User, str]]:
    own = Ledger.objects.get(scheme=scheme, organization__code="B0")
    table = reverse("assessments:scheme_ledgers", args=[scheme.pk])
    return {
        "ledger_secretary": (people["secretary"], reverse("assessments:ledger_detail", args=[own.pk])),
        "ledger_table": (people["office"], table),
        "ledger_table_by_score": (people["office"], f"{table}?order=score"),
        "ledger_list_office": (people["office"], reverse("assessments:ledger_list")),
    }


def measure(sizes: list[int], *, turns: int = TURNS, say: Callable[[str], None] = print) -> dict[str, float]:
    """Seconds of a settlement, milliseconds for each ledger, and the pages' medians and queries at each size.

    The ratio is one of processor time: what else the machine does meanwhile is no growth.
    """
    result: dict[str, float] = {}
    for size in sizes:
        with fresh_database(f"ledgers_{size}"):
            result |= measured(size, turns=turns, say=say)
    small, large = min(sizes), max(sizes)
    if small != large:
        ratio = result[f"ledger_settle_cpu_ms_each_{large}"] / result[f"ledger_settle_cpu_ms_each_{small}"]
        result["ledger_settle_ratio"] = round(ratio, 2)
    return result


def measured(size: int, *, turns: int, say: Callable[[str], None] = print) -> dict[str, float]:
    begun = time.perf_counter()
    scheme, people = country_of(size)
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    say(f"  {size:,} ledgers written in {time.perf_counter() - begun:.0f} s")
    seconds, spent = settled_in(scheme)
    result = {
        f"ledger_settle_s_{size}": round(seconds, 2),
        f"ledger_settle_ms_each_{size}": round(seconds * 1000 / size, 3),
        f"ledger_settle_cpu_ms_each_{size}": round(spent * 1000 / size, 3),
    }
    for name, (user, address) in pages_of(scheme, people).items():
        client = Client()
        client.force_login(user)
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)
        queries = float(len(captured))  # now: the next request empties the log
        if response.status_code != 200:
            raise RuntimeError(f"{name}: {address} answered {response.status_code}")
        times = []
        for _ in range(turns):
            start = time.perf_counter()
            client.get(address)
            times.append((time.perf_counter() - start) * 1000)
        result |= {f"{name}_queries_{size}": queries, f"{name}_ms_{size}": round(median(times), 1)}
    return result


def faults(result: Mapping[str, float], sizes: list[int]) -> list[str]:
    """Pages that ask more than they may, or more with more ledgers; a settlement that grows faster than they do."""
    found = []
    names = sorted({key.split("_queries_")[0] for key in result if "_queries_" in key})
    for name in names:
        counts = {size: int(result[f"{name}_queries_{size}"]) for size in sizes}
        if len(set(counts.values())) > 1:
            found.append(f"{name}: the number of queries depends on the size ({counts})")
        if max(counts.values()) > MOST_QUERIES:
            found.append(f"{name}: {max(counts.values())} queries, at most {MOST_QUERIES} are allowed")
    if result.get("ledger_settle_ratio", 1) > FLAT:
        found.append(f"settling: {result['ledger_settle_ratio']} times as long for each ledger at the largest size")
    return found


def table(result: Mapping[str, float], sizes: list[int]) -> Iterator[str]:
    yield f"{'a year of ledgers':<34}" + "".join(f"{size:>14,}" for size in sizes)
    yield f"{'settled, seconds':<34}" + "".join(f"{result[f'ledger_settle_s_{size}']:>14.2f}" for size in sizes)
    for key, words in (("ms", "ms for each ledger"), ("cpu_ms", "of it our own processor time")):
        each = "".join(f"{result[f'ledger_settle_{key}_each_{size}']:>14.3f}" for size in sizes)
        yield f"{words:<34}{each}"
    for name in sorted({key.split("_queries_")[0] for key in result if "_queries_" in key}):
        cells = [f"{result[f'{name}_ms_{n}']:.1f} ms/{result[f'{name}_queries_{n}']:.0f} q" for n in sizes]
        yield f"{name:<34}" + "".join(f"{cell:>14}" for cell in cells)
