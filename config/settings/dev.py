"""The embedded default: SQLite, no Redis, jobs in the server process, demonstration data."""

from config.settings.base import *  # noqa: F403
from config.settings.base import LOGGING, env

DEBUG = env.bool("DEBUG", default=False)
# Everybody knows this key: whoever opens the installation to others uses the production settings.
SECRET_KEY = env("SECRET_KEY", default="only-for-the-demonstration-" + "0123456789" * 5)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
DEMONSTRATION = True
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
LOGGING["root"]["level"] = env("LOG_LEVEL", default="WARNING")
LOGGING["loggers"]["django"]["level"] = "WARNING"
