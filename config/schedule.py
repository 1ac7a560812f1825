"""What runs by the clock: idempotent management commands, called by Celery beat or by the embedded clock."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO

from celery.schedules import BaseSchedule, crontab, schedule
from django.core.management import call_command

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Entry:
    """A command with its arguments, and when it is called (in the time zone of the site)."""

    command: tuple[str, ...]
    when: BaseSchedule


SCHEDULE: dict[str, Entry] = {
    # Jobs whose message was lost, or whose worker died, are sent again.
    "sweep-jobs": Entry(("run_jobs", "--sweep"), schedule(timedelta(minutes=1))),
    # Uploaded workbooks and the passwords they led to are kept for a short time only.
    "forget-expired-imports": Entry(("forget_imports",), crontab(minute=40)),
    "forget-visitors": Entry(("forget_visitors",), crontab(minute=2)),
    # No printed code is kept for longer than a day, no former state of a ballot box for longer than an hour.
    "seal-ballots": Entry(("seal_ballots",), crontab(minute=22)),
    # Says the end of the audit chain every day; a broken chain is logged as a fault.
    "verify-audit": Entry(("verify_audit",), crontab(hour=2, minute=50)),
    # An honour's last day is whole: it ends with the next one's first minutes.
    "expire-honours": Entry(("expire_honours",), crontab(hour=0, minute=5)),
    "open-rechecks": Entry(("open_rechecks",), crontab(hour=0, minute=20)),
    # Finds somebody to ask in January only.
    "ask-for-plans": Entry(("ask_for_plans",), crontab(hour=0, minute=35)),
    # What is overdue today weighs on the class of a brand from today on.
    "classify-brands": Entry(("classify_brands",), crontab(hour=1, minute=20)),
    # One message a person, before people begin to work.
    "send-reminders": Entry(("send_reminders",), crontab(hour=8, minute=0)),
    "clean-up": Entry(("clean_up",), crontab(hour=3, minute=40)),
    "forget-expired-sessions": Entry(("clearsessions",), crontab(hour=3, minute=20)),
}


def beat_schedule() -> dict[str, dict]:
    """The same in Celery's form; a call that could not be delivered in time is dropped, the next one does its work."""
    return {
        name: {"task": "config.scheduled", "args": [name], "schedule": entry.when, "options": {"expires": 600}}
        for name, entry in SCHEDULE.items()
    }


def call(name: str) -> None:
    """Calls one entry; what it prints goes into the log."""
    said = StringIO()
    call_command(*SCHEDULE[name].command, stdout=said)
    logger.info("%s: %s", name, said.getvalue().strip() or "done")
