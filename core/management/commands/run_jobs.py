"""Works off background jobs, or sends again those that were lost."""

import signal
import time

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from core import jobs


class Command(BaseCommand):
    help = "Work off due jobs until stopped; --once: what is due now; --sweep: only nudge the workers."

    def add_arguments(self, parser: CommandParser) -> None:
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--once", action="store_true", help="end when nothing is due")
        way.add_argument("--sweep", action="store_true", help="send lost jobs to the workers again")
        parser.add_argument("--dry-run", action="store_true", help="only say how many jobs are due")

    def handle(self, *, once: bool, sweep: bool, dry_run: bool, **options) -> None:
        if sweep or dry_run:
            self.stdout.write(f"due: {jobs.sweep(dry_run=dry_run)}")
            return
        taken = jobs.work_off()
        if once:
            self.stdout.write(f"carried out: {taken}")
            return
        self._work_until_stopped()

    def _work_until_stopped(self) -> None:
        """SIGTERM lets the present job end; a worker killed harder leaves its job to the next."""
        stopping: list[int] = []
        signal.signal(signal.SIGTERM, lambda number, frame: stopping.append(number))
        while not stopping:
            close_old_connections()
            jobs.sweep()
            if not jobs.work_off():
                time.sleep(1)
