"""Makes an installation ready to be served: tables, fonts, static files, and the demonstration where it is wanted."""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Migrates the database, cuts the fonts and collects the static files; does only what is not done yet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="also put in the demonstration data, where none are")

    def handle(self, *args: Any, **options: Any) -> None:
        Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True)
        # Two starts at once on one folder wait for each other.
        with locked(settings.DATA_DIR / ".prepare.lock"):
            self.say("database: migrations")
            call_command("migrate", verbosity=0, interactive=False)
            self.say("fonts of the documents")
            try:
                call_command("fonts", stdout=self.stdout)
            except CommandError as error:  # all else works without documents
                self.stderr.write(f"!! No PDF document can be made: {error}")
            if options["demo"]:
                self.say("demonstration data")
                call_command("demo", stdout=self.stdout)
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        with locked(settings.STATIC_ROOT.parent / ".static.lock"):
            self.collect()
        if options["demo"]:
            self.say("demonstration accounts")
            call_command("demo", accounts=True, stdout=self.stdout)

    def collect(self) -> None:
        """Static files are collected anew only when one of them, or the library that finds them, has changed."""
        mark = settings.STATIC_ROOT.parent / ".static.mark"
        state = static_state()
        if (settings.STATIC_ROOT / "staticfiles.json").exists() and mark.exists() and mark.read_text() == state:
            return
        self.say("static files")
        call_command("collectstatic", verbosity=0, interactive=False, stdout=StringIO())
        mark.write_text(state)

    def say(self, what: str) -> None:
        self.stdout.write(f"· {what}")
        self.stdout.flush()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def static_state() -> str:
    """A digest of every static file's name, size and time."""
    digest = hashlib.sha256(str(settings.STATIC_ROOT).encode())
    ignored = apps.get_app_config("staticfiles").ignore_patterns  # type: ignore[attr-defined]
    digest.update(repr(ignored).encode())
    for finder in get_finders():
        for name, storage in finder.list(ignored):
            file = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{file.st_size}\0{file.st_mtime_ns}\n".encode())
    return digest.hexdigest()
