"""The production settings, read by a process of their own as a server reads them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
WHOLE = {
    "DJANGO_SETTINGS_MODULE": "config.settings.prod",
    "SECRET_KEY": "kQ7-only-for-tests-0123456789-abcdefghij-KLMNOPQRSTUVWXYZ-klmno",
    "ALLOWED_HOSTS": "brands.example.cn",
    "SITE_URL": "https://brands.example.cn",
    "DATABASE_URL": "postgres://yipin:secret@127.0.0.1:5432/yipin",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "DATA": "/srv/yipin",
}


def run(*arguments: str, **changed: str | None) -> subprocess.CompletedProcess:
    environment = {"PATH": os.environ["PATH"]} | {
        name: value for name, value in (WHOLE | changed).items() if value is not None
    }
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("name", [name for name in WHOLE if name != "DJANGO_SETTINGS_MODULE"])
def test_production_does_not_start_without(name):
    done = run("-c", "from django.conf import settings; settings.DEBUG", **{name: None})
    assert done.returncode == 1
    assert f"Set the {name} environment variable" in done.stderr


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"DATABASE_URL": "sqlite:////tmp/x.sqlite3"}, "must lead to PostgreSQL"),
        ({"REDIS_URL": "memory://"}, "must lead to Redis"),
    ],
)
def test_production_does_not_start_with(changed, word):
    done = run("-c", "from django.conf import settings; settings.DEBUG", **changed)
    assert done.returncode == 1
    assert word in done.stderr


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"SITE_URL": "http://brands.example.cn"}, "config.E004"),
        ({"SITE_URL": "https://elsewhere.example.cn"}, "config.E004"),
        ({"JOB_RUNNER": "embedded"}, "config.E003"),
    ],
)
def test_the_deployment_check_names(changed, fault):
    done = run("manage.py", "check", "--deploy", "--tag", "security", **changed)
    assert done.returncode == 1
    assert fault in done.stderr


def test_the_deployment_check_is_clean():
    done = run("manage.py", "check", "--deploy", "--tag", "security", "--fail-level", "WARNING")
    assert (done.returncode, done.stderr) == (0, "")


def test_production_is_closed():
    program = (
        "import json, django; django.setup(); from django.conf import settings as s;"
        "print(json.dumps([s.DEBUG, s.DEMONSTRATION, s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME,"
        "s.CELERY_ACCEPT_CONTENT, s.CACHES['default']['LOCATION'], s.JOB_RUNNER]))"
    )
    done = run("-c", program)
    assert json.loads(done.stdout) == [
        False, False, "__Host-sessionid", "__Host-csrftoken", ["json"], "redis://127.0.0.1:6379/1", "celery",
    ]  # fmt: skip
