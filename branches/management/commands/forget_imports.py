"""Removes imports that have expired: their files, rows and temporary passwords."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from branches.services.importing import forget_expired


class Command(BaseCommand):
    help = "Remove expired imports: unfinished ones whole, of finished ones the file, the rows and the passwords."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say how many")

    def handle(self, *args: Any, **options: Any) -> None:
        count = forget_expired(dry_run=options["dry_run"])
        self.stdout.write(f"{count} expired import(s){' would be' if options['dry_run'] else ''} removed")
