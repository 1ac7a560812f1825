"""Ask every named brand for its yearly plan."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from brands.services.plan import ask_for_plans


class Command(BaseCommand):
    help = "Ask every named brand for its yearly plan."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say how many")

    def handle(self, *args: Any, **options: Any) -> None:
        count = ask_for_plans(dry_run=options["dry_run"])
        self.stdout.write(f"{count} plan(s) {'would be asked for' if options['dry_run'] else 'asked for'}")
