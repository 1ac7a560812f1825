"""The virtual environment with the pinned packages, and the libraries and fonts of the system.

    python3 scripts/setup.py          what the application needs
    python3 scripts/setup.py --dev    and what checks and tests need

Does only what is not done yet. Standard library only.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  (whoever has an older one is told so)
    sys.exit("Python 3.11 or newer is needed. Name it: make run PYTHON=python3.12")

import argparse
import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import host

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".packages.json"
REQUIREMENTS = "requirements.txt"
DEVELOPMENT = "requirements-dev.txt"
FALLBACK_FONTS = "requirements-fonts.txt"


def set_up(*, development: bool = False) -> list[str]:
    """Everything in place; returns the names of system packages that are missing still."""
    parts = host.FOR_RUNNING + (host.FOR_TESTING if development else ())
    missing = [part.package for part in host.provide(parts)]
    ensure_environment()
    install(DEVELOPMENT if development else REQUIREMENTS)
    if "fonts-noto-cjk" in missing:
        install(FALLBACK_FONTS)
    return missing


def ensure_environment() -> None:
    """A virtual environment whose Python answers; one that was moved or broken is made anew."""
    if PYTHON.exists() and subprocess.run([PYTHON, "-c", ""], check=False, capture_output=True).returncode == 0:
        return
    print(f"· virtual environment {VENV}", flush=True)
    if VENV.exists():
        shutil.rmtree(VENV)
    made = subprocess.run([sys.executable, "-m", "venv", VENV], check=False, capture_output=True, text=True)
    if made.returncode and os.geteuid() == 0 and shutil.which("apt-get"):
        # Debian keeps the module in a package of its own.
        subprocess.run(["apt-get", "install", "-y", "python3-venv"], check=False, capture_output=True)
        made = subprocess.run(
            [sys.executable, "-m", "venv", "--clear", VENV], check=False, capture_output=True, text=True
        )
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit(f"The virtual environment could not be made (Debian: apt-get install python3-venv):\n{made.stdout}")


def install(requirements: str) -> None:
    """The packages of one list, unless this very list is installed already."""
    installed = json.loads(STAMP.read_text()) if STAMP.exists() else {}
    wanted = _digest(requirements)
    if installed.get(requirements) == wanted:
        return
    print(f"· packages of {requirements}", flush=True)
    command = [
        f"{PYTHON}",
        "-m",
        "pip",
        "install",
        # Twice: errors are shown, the warnings of a machine's own pip settings are not.
        "--quiet",
        "--quiet",
        "--disable-pip-version-check",
        "-r",
        f"{ROOT / requirements}",
    ]
    if subprocess.run(command, check=False).returncode:
        sys.exit(f"The packages of {requirements} could not be installed; the reason stands above.")
    installed[requirements] = wanted
    if requirements == DEVELOPMENT:  # it includes the other
        installed[REQUIREMENTS] = _digest(REQUIREMENTS)
    STAMP.write_text(json.dumps(installed))


def _digest(requirements: str) -> str:
    """Of the list and of the one it includes."""
    names = {requirements, REQUIREMENTS} if requirements == DEVELOPMENT else {requirements}
    return hashlib.sha256(b"".join((ROOT / name).read_bytes() for name in sorted(names))).hexdigest()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--dev", action="store_true", help="also what checks and tests need")
    set_up(development=parser.parse_args().dev)
