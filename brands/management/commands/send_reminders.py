"""Writes today's reminders, one message a person, and mails them; called every morning."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from brands.services.reminder import remind


class Command(BaseCommand):
    help = "Remind everybody who has something to do of what is due soon or overdue: one message a person and day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say who would be told what")

    def handle(self, *args: Any, **options: Any) -> None:
        dry_run = options["dry_run"]
        summary = remind(dry_run=dry_run, say=self.stdout.write if dry_run or options["verbosity"] > 1 else _nothing)
        would = " would be" if dry_run else ""
        self.stdout.write(f"{summary.messages} message(s){would} written, {summary.mails} mail(s) sent")
        if summary.failed:
            self.stderr.write(f"{summary.failed} mail(s) failed and will be tried again")


def _nothing(line: str) -> None:
    """Without --dry-run the log says how many, not who."""
