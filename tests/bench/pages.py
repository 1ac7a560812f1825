"""Measures pages over countries of several sizes: medians, numbers of queries, blocks read, and how they grow.

The sizes take turns, page by page, so that whatever else the machine does weighs on all of them.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median

from django.core.cache import cache
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from branches.enums import Role
from brands.demo.country import make_country
from brands.enums import ApplicationStatus
from brands.models import Application, Brand
from core.similarity import bigrams
from tests.bench.blocks import blocks_read
from tests.bench.databases import fresh_database, use

MOST_QUERIES = 12
TURNS, TIMES = 6, 4
FLAT = 1.5  # a page that takes so many times as long over ten times the rows is worth a look
TRIVIAL = "healthz"


@dataclass(frozen=True)
class Asked:
    """A page as one person asks for it; `uncached`: nothing is kept ready for it."""

    user: User | None
    address: str
    uncached: bool = False


@dataclass
class Site:
    """One country in its database, with a logged-in client for each person."""

    database: BaseDatabaseWrapper
    pages: Mapping[str, Asked]
    clients: dict[int | None, Client]

    def ask(self, name: str) -> float:
        """Milliseconds of one answer."""
        page = self.pages[name]
        client = self.clients[page.user.pk if page.user else None]
        if page.uncached:
            cache.clear()
        begun = time.perf_counter()
        response = client.get(page.address)
        taken = (time.perf_counter() - begun) * 1000
        if response.status_code != 200:
            raise RuntimeError(f"{name}: {page.address} answered {response.status_code}")
        return taken

    def work(self, name: str) -> dict[str, int]:
        """Numbers of queries and, on PostgreSQL, of blocks read."""
        with CaptureQueriesContext(connection) as captured:
            self.ask(name)
        work = {"queries": len(captured)}
        if connection.vendor == "postgresql":
            work["blocks"] = blocks_read(query["sql"] for query in captured.captured_queries)
        return work


def person(role: Role) -> User:
    return User.objects.get(username=f"scale-{role}")


def pages_of() -> dict[str, Asked]:
    """The office and the director read everything; the reviewer stands above a few branches, the secretary in one.

    Review lists, and the applications opened by those who review, are what waits for the person.
    """
    office, director, reviewer, secretary = map(person, (Role.OFFICE, Role.DIRECTOR, Role.REVIEWER, Role.SECRETARY))
    in_review = Application.objects.filter(status=ApplicationStatus.IN_REVIEW).order_by("pk")
    brand = Brand.objects.public().order_by("pk")[0]
    workbench, applications, wall = map(reverse, ("brands:workbench", "brands:application_list", "boards:wall"))

    def detail(rows: QuerySet[Application]) -> str:
        return reverse("brands:application_detail", args=[rows[0].pk])

    return {
        TRIVIAL: Asked(None, reverse("healthz")),
        "workbench": Asked(office, workbench),
        "workbench_director": Asked(director, workbench),
        "workbench_reviewer": Asked(reviewer, workbench),
        "workbench_secretary": Asked(secretary, workbench),
        "review_list": Asked(office, f"{applications}?tab=waiting"),
        "review_list_director": Asked(director, f"{applications}?tab=waiting"),
        "review_list_reviewer": Asked(reviewer, f"{applications}?tab=waiting"),
        "application": Asked(office, detail(in_review.filter(is_screened=False, held_by__parent=None))),
        "application_director": Asked(director, detail(in_review.filter(is_screened=True))),
        "application_secretary": Asked(secretary, detail(Application.objects.written_by(secretary).order_by("pk"))),
        "brand_list": Asked(office, reverse("brands:brand_list")),
        "brand": Asked(office, reverse("brands:brand_detail", args=[brand.pk])),
        # Every brand's first phase ended long ago: the list is as long as the country has brands.
        "phase_overdue": Asked(office, f"{reverse('brands:phase_list')}?tab=overdue"),
        "wall": Asked(None, wall, uncached=True),
        "wall_cached": Asked(None, wall),
        "wall_page_2": Asked(None, f"{wall}?page=2", uncached=True),
        "wall_level": Asked(None, f"{wall}?level=2", uncached=True),
        "wall_search": Asked(None, f"{wall}?q={bigrams(brand.name)[0]}", uncached=True),
        "wall_search_name": Asked(None, f"{wall}?q={brand.name}", uncached=True),
        "public_brand": Asked(None, reverse("boards:brand", args=[brand.pk]), uncached=True),
    }


def site_of(database: BaseDatabaseWrapper, size: int) -> Site:
    """So many applications, of nearly as many branches, packed as rows that came one by one would lie."""
    make_country(organizations=size, applications=size)
    if database.vendor == "postgresql" and not database.in_atomic_block:
        with database.cursor() as cursor:
            cursor.execute("VACUUM FULL")
            cursor.execute("VACUUM ANALYZE")
    pages = pages_of()
    clients: dict[int | None, Client] = {None: Client()}
    for page in pages.values():
        if page.user and page.user.pk not in clients:
            clients[page.user.pk] = Client()
            clients[page.user.pk].force_login(page.user)
    return Site(database, pages, clients)


def measure(sizes: list[int], *, turns: int = TURNS, say: Callable[[str], None] = print) -> dict[str, float]:
    """For each page and size the median and the number of queries; ratios of the largest to the smallest size."""
    with ExitStack() as stack:
        sites = {}
        for size in sizes:
            database = stack.enter_context(fresh_database(str(size)))
            begun = time.perf_counter()
            sites[size] = site_of(database, size)
            say(f"  {size:,} applications written in {time.perf_counter() - begun:.0f} s")
        return compare(sites, turns=turns)


def compare(sites: Mapping[int, Site], *, turns: int) -> dict[str, float]:
    result: dict[str, float] = {}
    for name in next(iter(sites.values())).pages:
        times: dict[int, list[float]] = {size: [] for size in sites}
        for size, site in sites.items():
            use(site.database)
            site.ask(name)
            result |= {f"{name}_{what}_{size}": number for what, number in site.work(name).items()}
        for _ in range(turns):
            for size, site in sites.items():
                use(site.database)
                cache.clear()
                site.ask(name)
                times[size] += [site.ask(name) for _ in range(TIMES)]
        for size in sites:
            result[f"{name}_ms_{size}"] = round(median(times[size]), 2)
            result[f"{name}_to_{TRIVIAL}_{size}"] = round(median(times[size]) / result[f"{TRIVIAL}_ms_{size}"], 1)
        # Turn by turn, as both were measured within the same seconds.
        first, last = times[min(sites)], times[max(sites)]
        pairs = zip(_turns(first), _turns(last), strict=True)
        result[f"{name}_ratio"] = round(median(late / early for early, late in pairs), 2)
    return result


def _turns(times: list[float]) -> Iterator[float]:
    for start in range(0, len(times), TIMES):
        yield median(times[start : start + TIMES])


def names_of(result: Mapping[str, float]) -> list[str]:
    return [key.removesuffix("_ratio") for key in result if key.endswith("_ratio")]


def faults(result: Mapping[str, float], sizes: list[int]) -> list[str]:
    """Pages whose number of queries depends on the size, or is above the limit."""
    found = []
    for name in names_of(result):
        counts = {size: int(result[f"{name}_queries_{size}"]) for size in sizes}
        if len(set(counts.values())) > 1:
            words = ", ".join(f"{count} at {size:,}" for size, count in counts.items())
            found.append(f"{name}: the number of queries depends on the size ({words})")
        if max(counts.values()) > MOST_QUERIES:
            found.append(f"{name}: {max(counts.values())} queries, at most {MOST_QUERIES} are allowed")
    return found


def table(result: Mapping[str, float], sizes: list[int]) -> Iterator[str]:
    heads = "".join(f"{f'{size:,}':>10} queries  blocks" for size in sizes)
    yield f"{'page, median ms over … applications':<38}{heads}{'ratio':>8}{'× healthz':>11}"
    for name in names_of(result):
        cells = ""
        for size in sizes:
            blocks = result.get(f"{name}_blocks_{size}", "—")
            cells += f"{result[f'{name}_ms_{size}']:10.1f}{result[f'{name}_queries_{size}']:8}{blocks:>8}"
        ratio = result[f"{name}_ratio"]
        mark = "  grows?" if ratio > FLAT and name != TRIVIAL else ""
        yield f"{name:<38}{cells}{ratio:8.2f}{result[f'{name}_to_{TRIVIAL}_{max(sizes)}']:11.1f}{mark}"
