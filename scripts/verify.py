"""Checks and tests: python3 scripts/verify.py check | test (ARGS in the environment narrows the tests).

A failed step does not keep the next ones from running; what failed is named at the end.
"""

import argparse
import os
import shlex
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from pathlib import Path

import services
import setup

NO_TESTS = 5  # pytest's exit code when nothing was collected
# Complete, and leading nowhere: the checks of the production settings only read them.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.prod",
    "SECRET_KEY": "kQ7-only-for-the-check-of-settings-0123456789-abcdefghij-KLMNOPQRSTUVWXYZ",
    "ALLOWED_HOSTS": "brands.example.cn",
    "SITE_URL": "https://brands.example.cn",
    "DATABASE_URL": "postgres://yipin:secret@127.0.0.1:5432/yipin",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
}


class Report:
    """What was run, how long it took, what failed, and how many tests there were."""

    def __init__(self) -> None:
        self.failed: list[str] = []
        self.counts = {"passed": 0, "failed": 0, "skipped": 0}

    def step(self, name: str, command: list, environment: Mapping[str, str] | None = None) -> int:
        print(f"\n── {name}: {shlex.join(map(str, command))}", flush=True)
        begun = time.monotonic()
        code = subprocess.run(command, env={**os.environ, **(environment or {})}, check=False).returncode
        if code:
            self.failed.append(name)
        print(f"── {name}: {'FAILED' if code else 'ok'} ({time.monotonic() - begun:.0f} s)", flush=True)
        return code

    def tests(self, name: str, arguments: list[str], environment: Mapping[str, str], *, may_be_empty: bool) -> None:
        """One run of pytest, its counts added."""
        with tempfile.TemporaryDirectory() as folder:
            result = Path(folder) / "result.xml"
            command = [setup.PYTHON, "-m", "pytest", f"--junitxml={result}", *arguments]
            if self.step(name, command, environment) == NO_TESTS and may_be_empty:
                self.failed.remove(name)
            if result.exists():
                self._add(result)

    def _add(self, result: Path) -> None:
        for suite in ElementTree.parse(result).iter("testsuite"):
            number = {key: int(suite.get(key, 0)) for key in ("tests", "failures", "errors", "skipped")}
            failed = number["failures"] + number["errors"]
            self.counts["failed"] += failed
            self.counts["skipped"] += number["skipped"]
            self.counts["passed"] += max(0, number["tests"] - failed - number["skipped"])

    def close(self) -> int:
        if any(self.counts.values()):
            print("\n" + ", ".join(f"{count} {name}" for name, count in self.counts.items()))
        if self.failed:
            print(f"\nFAILED: {', '.join(self.failed)}", flush=True)
        return 1 if self.failed else 0


def check(report: Report) -> None:
    """Everything that can be seen without running the application."""
    module = [setup.PYTHON, "-m"]
    manage = [setup.PYTHON, "manage.py"]
    with tempfile.TemporaryDirectory() as folder:
        data = {"DATA": folder, "DJANGO_SETTINGS_MODULE": "config.settings.test", "DATABASE_URL": "", "REDIS_URL": ""}
        report.step("format", [*module, "ruff", "format", "--check", "."])
        report.step("lint", [*module, "ruff", "check", "."])
        report.step("types", [*module, "mypy", "."], data)
        report.step("templates", [*module, "djlint", "--lint", "--quiet", "templates"])
        report.step("migrations", [*manage, "makemigrations", "--check", "--dry-run"], data)
        deploy = [*manage, "check", "--deploy", "--fail-level", "WARNING"]
        report.step("production settings", deploy, PRODUCTION | {"DATA": folder})


def test(report: Report, narrowed: list[str]) -> None:
    """SQLite with all tests, then PostgreSQL, Redis and a Celery worker with all but the browser's."""
    arguments = narrowed or ["-n", str(min(4, os.cpu_count() or 1))]
    with tempfile.TemporaryDirectory(prefix="yipin-test-") as folder:
        here = {"DATA": folder, "DATABASE_URL": "", "REDIS_URL": "", "JOB_RUNNER": "embedded"}
        # Once for all test processes, not by each of them.
        report.step("fonts", [setup.PYTHON, "manage.py", "fonts"], here)
        report.tests("tests on SQLite", arguments, here, may_be_empty=bool(narrowed))
        if absent := services.missing():
            print(f"\n{'!' * 78}\n!! NOT TESTED on PostgreSQL and Redis: {' and '.join(absent)} not found\n{'!' * 78}")
            return
        try:
            with services.running() as environment:
                there = {"DATA": folder, "JOB_RUNNER": "celery", **environment}
                report.tests(
                    "tests on PostgreSQL and Redis", without_browser(arguments), there, may_be_empty=bool(narrowed)
                )
        except services.ServiceError as error:
            print(error, file=sys.stderr)
            report.failed.append("PostgreSQL and Redis")


def without_browser(arguments: list[str]) -> list[str]:
    """A browser sees the same on both engines; a choice of marks that was given stays in force."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("-m", dest="marks")
    known, others = parser.parse_known_args(arguments)
    return [*others, "-m", f"({known.marks}) and not browser" if known.marks else "not browser"]


def main() -> int:
    os.chdir(setup.ROOT)
    what = sys.argv[1] if len(sys.argv) == 2 else ""
    if what not in ("check", "test"):
        print(__doc__.partition("\n")[0], file=sys.stderr)
        return 2
    report = Report()
    narrowed = shlex.split(os.environ.get("ARGS", ""))
    setup.set_up(development=True)
    if what == "check" or not narrowed:
        check(report)
    if what == "test":
        test(report, narrowed)
    return report.close()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
