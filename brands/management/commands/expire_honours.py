"""End the honours whose last day is over."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from brands.services.honour import expire_honours


class Command(BaseCommand):
    help = "End the honours whose last day is over."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say how many")

    def handle(self, *args: Any, **options: Any) -> None:
        count = expire_honours(dry_run=options["dry_run"])
        self.stdout.write(f"{count} honour(s) {'would be expired' if options['dry_run'] else 'expired'}")
