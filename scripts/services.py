"""Runs a command beside a private PostgreSQL and a private Redis, and stops both afterwards.

    python scripts/services.py -- pytest tests/core
    python scripts/services.py --only postgresql -- python manage.py migrate

The command finds DATABASE_URL and REDIS_URL in its environment. Both servers listen on free loopback
ports, keep everything in one temporary folder, and are gone when the command is, however it ended.
Standard library only: it runs before the virtual environment exists, too.
"""

import argparse
import contextlib
import ctypes
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

NAMES = ("postgresql", "redis")
UNAVAILABLE = 69  # EX_UNAVAILABLE of sysexits.h: a service could not be found or did not start
OLDEST_POSTGRESQL = 14
START_SECONDS = 60
STOP_SECONDS = 20


class ServiceError(Exception):
    """A service is not installed or does not start; the text says what to do."""


def postgresql_folder() -> Path | None:
    """The folder with initdb and postgres of the newest usable PostgreSQL."""
    folders = list(Path("/usr/lib/postgresql").glob("*/bin"))
    folders += [Path("/usr/local/pgsql/bin"), *Path("/usr").glob("pgsql-*/bin"), *Path("/opt").glob("*/opt/post*/bin")]
    if found := shutil.which("initdb"):
        folders.append(Path(found).resolve().parent)
    usable = [(version, folder) for folder in folders if (version := _postgresql_version(folder))]
    return max(usable)[1] if usable else None


def _postgresql_version(folder: Path) -> int:
    """The main version, or 0 where the folder holds no PostgreSQL that can be used."""
    if not all(os.access(folder / name, os.X_OK) for name in ("initdb", "postgres")):
        return 0
    with contextlib.suppress(OSError):
        said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False).stdout
        if match := re.search(r"PostgreSQL\D*(\d+)", said):
            return int(match[1]) if int(match[1]) >= OLDEST_POSTGRESQL else 0
    return 0


def redis_program() -> str | None:
    return shutil.which("redis-server")


def missing() -> list[str]:
    """Which of the services this machine does not have."""
    return [name for name, found in zip(NAMES, (postgresql_folder(), redis_program()), strict=True) if not found]


@contextlib.contextmanager
def running(names: tuple[str, ...] = NAMES) -> Iterator[dict[str, str]]:
    """The named services run inside the block; yields the environment that leads to them."""
    folder = Path(tempfile.mkdtemp(prefix="yipin-services-"))
    folder.chmod(0o755)
    starters = {"postgresql": _start_postgresql, "redis": _start_redis}
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        environment: dict[str, str] = {}
        for name in names:
            process, found = starters[name](folder)
            stack.callback(_stop, process)
            environment |= found
        yield environment


def _start_postgresql(folder: Path) -> tuple[subprocess.Popen, dict[str, str]]:
    programs = postgresql_folder()
    if programs is None:
        raise ServiceError(
            f"PostgreSQL {OLDEST_POSTGRESQL} or newer was not found (Debian: apt-get install postgresql)"
        )
    home = folder / "postgresql"
    home.mkdir()
    account = _unprivileged()
    if account:
        os.chown(home, account["user"], account["group"])
    _initdb(programs, home, account)

    def command(port: int) -> list[str]:
        # Nothing here outlives the command, so the disk need not be waited for; commits stay in order.
        options = {"fsync": "off", "full_page_writes": "off", "max_connections": "200", "shared_buffers": "256MB"}
        options |= {"listen_addresses": "127.0.0.1", "port": str(port), "unix_socket_directories": str(home)}
        options |= {"timezone": "UTC", "log_min_messages": "warning", "max_wal_size": "2GB"}
        return [f"{programs}/postgres", "-D", f"{home}/data", *(f"--{name}={value}" for name, value in options.items())]

    process, port = _start("PostgreSQL", command, home, account, _postgresql_answers)
    return process, {"DATABASE_URL": f"postgres://postgres@127.0.0.1:{port}/postgres"}


def _initdb(programs: Path, home: Path, account: dict) -> None:
    for locale in ("C.UTF-8", "C"):  # a few systems have no C.UTF-8; both order by code point
        arguments = [f"--pgdata={home}/data", f"--locale={locale}", "--encoding=UTF8", "--username=postgres"]
        done = subprocess.run(
            [programs / "initdb", *arguments, "--auth=trust", "--no-sync"],
            cwd=home, env=_plain_environment(), capture_output=True, text=True, check=False, **account,
        )  # fmt: skip
        if done.returncode == 0:
            return
        shutil.rmtree(home / "data", ignore_errors=True)
    raise ServiceError(f"PostgreSQL's initdb failed:\n{done.stderr}")


