"""Logs: one JSON object a line in production, and no secret or personal text in any of them."""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter


class JsonFormatter(logging.Formatter):
    """Time, level, logger, message; of a request only method, path and account number, never its contents."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            entry |= {"method": request.method, "path": request.path}
            # Asking for the account would open a session and a query: only what is known already.
            user = getattr(request, "_cached_user", None)
            entry["user"] = getattr(user, "pk", None)
        if status := getattr(record, "status_code", None):
            entry["status"] = status
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False, default=str)


class QuietReporterFilter(SafeExceptionReporterFilter):
    """Error mails name the place of a fault, not what the visitor typed: no form fields, cookies or secrets."""

    hidden_settings = re.compile(SafeExceptionReporterFilter.hidden_settings.pattern + "|_URL|LOCATION|DATABASES", re.I)

    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        return {} if request is None else dict.fromkeys(request.POST, self.cleansed_substitute)

    def get_safe_cookies(self, request: HttpRequest) -> dict[str, Any]:
        return dict.fromkeys(request.COOKIES, self.cleansed_substitute)
