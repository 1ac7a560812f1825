"""Celery in earnest: a worker in a process of its own, Redis between, PostgreSQL below."""

import os
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from config.celery import scheduled
from tests.conftest import start_worker, stop_worker

pytestmark = [pytest.mark.redis, pytest.mark.postgresql]
PATIENCE = 60  # seconds; a wait that ends as soon as what is awaited is there


def wait_for(what: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE
    while not what() and time.monotonic() < end:
        time.sleep(0.1)
    return what()


def expired_session(key: str) -> None:
    Session.objects.create(session_key=key, session_data="", expire_date=timezone.now() - timedelta(days=1))


def test_a_worker_calls_the_scheduled_command(celery_worker):
    expired_session("a" * 32)
    scheduled.apply_async(["forget-expired-sessions"])
    assert wait_for(lambda: not Session.objects.exists())


WAITING = "SELECT pid FROM pg_locks WHERE NOT granted AND relation = 'django_session'::regclass"


def test_a_killed_workers_message_is_taken_up_by_the_next(transactional_db, tmp_path: Path):
    """The first worker waits for a locked table, the message in its hands, when it is killed with its child."""
    expired_session("b" * 32)
    first = start_worker(tmp_path / "first.log")
    other = connection.copy()
    with other.cursor() as cursor:
        other.set_autocommit(False)
        cursor.execute("LOCK TABLE django_session")
        scheduled.apply_async(["forget-expired-sessions"])

        def waiting() -> list:
            cursor.execute(WAITING)
            return cursor.fetchall()

        assert wait_for(lambda: bool(waiting()))
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
        for row in waiting():  # else its server process would finish the statement without it
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", row)
        other.rollback()
    other.close()
    assert Session.objects.exists()
    second = start_worker(tmp_path / "second.log")
    try:
        assert wait_for(lambda: not Session.objects.exists())
    finally:
        stop_worker(second)
