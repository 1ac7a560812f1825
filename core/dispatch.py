"""Tells a worker that a job waits. A lost nudge loses nothing: the sweep finds the row."""

import logging
import threading
import time
from uuid import UUID

from django.conf import settings

logger = logging.getLogger(__name__)
# Wakes the embedded worker of this process.
wake = threading.Event()
# Seconds without a try after the broker failed to answer: no page after page waits for it.
BROKER_PAUSE = 30.0
_silent_until = 0.0


def nudge(job_id: UUID) -> None:
    """Called after the commit; never raises, and waits for a broken broker at most once in a while."""
    global _silent_until
    if settings.JOB_RUNNER == "embedded":
        wake.set()
        return
    if time.monotonic() < _silent_until:
        return
    from core.tasks import run_job_task  # it imports what imports this module

    try:
        run_job_task.apply_async([str(job_id)], retry=False)
    except Exception:  # whatever a broker's client may raise: the row is committed, the sweep sends it
        _silent_until = time.monotonic() + BROKER_PAUSE
        logger.warning("the broker does not answer; job %s waits for the sweep", job_id, exc_info=True)
