"""The typesetter's own process: knows no settings and no database, gets HTML and pictures, gives a PDF.

A hostile document takes nothing with it but this process, within limits of memory, time and file size.
"""

import os
import resource
import select
import sys

from core.pdfengine.engine import TooManyPages, Typesetter
from core.pdfengine.frames import pack, unpack

MEMORY = 3 * 1024**3
FILE_SIZE = 64 * 1024**2
# A process that has grown beyond this (peak, kB) or has idled this long (s) makes room; the next one starts fresh.
RECYCLE_KB = 600 * 1024
IDLE = 900


def limit(seconds: int) -> None:
    """Allow this much more processor time; beyond it the kernel ends the process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(usage.ru_utime + usage.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def set_limits() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_SIZE, FILE_SIZE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(typesetter: Typesetter, head: dict, body: bytes) -> bytes:
    html, start = body[: head["html"]].decode(), head["html"]
    resources = {}
    for name, size in head["resources"]:
        resources[name] = body[start : start + size]
        start += size
    limit(head["seconds"])
    try:
        pdf, pages, warnings = typesetter.render(html, resources)
    except TooManyPages:
        return pack({"error": "pages"}, b"")
    except RecursionError:
        return pack({"error": "depth"}, b"")
    return pack({"pages": pages, "warnings": warnings}, pdf)


def main() -> int:
    # Whatever prints something must not disturb the answers.
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    source = sys.stdin.buffer
    set_limits()
    typesetter = Typesetter()
    typesetter.warm()
    while select.select([source], [], [], IDLE)[0]:
        message = unpack(source.read)
        if message is None:
            return 0
        output.write(answer(typesetter, *message))
        output.flush()
        if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > RECYCLE_KB:
            return 0
    return 0


if __name__ == "__main__":
    # No clean-up at exit: it takes a second and there is nothing to keep.
    os._exit(main())
