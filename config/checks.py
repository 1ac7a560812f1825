"""What `manage.py check --deploy` asks beyond Django's own questions."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.http.request import validate_host


def production_is_whole(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Production has a real database and workers, no demonstration accounts, and prints addresses that lead to it."""
    found: list[CheckMessage] = []
    if settings.DEMONSTRATION:
        found.append(Error("The demonstration accounts are open.", hint="Use config.settings.prod.", id="config.E001"))
    if settings.DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
        found.append(Error("The database is not PostgreSQL.", hint="Set DATABASE_URL.", id="config.E002"))
    if settings.JOB_RUNNER != "celery":
        found.append(Error("Jobs run inside the web server.", hint="Set REDIS_URL.", id="config.E003"))
    address = urlsplit(settings.SITE_URL)
    if address.scheme != "https" or not validate_host(address.hostname or "", settings.ALLOWED_HOSTS):
        hint = "SITE_URL is printed into QR codes: https, and a host of ALLOWED_HOSTS."
        found.append(Error(f"SITE_URL does not lead here: {settings.SITE_URL}", hint=hint, id="config.E004"))
    return found
