"""Removes the counts of past hours: they limit nothing any more, and nobody needs to know who was here."""

from typing import Any

from django.core.management.base import BaseCommand

from boards.services import forget_visitors


class Command(BaseCommand):
    help = "Remove how often an address has sent something in hours that are over."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{forget_visitors()} count(s) removed")
