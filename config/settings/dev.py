"""The embedded default: SQLite, no Redis, jobs in the server process."""

from config.settings.base import *  # noqa: F403
from config.settings.base import env

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="only-for-the-demonstration-" + "0123456789" * 5)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
DEMONSTRATION = True
