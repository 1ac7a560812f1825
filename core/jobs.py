"""Slow work as rows of the database: written with the act, carried out later, exactly once in effect.

A handler takes (job, progress) and returns a JobResult. It may be run again after a killed worker, so it
decides nothing, keeps partial work only in `job_folder(job)`, leaves changes of the database to
`JobResult.effect`, and calls `progress` at least once a minute.
"""

import logging
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path, PurePath
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import close_old_connections, connection, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from core import dispatch
from core.enums import JobStatus
from core.errors import BusinessError
from core.models import Job

logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 5
# Seconds between two writes of progress; a worker's sign of life need not be finer.
PROGRESS_EVERY = 0.3
GAVE_UP = "多次尝试仍未完成，请稍后重新发起；如仍不成功，请联系系统管理员。"


@dataclass(frozen=True)
class JobResult:
    """What a handler made: a file for the starter (bytes, or a path in the job's folder), a word, an effect.

    `effect` runs in the transaction that marks the job as done: either both are stored, or neither.
    """

    content: bytes | Path | None = None
    name: str = ""
    message: str = ""
    effect: Callable[[], None] | None = None


class JobCancelled(Exception):
    """The starter asked to stop."""


class JobLost(Exception):
    """Another worker has taken the job over; whatever this one made is void."""


class Progress:
    """Called by the handler with (done, total): shows how far it is, and that the worker lives."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.written_at = 0.0

    def __call__(self, done: int, total: int) -> None:
        if done < total and time.monotonic() - self.written_at < PROGRESS_EVERY:
            return
        self.written_at = time.monotonic()
        if not _mine(self.job).update(done=done, total=total, heartbeat_at=timezone.now()):
            raise JobLost
        if Job.objects.filter(pk=self.job.pk, cancel_requested=True).exists():
            raise JobCancelled


Handler = Callable[[Job, Progress], JobResult | None]
HANDLERS: dict[str, Handler] = {}
PAGES: dict[str, tuple[str, str]] = {}


def register(kind: str, *, page: tuple[str, str] | None = None) -> Callable[[Handler], Handler]:
    """The function that carries out jobs of this kind.

    `page`: where its starter goes on: the name of an address, and the parameter that holds the key of its object.
    """

    def decorate(handler: Handler) -> Handler:
        if HANDLERS.setdefault(kind, handler) is not handler:
            raise ValueError(f"two handlers for jobs of kind {kind}")
        if page is not None:
            PAGES[kind] = page
        return handler

    return decorate


def enqueue(kind: str, label: str, params: dict[str, Any], actor: Any) -> Job:
    """Write the job into the caller's transaction; a worker is nudged after the commit."""
    if kind not in HANDLERS:
        raise ValueError(f"no handler for jobs of kind {kind}")
    job = Job.objects.create(kind=kind, label=label[:200], params=params, actor=actor)
    transaction.on_commit(lambda: dispatch.nudge(job.pk), robust=True)
    return job


def page_of(job: Job) -> str | None:
    """The page of what the job is about; None for kinds without one."""
    name, param = PAGES.get(job.kind, ("", ""))
    return reverse(name, args=[job.params[param]]) if param in job.params else None


def job_folder(job: Job) -> Path:
    """A folder of the job's own that outlives a killed worker and goes when the job is over."""
    folder = settings.DATA_DIR / "work" / str(job.pk)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def run_job(job_id: UUID | str) -> bool:
    """Carry the job out if it is due and nobody else has it; True when this call took it."""
    job = _claim(job_id)
    if job is None:
        return False
    try:
        result = HANDLERS[job.kind](job, Progress(job)) or JobResult()
        _finish(job, result)
    except JobCancelled:
        _end(job, JobStatus.CANCELLED, "已按要求取消。")
    except JobLost:
        logger.warning("job %s was taken over by another worker", job.pk)
    except BusinessError as error:
        _end(job, JobStatus.FAILED, "\n".join([error.message, *error.details]))
    except Exception:
        logger.exception("job %s (%s) failed at attempt %s", job.pk, job.kind, job.attempts)
        _put_off(job)
    return True


def request_cancel(job: Job) -> Job:
    """Stop at the next sign of progress, or at once when no worker has begun."""
    now = timezone.now()
    waiting = Job.objects.filter(pk=job.pk, status=JobStatus.QUEUED)
    if not waiting.update(status=JobStatus.CANCELLED, cancel_requested=True, message="已按要求取消。", finished_at=now):
        running = Job.objects.filter(pk=job.pk, status=JobStatus.RUNNING)
        if not running.update(cancel_requested=True):
            raise BusinessError("任务已经结束，无需取消。")
    else:
        _remove_folder(job)
    job.refresh_from_db()
    return job


