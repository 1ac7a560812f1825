"""Who the visitor is when a proxy of ours stands before the server."""

from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address
from typing import Any


class BehindProxies:
    """Puts into REMOTE_ADDR the address that the outermost proxy of ours saw.

    Each proxy appends to X-Forwarded-For whom it was called by, so the count of our proxies from the right is
    true, and everything left of it is whatever the visitor claimed.
    """

    def __init__(self, application: Callable, count: int) -> None:
        self.application = application
        self.count = count

    def __call__(self, environ: dict[str, Any], start_response: Callable) -> Any:
        seen = [part.strip() for part in environ.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if len(seen) >= self.count:
            with suppress(ValueError):
                environ["REMOTE_ADDR"] = str(ip_address(seen[-self.count]))
        return self.application(environ, start_response)
