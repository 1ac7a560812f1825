"""How server and typesetter talk: a JSON head and a body of raw bytes, both with their lengths before them."""

import json
import struct
from collections.abc import Callable

LENGTHS = struct.Struct(">II")


def pack(head: dict, body: bytes) -> bytes:
    text = json.dumps(head).encode()
    return LENGTHS.pack(len(text), len(body)) + text + body


def unpack(read: Callable[[int], bytes]) -> tuple[dict, bytes] | None:
    """The next message through `read(n)`, which gives exactly n bytes or b"" at the end; None at the end."""
    lengths = read(LENGTHS.size)
    if not lengths:
        return None
    head, body = LENGTHS.unpack(lengths)
    return json.loads(read(head)), read(body) if body else b""
