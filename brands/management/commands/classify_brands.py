"""Classes every brand for guidance anew, by the rules of its program and by what is known today."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from brands.services.guidance import Applied, classify


class Command(BaseCommand):
    help = "Apply the rules of classified guidance to every brand, a batch at a time; run twice, it changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say how many would change")

    def handle(self, *args: Any, **options: Any) -> None:
        total = Applied(0, 0)
        for applied in classify(dry_run=options["dry_run"]):
            total += applied
        word = "would change" if options["dry_run"] else "changed"
        self.stdout.write(f"{total.looked_at} brand(s) looked at, {total.changed} {word}")
