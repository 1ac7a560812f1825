"""Codes that people read from paper and type in: receipts of opinions, check codes of documents."""

import secrets

from django.db.models import QuerySet

# Without look-alikes (0 O, 1 I L).
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 10


def unused_code(taken: QuerySet, field: str) -> str:
    """A random code that none of the rows has."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if not taken.filter(**{field: code}).exists():
            return code
