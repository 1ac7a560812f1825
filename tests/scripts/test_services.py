"""The private servers beside a command: they answer, and they are gone afterwards."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

import services  # noqa: E402

pytestmark = pytest.mark.skipif(bool(services.missing()), reason="PostgreSQL and Redis are not installed")
PROGRAM = """
import os, psycopg2, redis
cursor = psycopg2.connect(os.environ["DATABASE_URL"]).cursor()
cursor.execute("SELECT datcollate FROM pg_database WHERE datname = current_database()")
assert cursor.fetchone()[0] in ("C.UTF-8", "C")
assert redis.Redis.from_url(os.environ["REDIS_URL"]).ping()
print(os.environ["DATABASE_URL"], os.environ["REDIS_URL"])
raise SystemExit(7)
"""


def test_a_command_finds_both_and_its_exit_code_is_kept():
    command = [sys.executable, ROOT / "scripts" / "services.py", "--", sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (7, "")
    for address in done.stdout.split():
        port = int(address.rpartition(":")[2].partition("/")[0])
        assert services._ask(port, b"PING\r\n") == b""


def test_a_command_that_does_not_exist_is_named():
    command = [sys.executable, ROOT / "scripts" / "services.py", "--only", "redis", "--", "no-such-command"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 127
    assert "no-such-command" in done.stderr
