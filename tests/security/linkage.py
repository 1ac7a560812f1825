"""The attack on a secret ballot by somebody who holds everything: a full dump with what the engine adds to each row.

The attacker knows who voted when, and which code and receipt everybody had. From rows in some order (by any column,
by xmin, by place) the attacker guesses that the first row is the first voter's, and so on; and joins rows of any two
tables that share a value, a transaction's number above all.
"""

import json
import re
from collections.abc import Sequence
from typing import Any

from django.db import connection

Row = dict[str, Any]
Dump = dict[str, list[Row]]
SYSTEM = {"postgresql": "xmin::text AS sys_xmin, ctid::text AS sys_ctid", "sqlite": "rowid AS sys_rowid"}


def full_dump() -> Dump:
    """Every row of every table, with what the engine knows of it beside its columns."""
    found: Dump = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT {SYSTEM[connection.vendor]}, t.* FROM "{table}" t')
            names = [column[0] for column in cursor.description]
            found[table] = [dict(zip(names, map(_read, row), strict=True)) for row in cursor.fetchall()]
    return found


def _read(value: Any) -> Any:
    """JSON as what it says: one engine writes its text with escapes, the other without."""
    return json.loads(value) if isinstance(value, str) and value[:1] in ("[", "{") else value


def changed(before: Dump, after: Dump) -> dict[str, tuple[int, int]]:
    """table → rows that went and rows that came (a rewritten row is both)."""
    found = {}
    for table in after:
        old, new = ({json.dumps(row, default=str, sort_keys=True) for row in dump[table]} for dump in (before, after))
        if old != new:
            found[table] = (len(old - new), len(new - old))
    return found


def text_of(dump: Dump) -> str:
    return json.dumps(dump, default=str, ensure_ascii=False)


def sequences(dump: Dump, marks: Sequence[str]) -> dict[str, list[int]]:
    """Every order in which the voters' marks stand anywhere: rows by each of their columns, and lists inside values."""
    found: dict[str, list[int]] = {}
    for table, rows in dump.items():
        held = [(row, [n for n, mark in enumerate(marks) if mark in json.dumps(row, default=str, ensure_ascii=False)])
                for row in rows]  # fmt: skip
        single = [(row, numbers[0]) for row, numbers in held if len(numbers) == 1]
        if len(single) > 1:
            for column in single[0][0]:
                found[f"{table} by {column}"] = [
                    n for _, n in sorted(single, key=lambda pair: sorting(pair[0][column]))
                ]
        for place, (row, numbers) in enumerate(held):
            if len(numbers) > 1:
                for column, value in row.items():
                    text = value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
                    order = sorted((text.index(mark), n) for n, mark in enumerate(marks) if mark in text)
                    if len(order) > 1:
                        found[f"{table} row {place} in {column}"] = [n for _, n in order]
    return found


def sorting(value: Any) -> tuple:
    """Numbers as numbers, also those of a place like (3,17)."""
    text = str(value)
    if re.fullmatch(r"[\d(),.]+", text):
        return (0, [int(part) for part in re.findall(r"\d+", text)])
    return (1, text)


def hits(order: Sequence[int], truth: Sequence[int] | None = None) -> int:
    """How many of the guesses are right, read forwards or backwards."""
    truth = truth if truth is not None else range(len(order))
    forwards = sum(a == b for a, b in zip(order, truth, strict=True))
    backwards = sum(a == b for a, b in zip(order, list(truth)[::-1], strict=True))
    return max(forwards, backwards)


def correlation(order: Sequence[int]) -> float:
    """Spearman's: 1 or -1 where the order is that of the vote."""
    n = len(order)
    distance = sum((place - number) ** 2 for place, number in enumerate(order))
    return 1 - 6 * distance / (n * (n * n - 1))


def linked_by_transaction(dump: Dump, marks: Sequence[str], others: Sequence[str]) -> int:
    """Voters whose mark and whose other mark (code, receipt) stand alone in rows of one and the same transaction."""
    if connection.vendor != "postgresql":
        return 0
    of_mark, of_other = (_transactions(dump, wanted) for wanted in (marks, others))
    return sum(bool(of_mark[n] & of_other[n]) for n in range(len(marks)))


def _transactions(dump: Dump, marks: Sequence[str]) -> list[set[str]]:
    found: list[set[str]] = [set() for _ in marks]
    for rows in dump.values():
        for row in rows:
            text = json.dumps(row, default=str, ensure_ascii=False)
            numbers = [n for n, mark in enumerate(marks) if mark in text]
            if len(numbers) == 1:
                found[numbers[0]].add(row["sys_xmin"])
    return found
