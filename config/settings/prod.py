"""Production: PostgreSQL, Redis, Celery, TLS before it. Refuses to start without its secrets."""

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *  # noqa: F403
from config.settings.base import LOGGING, env

DEBUG = False
DEMONSTRATION = False
SECRET_KEY = env("SECRET_KEY")
# Former keys: what they signed stays valid while a key is being changed.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [f"https://{host.replace('.', '*.', 1) if host[:1] == '.' else host}" for host in ALLOWED_HOSTS]
SITE_URL = env("SITE_URL")

if not env("DATABASE_URL").startswith(("postgres://", "postgresql://")):
    raise ImproperlyConfigured("DATABASE_URL must lead to PostgreSQL: postgres://user:password@host:5432/name")
if not env("REDIS_URL").startswith(("redis://", "rediss://", "unix://")):
    raise ImproperlyConfigured("REDIS_URL must lead to Redis: redis://host:6379/0")
env("DATA")  # database backups, media and fonts lie in a folder that somebody has chosen

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=365 * 24 * 3600)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"
PROXY_COUNT = env.int("PROXY_COUNT", default=1)

vars().update(env.email("EMAIL_URL", default="consolemail://"))
ADMINS = [("admin", address) for address in env.list("ADMIN_EMAILS", default=[])]
LOGGING["handlers"]["console"] |= {"formatter": "json", "stream": "ext://sys.stdout"}
LOGGING["handlers"]["mail"] = {"class": "django.utils.log.AdminEmailHandler", "level": "ERROR", "include_html": False}
LOGGING["loggers"]["django.request"]["handlers"] = ["mail"]
