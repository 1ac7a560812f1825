"""Measures the application and writes DATA/bench.json: name → number.

    python scripts/services.py -- python -m tests.bench [--only pages,overdue,pdf] [--sizes 1000,10000]

Exit code 1 when a page's number of queries depends on the size or is above the limit.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import django

PARTS = ("pages", "life", "overdue", "ledgers", "pdf", "similarity", "jobs")
SIZES = "1000,10000"
NAMES = "10000,100000,1000000"
LEDGERS = "1000,10000,100000"


@dataclass
class Report:
    """Everything measured, and what is not as it must be."""

    numbers: dict[str, float] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def write(self) -> None:
        from django.conf import settings

        path = settings.DATA_DIR / "bench.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(self.numbers, indent=1) + "\n", "utf-8")
        print(f"\n{len(self.numbers)} numbers in {path}")


def measure_pages(report: Report, options: argparse.Namespace) -> Iterator[str]:
    from tests.bench import pages

    numbers = pages.measure(options.sizes, say=say)
    report.numbers |= numbers
    report.faults += pages.faults(numbers, options.sizes)
    yield from pages.table(numbers, options.sizes)


def measure_life(report: Report, options: argparse.Namespace) -> Iterator[str]:
    from tests.bench import life

    numbers = life.measure(say=say)
    report.numbers |= numbers
    report.faults += life.faults(numbers)
    yield from life.table(numbers)


def measure_overdue(report: Report, options: argparse.Namespace) -> Iterator[str]:
    from tests.bench import overdue

    numbers = overdue.measure(say=say)
    report.numbers |= numbers
    report.faults += overdue.faults(numbers)
    yield from overdue.table(numbers)


def measure_pdf(report: Report, options: argparse.Namespace) -> Iterator[str]:
    from tests.bench import pdf

    numbers = pdf.measure()
    report.numbers |= numbers
    yield f"{'documents per second':<30}{'ours':>12}{'bare':>12}{'ratio':>12}"
    for name in ("application", "naming"):
        ours, bare, ratio = (numbers[f"pdf_{name}_{what}"] for what in ("per_second", "bare_per_second", "ratio"))
        yield f"{name:<30}{ours:12.2f}{bare:12.2f}{ratio:12.2f}"


def measure_similarity(report: Report, options: argparse.Namespace) -> Iterator[str]:
    from django.db import connection

    from tests.bench import similarity

    if connection.vendor != "postgresql":
        yield "similarity: measured on PostgreSQL only"
        return
    rows = similarity.measure(options.names)
    kinds = sorted(rows[0]["kinds"])
    yield f"{'names':>10}{'p50 ms':>8}{'p95 ms':>8}{'recall':>8}  " + "".join(f"{kind:>13}" for kind in kinds)
    for row in rows:
        size, shares = row["size"], row["kinds"]
        report.numbers |= {f"similarity_{name}_ms_{size}": round(row[name], 3) for name in ("p50", "p95")}
        report.numbers[f"similarity_recall_{size}"] = round(row["recall"], 4)
        for kind in kinds:
            report.numbers[f"similarity_recall_{kind.replace(' ', '_')}_{size}"] = round(shares[kind], 4)
        cells = "".join(f"{shares[kind]:>13.1%}" for kind in kinds)
        yield f"{size:>10,}{row['p50']:>8.2f}{row['p95']:>8.2f}{row['recall']:>8.1%}  {cells}"


def measure_jobs(report: Report, options: argparse.Namespace) -> Iterator[str]:
    from tests.bench import throughput
    from tests.bench.databases import fresh_database

    with fresh_database("jobs"):
        numbers = throughput.measure()
    report.numbers |= numbers
    yield from throughput.table(numbers)


def measure_ledgers(report: Report, options: argparse.Namespace) -> Iterator[str]:
    from tests.bench import ledgers

    numbers = ledgers.measure(options.ledgers, say=say)
    report.numbers |= numbers
    report.faults += ledgers.faults(numbers, options.ledgers)
    yield from ledgers.table(numbers, options.ledgers)


MEASURES: dict[str, Callable[[Report, argparse.Namespace], Iterator[str]]] = {
    "pages": measure_pages,
    "life": measure_life,
    "overdue": measure_overdue,
    "pdf": measure_pdf,
    "ledgers": measure_ledgers,
    "similarity": measure_similarity,
    "jobs": measure_jobs,
}


def say(line: str) -> None:
    print(line, flush=True)


def options_of(arguments: list[str]) -> argparse.Namespace:
    def numbers(text: str) -> list[int]:
        return sorted({int(part) for part in text.split(",")})

    def parts(text: str) -> list[str]:
        wanted = text.split(",")
        if unknown := set(wanted) - set(PARTS):
            raise argparse.ArgumentTypeError(f"no such part: {', '.join(sorted(unknown))}")
        return wanted

    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__.partition("\n")[0])
    parser.add_argument("--only", type=parts, default=list(PARTS), help=f"some of {','.join(PARTS)}")
    parser.add_argument("--sizes", type=numbers, default=numbers(SIZES), help=f"applications (default {SIZES})")
    parser.add_argument("--names", type=numbers, default=numbers(NAMES), help=f"names compared (default {NAMES})")
    parser.add_argument("--ledgers", type=numbers, default=numbers(LEDGERS), help=f"ledgers (default {LEDGERS})")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    options = options_of(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    django.setup()
    report = Report()
    for part in (part for part in PARTS if part in options.only):
        say(f"\n── {part}")
        begun = time.perf_counter()
        for line in MEASURES[part](report, options):
            say(line)
        say(f"   ({time.perf_counter() - begun:.0f} s)")
    report.write()
    for fault in report.faults:
        say(f"FAIL {fault}")
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
