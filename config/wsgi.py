"""The WSGI entry of gunicorn."""

import os
from collections.abc import Callable

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")
application: Callable = get_wsgi_application()

from django.conf import settings  # noqa: E402  (known only once Django is set up)

from config.proxies import BehindProxies  # noqa: E402

if settings.PROXY_COUNT:
    application = BehindProxies(application, settings.PROXY_COUNT)
