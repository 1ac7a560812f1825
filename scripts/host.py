"""What pip cannot give: libraries, fonts, a browser, database servers. Installed by apt where that is possible.

Standard library only: it runs before the virtual environment exists.
"""

import ctypes
import ctypes.util
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import services

FONT_FOLDERS = [
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol"),
    Path("/usr/share/texmf/fonts/opentype/public/fandol"),
]
FANDOL = Path("/usr/local/share/fonts/fandol")


@dataclass(frozen=True)
class Part:
    """A package of Debian, how to see that it is there, and what is worse without it."""

    package: str
    there: Callable[[], bool]
    without: str


def _loads(library: str) -> Callable[[], bool]:
    """Whether the dynamic linker finds it, under Linux's name or the one of another system."""

    def there() -> bool:
        try:
            ctypes.CDLL(library)
        except OSError:
            return bool(ctypes.util.find_library(library.removeprefix("lib").partition(".so")[0]))
        return True

    return there


def _font(name: str) -> Callable[[], bool]:
    return lambda: any(next(folder.rglob(name), None) for folder in FONT_FOLDERS if folder.is_dir())


def _program(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


NO_PDF = "no PDF document can be made"
SUBSTITUTE = "official documents come out in a substitute font"
FOR_RUNNING = (
    Part("libpango-1.0-0", _loads("libpango-1.0.so.0"), NO_PDF),
    Part("libpangoft2-1.0-0", _loads("libpangoft2-1.0.so.0"), NO_PDF),
    Part("libharfbuzz-subset0", _loads("libharfbuzz-subset.so.0"), "PDF documents take sixty times as long"),
    Part("fontconfig", _program("fc-list"), NO_PDF),
    Part("fonts-noto-cjk", _font("NotoSerifCJK-Regular.ttc"), SUBSTITUTE),
    Part("fonts-lxgw-wenkai", _font("LXGWWenKai-Light.ttf"), "rare characters of names come out in a substitute font"),
    Part("texlive-lang-chinese", _font("FandolFang-Regular.otf"), SUBSTITUTE),
)
FOR_TESTING = (
    Part("chromium", _program("chromium", "chromium-browser", "google-chrome"), "the browser tests cannot run"),
    Part("poppler-utils", _program("pdftoppm"), "documents cannot be looked at as pictures"),
    Part("redis-server", lambda: services.redis_program() is not None, "nothing is tested with Celery"),
    Part("postgresql", lambda: services.postgresql_folder() is not None, "nothing is tested on PostgreSQL"),
)


def provide(parts: tuple[Part, ...]) -> list[Part]:
    """Installs what is missing where apt may be used, says loudly what stays missing, and returns that."""
    missing = [part for part in parts if not part.there()]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        _install(missing)
        missing = [part for part in missing if not part.there()]
    if missing:
        print("\n  MISSING on this machine:", file=sys.stderr)
        for part in missing:
            print(f"    {part.package:24} without it {part.without}", file=sys.stderr)
        names = " ".join(part.package for part in missing)
        print(f"  On Debian or Ubuntu, as root:  apt-get install --no-install-recommends {names}\n", file=sys.stderr)
    return missing


def _install(parts: list[Part]) -> None:
    """Each package by itself: one that cannot be had does not keep the others away."""
    print(f"· packages of the system: {' '.join(part.package for part in parts)}", flush=True)
    _quietly("apt-get", "update")
    for part in parts:
        if part.package == "texlive-lang-chinese":
            _take_fandol(part.package)
        else:
            _prepare_for(part.package)
            _quietly("apt-get", "install", "-y", "--no-install-recommends", part.package)


def _prepare_for(package: str) -> None:
    """No server of the package's own is wanted: ours are private ones."""
    setting = Path("/etc/postgresql-common/createcluster.conf")
    if package == "postgresql" and not setting.exists():
        setting.parent.mkdir(parents=True, exist_ok=True)
        setting.write_text("create_main_cluster = false\n")


def _take_fandol(package: str) -> None:
    """The package holds a whole typesetting system; of it only the font files are taken."""
    with tempfile.TemporaryDirectory() as folder:
        if not _quietly("apt-get", "-o", "APT::Sandbox::User=root", "download", package, cwd=folder):
            return
        FANDOL.mkdir(parents=True, exist_ok=True)
        for archive in Path(folder).glob("*.deb"):
            with (
                subprocess.Popen(["dpkg-deb", "--fsys-tarfile", archive], stdout=subprocess.PIPE) as process,
                tarfile.open(fileobj=process.stdout, mode="r|") as content,
            ):
                for member in content:
                    file = content.extractfile(member) if "/fandol/" in member.name else None
                    if file and member.name.endswith(".otf"):
                        (FANDOL / Path(member.name).name).write_bytes(file.read())


def _quietly(*command: str, cwd: str | None = None) -> bool:
    """Runs it without a word; what it said is shown when it fails."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"  {' '.join(command)} failed:\n{(done.stderr or done.stdout)[-800:]}", file=sys.stderr)
    return done.returncode == 0
