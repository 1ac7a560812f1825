"""Destroys printed codes that nobody fetched, and takes out of the database's files what its rows once held."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from assessments.services.survey import forget_sheets, seal_storage


class Command(BaseCommand):
    help = "Destroy sheets of codes after a day; rewrite the files of ballot boxes and codes while a survey runs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        dry = options["dry_run"]
        sheets, sealed = forget_sheets(dry_run=dry), seal_storage(dry_run=dry)
        verb = "would be " if dry else ""
        self.stdout.write(f"{sheets} file(s) of codes {verb}destroyed, files {verb if sealed else 'not '}rewritten")
