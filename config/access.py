"""The server's own log of visits, where it is asked for."""

import re
from typing import Any

from gunicorn.glogging import Logger

# What may be said without a name: an address beside the time or the length of an answer could be matched with it.
UNSAID = re.compile(r"/(notices/\d+/opinion/|opinions/|surveys/)")


class QuietAccessLog(Logger):
    """Says nothing of opinions and ballots."""

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> None:
        if not UNSAID.match(environ.get("PATH_INFO") or ""):
            super().access(resp, req, environ, request_time)
