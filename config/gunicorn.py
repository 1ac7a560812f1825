"""gunicorn -c config/gunicorn.py config.wsgi:application"""

import os
from typing import Any

import environ

env = environ.Env()

bind = env("BIND", default=f"{env('HOST', default='127.0.0.1')}:{env('PORT', default='8000')}")
# Threads, so that slow visitors hold a thread and not the server. Workers are processes: about one a core.
worker_class = "gthread"
workers = env.int("WEB_WORKERS", default=1)
threads = env.int("WEB_THREADS", default=8)
timeout = 60
graceful_timeout = 20
keepalive = 5
# Larger than any address or header of ours, smaller than what an attacker would like.
limit_request_line = 4094
limit_request_fields = 60
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, S108
control_socket_disable = True
# Off by default: nginx writes one. Addresses without their query, which may hold what was searched for.
accesslog = "-" if env.bool("ACCESS_LOG", default=False) else None
# Of opinions and ballots nothing, whatever is asked for: an address beside a time or a length could be matched.
logger_class = "config.access.QuietAccessLog"
access_log_format = '%(h)s "%(m)s %(U)s" %(s)s %(b)s %(M)sms'
errorlog = "-"
loglevel = env("GUNICORN_LOG_LEVEL", default="warning")


def when_ready(server: Any) -> None:
    """Tells whoever started it by hand where it is."""
    if env.bool("ANNOUNCE", default=False):
        host, _, port = bind.rpartition(":")
        shown = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104
        print(f"\n  http://{shown}:{port}/   (Ctrl-C ends it)\n", flush=True)


def post_worker_init(worker: Any) -> None:
    """Without Celery the jobs and the clock run in this process, as threads that end with it."""
    from django.conf import settings

    if settings.JOB_RUNNER == "embedded":
        from config.clock import start_clock
        from core.embedded import start_embedded_worker

        start_embedded_worker()
        start_clock()