def sweep(*, dry_run: bool = False) -> int:
    """Bring back what was lost: nudge every job that is due, close those that failed too often; how many there are."""
    due = Job.objects.due(timezone.now())
    if dry_run:
        return due.count()
    for job in due.filter(attempts__gte=MAX_ATTEMPTS):
        _end(job, JobStatus.FAILED, GAVE_UP)
    # A long queue is not sent again and again: the oldest are enough, the next sweep brings more.
    again = list(due.filter(attempts__lt=MAX_ATTEMPTS).order_by("created_at", "pk").values_list("pk", flat=True)[:500])
    for job_id in again:
        dispatch.nudge(job_id)
    return len(again)


def work_off() -> int:
    """Carry out everything that is due, one after the other; how many were taken."""
    taken = 0
    while ids := list(_takeable(timezone.now()).order_by("created_at", "pk").values_list("pk", flat=True)[:20]):
        count = sum(run_job(job_id) for job_id in ids)
        if not count:
            break
        taken += count
    return taken


def _takeable(at: datetime) -> Any:
    return Job.objects.due(at).filter(attempts__lt=MAX_ATTEMPTS)


def _claim(job_id: UUID | str) -> Job | None:
    """Take the job by a conditional UPDATE: of many workers exactly one succeeds."""
    now = timezone.now()
    taken = _takeable(now).filter(pk=job_id)
    if not taken.update(status=JobStatus.RUNNING, attempts=F("attempts") + 1, heartbeat_at=now):
        return None
    return Job.objects.select_related("actor").get(pk=job_id)


def _mine(job: Job) -> Any:
    """The row as long as this attempt holds it; the number of the attempt is the proof."""
    return Job.objects.filter(pk=job.pk, status=JobStatus.RUNNING, attempts=job.attempts)


def _finish(job: Job, result: JobResult) -> None:
    """Store the file under this attempt's name, then the result, the effect and the done-mark in one transaction."""
    stored = _store(job, result)
    try:
        with transaction.atomic():
            now = timezone.now()
            values = {"result": stored, "result_name": result.name[:200], "message": result.message}
            if not _mine(job).update(status=JobStatus.DONE, finished_at=now, heartbeat_at=now, **values):
                raise JobLost
            if result.effect:
                result.effect()
    except BaseException:
        if stored:
            default_storage.delete(stored)
        raise
    _remove_leavings(job, keep=stored)


def _store(job: Job, result: JobResult) -> str:
    if result.content is None:
        return ""
    name = _result_name(job, job.attempts, PurePath(result.name).suffix)
    if isinstance(result.content, bytes):
        return default_storage.save(name, ContentFile(result.content))
    with result.content.open("rb") as file:
        return default_storage.save(name, File(file))


def _result_name(job: Job, attempt: int, suffix: str) -> str:
    return f"jobs/{job.created_at:%Y/%m}/{job.pk}/{attempt}{suffix}"


def _put_off(job: Job) -> None:
    """Try again later, each time after a longer pause; too many attempts end it."""
    if not connection.in_atomic_block:
        close_old_connections()  # the failure may have been the connection's
    if job.attempts >= MAX_ATTEMPTS:
        _end(job, JobStatus.FAILED, GAVE_UP)
        return
    pause = timedelta(seconds=10 * 4 ** (job.attempts - 1))
    message = f"第{job.attempts}次尝试未成功，稍后将自动重试。"
    _mine(job).update(status=JobStatus.QUEUED, heartbeat_at=timezone.now() + pause, message=message)


def _end(job: Job, status: JobStatus, message: str) -> None:
    if _mine(job).update(status=status, message=message, finished_at=timezone.now()):
        _remove_leavings(job)


def _remove_leavings(job: Job, keep: str = "") -> None:
    """Partial work, and files that earlier attempts stored without living to say so."""
    _remove_folder(job)
    folder = str(PurePath(_result_name(job, 0, "")).parent)
    if job.attempts > 1 and default_storage.exists(folder):
        for name in default_storage.listdir(folder)[1]:
            if f"{folder}/{name}" != keep:
                default_storage.delete(f"{folder}/{name}")


def _remove_folder(job: Job) -> None:
    shutil.rmtree(settings.DATA_DIR / "work" / str(job.pk), ignore_errors=True)
