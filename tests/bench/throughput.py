"""Measures jobs per second: by the server's own thread, and by one and two Celery workers on a real Redis."""

import shutil
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from core.embedded import work_forever
from core.enums import JobStatus
from core.jobs import enqueue
from core.models import Job
from tests.bench import handlers  # noqa: F401  registers the kinds
from tests.conftest import start_worker, stop_worker

KINDS = {"form": 30, "small": 200}  # kind → so many jobs for each worker
WARM = 3  # jobs for each worker before the clock starts
PATIENCE = 120  # seconds


def measure(counts: Mapping[str, int] = KINDS) -> dict[str, float]:
    """Jobs of each kind per second, from the first one's writing to the last one's end; on the present database."""
    result: dict[str, float] = {}
    runners = [("embedded", 1, embedded)]
    if settings.REDIS_URL:
        runners += [("one_worker", 1, workers), ("two_workers", 2, workers)]
    for name, number, running in runners:
        with running(number):
            for kind, count in counts.items():
                _carried_out(kind, WARM * number)
                seconds = _carried_out(kind, count * number)
                result[f"jobs_{kind}_per_second_{name}"] = round(count * number / seconds, 1)
    return result


@contextmanager
def embedded(number: int) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=work_forever, args=(stop,))
    with override_settings(JOB_RUNNER="embedded"):
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()


@contextmanager
def workers(number: int) -> Iterator[None]:
    """So many worker processes, each with one child."""
    with ExitStack() as stack, override_settings(JOB_RUNNER="celery"):
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for n in range(number):
            stack.callback(stop_worker, start_worker(folder / f"{n}.log", "-I", "tests.bench.handlers"))
        yield


def _carried_out(kind: str, count: int) -> float:
    """Seconds for so many jobs; their files are removed."""
    begun = timezone.now()
    with transaction.atomic():
        keys = [enqueue(f"bench.{kind}", kind, {}, None).pk for _ in range(count)]
    jobs = Job.objects.filter(pk__in=keys)
    end = time.monotonic() + PATIENCE
    while (left := jobs.exclude(status=JobStatus.DONE).count()) and time.monotonic() < end:
        time.sleep(0.05)
    if left:
        raise RuntimeError(f"{left} of {count} jobs of kind {kind} are not done after {PATIENCE} seconds")
    done = list(jobs)
    for job in done:
        if job.result:
            shutil.rmtree(Path(job.result.path).parent)
    jobs.delete()
    return (max(job.finished_at for job in done) - begun).total_seconds()


def table(result: Mapping[str, float]) -> Iterator[str]:
    yield f"{'jobs per second':<30}{'embedded':>12}{'one worker':>12}{'two workers':>12}"
    labels = {"form": "application form (PDF)", "small": "small job"}
    for kind in KINDS:
        rates = [result.get(f"jobs_{kind}_per_second_{name}") for name in ("embedded", "one_worker", "two_workers")]
        yield f"{labels[kind]:<30}" + "".join("—".rjust(12) if rate is None else f"{rate:12.1f}" for rate in rates)