def _start_redis(folder: Path) -> tuple[subprocess.Popen, dict[str, str]]:
    program = redis_program()
    if program is None:
        raise ServiceError("redis-server was not found (Debian: apt-get install redis-server)")
    home = folder / "redis"
    home.mkdir()

    def command(port: int) -> list[str]:
        return [
            program,
            "--port",
            str(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            f"{home}",
        ]

    process, port = _start("Redis", command, home, {}, _redis_answers)
    return process, {"REDIS_URL": f"redis://127.0.0.1:{port}/0"}


def _start(label: str, command, home: Path, account: dict, answers) -> tuple[subprocess.Popen, int]:
    """The running server and its port; another process may take a free port first, so three tries."""
    log = home / "log"
    for _ in range(3):
        port = _free_port()
        with log.open("ab") as output:
            process = subprocess.Popen(
                command(port), cwd=home, env=_plain_environment(), stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT, start_new_session=True, preexec_fn=_die_with_parent, **account,
            )  # fmt: skip
        end = time.monotonic() + START_SECONDS
        while process.poll() is None and time.monotonic() < end:
            if answers(port):
                return process, port
            time.sleep(0.05)
        _stop(process)
    raise ServiceError(f"{label} did not start:\n{log.read_text(errors='replace')[-2000:]}")


def _stop(process: subprocess.Popen) -> None:
    """SIGINT ends PostgreSQL at once without waiting for its clients, and Redis as well."""
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if process.poll() is not None:
            return
        process.send_signal(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)


def _postgresql_answers(port: int) -> bool:
    """It answers a request to start TLS with S or N as soon as it takes connections; before, it has no socket."""
    return _ask(port, b"\x00\x00\x00\x08\x04\xd2\x16\x2f") in (b"S", b"N") and _accepts_log_in(port)


def _accepts_log_in(port: int) -> bool:
    """A start-up message answered by R (authentication), not by E (still starting)."""
    body = b"\x00\x03\x00\x00user\x00postgres\x00database\x00postgres\x00\x00"
    return _ask(port, (len(body) + 4).to_bytes(4, "big") + body) == b"R"


def _redis_answers(port: int) -> bool:
    return _ask(port, b"PING\r\n") == b"+"


def _ask(port: int, message: bytes) -> bytes:
    """The first byte of the answer, empty where nobody answers."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(message)
            return connection.recv(1)
    except OSError:
        return b""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _unprivileged() -> dict:
    """PostgreSQL refuses to run as root: then as postgres, else as nobody."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            account = pwd.getpwnam(name)
            return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise ServiceError("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")


def _plain_environment() -> dict[str, str]:
    """Without PGDATA and the like of the caller."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _die_with_parent() -> None:
    """On Linux the server gets SIGINT when this process dies, even by SIGKILL."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, int(signal.SIGINT))  # 1 = PR_SET_PDEATHSIG


def run(command: list[str], environment: Mapping[str, str]) -> int:
    """The command's exit code. SIGTERM is passed on; Ctrl-C reaches the command by itself, and is waited for."""
    process = subprocess.Popen(command, env={**os.environ, **environment})
    before = signal.signal(signal.SIGTERM, lambda number, _frame: process.send_signal(number))
    try:
        while True:
            try:
                code = process.wait()
                return code if code >= 0 else 128 - code
            except KeyboardInterrupt:
                continue
    finally:
        signal.signal(signal.SIGTERM, before)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", choices=NAMES, action="append", help="start this service only (may be repeated)")
    parser.add_argument("command", nargs="+", help="what to run, after --")
    arguments = parser.parse_args()
    try:
        with running(tuple(arguments.only or NAMES)) as environment:
            return run(arguments.command, environment)
    except ServiceError as error:
        print(f"services: {error}", file=sys.stderr)
        return UNAVAILABLE
    except FileNotFoundError as error:
        print(f"services: {error}", file=sys.stderr)
        return 127


if __name__ == "__main__":
    sys.exit(main())
