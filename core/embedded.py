"""The embedded worker: a thread of the server process works off the jobs where there is no Celery."""

import logging
import os
import threading
import time

from django.db import close_old_connections, connections

from core import jobs
from core.dispatch import wake

logger = logging.getLogger(__name__)
POLL_SECONDS = 1.0
SWEEP_SECONDS = 60.0
_lock = threading.Lock()
_started_in = 0


def start_embedded_worker() -> bool:
    """Start the thread once in this process; False when it runs already. A forked child starts its own."""
    global _started_in
    with _lock:
        if _started_in == os.getpid():
            return False
        _started_in = os.getpid()
    threading.Thread(target=work_forever, name="embedded-worker", daemon=True).start()
    return True


def work_forever(stop: threading.Event | None = None) -> None:
    """Work off what is due, now and then sweep; neither a failing job nor a lost database ends it."""
    swept_at = 0.0
    while stop is None or not stop.is_set():
        close_old_connections()
        try:
            jobs.work_off()
            if time.monotonic() - swept_at > SWEEP_SECONDS:
                swept_at = time.monotonic()
                jobs.sweep()
        except Exception:
            logger.exception("the embedded worker goes on after an error")
        close_old_connections()
        wake.wait(POLL_SECONDS)
        wake.clear()
    connections.close_all()
