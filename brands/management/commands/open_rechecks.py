"""Open the rechecks of honours that run out soon."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from brands.services.honour import open_due_rechecks


class Command(BaseCommand):
    help = "Open the rechecks of honours that run out soon."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say how many")

    def handle(self, *args: Any, **options: Any) -> None:
        count = open_due_rechecks(dry_run=options["dry_run"])
        self.stdout.write(f"{count} recheck(s) {'would be opened' if options['dry_run'] else 'opened'}")
