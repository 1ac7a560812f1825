"""What all tests share: which of them this run can carry out, a clean cache, a real Celery worker."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from hypothesis import settings as hypothesis

# The same examples in every run, so that what fails was changed; --hypothesis-profile=default looks for new ones.
hypothesis.register_profile("same", derandomize=True)
hypothesis.load_profile("same")

pytest_plugins = ["tests.browsing"]
ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests of a service are skipped where the environment names none: make test runs them beside both.

    Tests without a database and a service have nothing to tell on PostgreSQL that they have not told on SQLite.
    """
    if connection.vendor == "postgresql":
        told = [item for item in items if not _uses_service(item)]
        config.hook.pytest_deselected(items=told)
        items[:] = [item for item in items if _uses_service(item)]
    absent = {
        "postgresql": connection.vendor != "postgresql" and "runs on PostgreSQL only",
        "redis": not settings.REDIS_URL and "needs REDIS_URL",
    }
    for item in items:
        for mark, reason in absent.items():
            if reason and item.get_closest_marker(mark):
                item.add_marker(pytest.mark.skip(reason=reason))


def _uses_service(item: pytest.Item) -> bool:
    marks = any(item.get_closest_marker(name) for name in ("django_db", "postgresql", "redis"))
    return marks or not {"db", "transactional_db", "django_db_setup"}.isdisjoint(item.fixturenames)


@pytest.fixture(autouse=True)
def clean_cache() -> None:
    cache.clear()


def start_worker(log: Path, *options: str) -> subprocess.Popen:
    """A Celery worker in a process of its own on this test run's database; returns when it takes messages."""
    from config.celery import app

    database = settings.DATABASES["default"]
    address = f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": f"{address}/{connection.settings_dict['NAME']}",
        "JOB_RUNNER": "celery",
    }
    name = f"test-{os.getpid()}-{time.monotonic_ns()}@localhost"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "config", "worker", "-n", name, "-c", "1", "-l", "INFO", *options],
            cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        if app.control.ping([name], timeout=1):
            return process
    stop_worker(process)
    raise RuntimeError(f"the Celery worker did not start:\n{log.read_text()}")


def stop_worker(process: subprocess.Popen) -> None:
    """Its children too: they form a group of their own."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def celery_worker(transactional_db, tmp_path: Path) -> Iterator[subprocess.Popen]:
    """A running worker; the test commits in earnest (mark it redis and postgresql)."""
    process = start_worker(tmp_path / "celery.log")
    yield process
    stop_worker(process)
