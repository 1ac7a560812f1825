"""The embedded installation has no Celery beat: a thread of the server calls the schedule's commands."""

import logging
import threading
import time
from datetime import datetime

from django.db import close_old_connections
from django.utils import timezone

from config.schedule import SCHEDULE, call

logger = logging.getLogger(__name__)
LOOK_EVERY = 20.0  # seconds


def start_clock() -> threading.Thread:
    """Starts the thread; it ends with its process. What a stopped server missed is caught up at the start."""
    thread = threading.Thread(target=_run, name="clock", daemon=True)
    thread.start()
    return thread


def _run() -> None:
    called: dict[str, datetime] = {}
    while True:
        time.sleep(LOOK_EVERY)
        call_due(called, timezone.now())


def call_due(called: dict[str, datetime], now: datetime) -> list[str]:
    """Calls what is due at `now`, notes it in `called` and returns the names. One failure stops nobody else."""
    due = [name for name, entry in SCHEDULE.items() if name not in called or entry.when.is_due(called[name]).is_due]
    for name in due:
        called[name] = now
        close_old_connections()
        try:
            call(name)
        except Exception:
            logger.exception("scheduled command failed: %s", name)
        finally:
            close_old_connections()
    return due
