"""Races in earnest: threads and processes with connections of their own."""

import os
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent


def together(act: Callable[[int], Any], count: int) -> list[Any]:
    """Results (or the exceptions) of `count` threads that begin in the same instant."""
    barrier = threading.Barrier(count)
    results: list[Any] = [None] * count

    def run(index: int) -> None:
        barrier.wait()
        try:
            results[index] = act(index)
        except Exception as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def child(code: str, **environment: str) -> subprocess.Popen:
    """A process on this test's database that runs the code after Django's set-up; its output is a pipe."""
    settings = connection.settings_dict
    address = f"sqlite:///{settings['NAME']}"
    if connection.vendor == "postgresql":
        place = f"{settings['USER']}:{settings['PASSWORD']}@{settings['HOST']}:{settings['PORT']}"
        address = f"postgres://{place}/{settings['NAME']}"
    setup = "import django\ndjango.setup()\n"
    return subprocess.Popen(
        [sys.executable, "-c", setup + textwrap.dedent(code)],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test", "DATABASE_URL": address} | environment,
        stdout=subprocess.PIPE,
        text=True,
    )
