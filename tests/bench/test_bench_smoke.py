"""The harness still runs, on a country of some dozen applications; what it measures is for `make bench`."""

import json
from pathlib import Path

import pytest
from django.db import connections

from core.models import Job
from tests.bench import __main__ as bench
from tests.bench import ledgers, life, pages, throughput

SIZES = [30, 60]


@pytest.fixture
def site(db) -> pages.Site:
    return pages.site_of(connections["default"], SIZES[0])


def test_every_page_is_measured_within_the_limit_of_queries(site):
    result = pages.compare({SIZES[0]: site}, turns=1)
    assert set(pages.names_of(result)) == set(site.pages)
    assert pages.faults(result, [SIZES[0]]) == []
    lines = list(pages.table(result, [SIZES[0]]))
    assert len(lines) == 1 + len(site.pages)


def test_queries_that_grow_or_are_too_many_are_faults():
    result = {"list_queries_30": 7.0, "list_queries_60": 8.0, "list_ratio": 1.0}
    result |= {"page_queries_30": 13.0, "page_queries_60": 13.0, "page_ratio": 1.0}
    assert pages.faults(result, SIZES) == [
        "list: the number of queries depends on the size (7 at 30, 8 at 60)",
        "page: 13 queries, at most 12 are allowed",
    ]


@pytest.mark.django_db(transaction=True)
def test_jobs_are_carried_out_by_the_embedded_worker(settings, tmp_path):
    settings.REDIS_URL = ""
    settings.MEDIA_ROOT = tmp_path
    result = throughput.measure({"small": 3, "form": 1})
    assert set(result) == {"jobs_small_per_second_embedded", "jobs_form_per_second_embedded"}
    assert all(rate > 0 for rate in result.values())
    assert not Job.objects.exists()
    assert [path for path in Path(tmp_path).rglob("*") if path.is_file()] == []


def test_archive_and_reminders_are_measured(db):
    numbers = life.archive((3, 30))
    life.make_brands(60)
    numbers |= life.reminders(60)
    # Due today, tomorrow and in seven days: three of thirty.
    assert numbers["reminders_messages_60"] == 6
    assert life.faults(numbers) == []
    assert life.faults(numbers | {"archive_queries_99": 13.0, "reminders_messages_again_99": 1.0}) != []


def test_the_report_is_a_flat_object_of_numbers(settings, tmp_path, capsys):
    settings.DATA_DIR = tmp_path
    report = bench.Report({"wall_ms_1000": 12.5})
    report.write()
    assert json.loads((tmp_path / "bench.json").read_text()) == {"wall_ms_1000": 12.5}


def test_options_name_parts_and_sizes():
    options = bench.options_of(["--only", "pages,jobs", "--sizes", "200,100"])
    assert (options.only, options.sizes, options.names) == (["pages", "jobs"], [100, 200], [10_000, 100_000, 1_000_000])
    with pytest.raises(SystemExit):
        bench.options_of(["--only", "walls"])


@pytest.mark.django_db
def test_a_year_of_ledgers_is_settled_and_read_within_the_limit():
    result = ledgers.measured(30, turns=1, say=lambda line: None)
    assert result["ledger_settle_ms_each_30"] > 0
    assert result["ledger_table_queries_30"] > 5
    assert ledgers.faults(result, [30]) == []
    assert len(list(ledgers.table(result, [30]))) == 8


def test_ledgers_that_take_longer_the_more_there_are_are_a_fault():
    result = {"ledger_settle_ratio": 1.8, "page_queries_1": 3.0, "page_queries_2": 3.0}
    assert ledgers.faults(result, [1, 2]) == ["settling: 1.8 times as long for each ledger at the largest size"]
