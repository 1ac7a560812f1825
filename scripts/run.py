"""From nothing to a running demonstration: python3 scripts/run.py (PORT, HOST and DATA in the environment)."""

import os
import socket
import subprocess
import sys

import setup

DEFAULTS = {"PORT": "8000", "HOST": "127.0.0.1", "DATA": "var"}


def main() -> None:
    os.chdir(setup.ROOT)
    given = {name: os.environ.get(name) or default for name, default in DEFAULTS.items()}
    refuse_taken_port(given["HOST"], given["PORT"])
    os.environ |= given | {"ANNOUNCE": "1", "PYTHONUNBUFFERED": "1"}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    setup.set_up()
    if code := subprocess.run([setup.PYTHON, "manage.py", "prepare", "--demo"], check=False).returncode:
        sys.exit(code)
    print("· server", flush=True)
    gunicorn = [str(setup.PYTHON), "-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi:application"]
    # In place of this process: Ctrl-C and SIGTERM reach the server itself.
    os.execv(gunicorn[0], gunicorn)


def refuse_taken_port(host: str, port: str) -> None:
    if not port.isdecimal() or not 0 < int(port) < 65536:
        sys.exit(f"PORT={port} is no port: a number from 1 to 65535 is needed.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            sys.exit(f"{host}:{port} cannot be used ({error.strerror}). Name another port: make run PORT=8001")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
