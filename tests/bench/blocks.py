"""How much of the database an answer reads: PostgreSQL's own count of 8 kB blocks, however busy the machine is."""

import json
import re
from collections.abc import Iterable

from django.db import connection

CURSOR = re.compile(r"^DECLARE .*? CURSOR (?:WITH HOLD )?FOR ")


def blocks_read(statements: Iterable[str]) -> int:
    """Blocks that the reading ones among the statements touch, cached or not."""
    read = 0
    with connection.cursor() as cursor:
        for statement in statements:
            select = CURSOR.sub("", statement)
            if not select.startswith("SELECT"):
                continue
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {select}")
            found = cursor.fetchone()[0]
            plan = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
            read += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
    return read
