"""What changes on a brand, and on the wall that shows it."""

import secrets

from django.core.cache import cache
from django.db import transaction

from brands.models import Brand


def wall_changed() -> None:
    """Public pages made so far are not served any more, once the change is there for all to read."""
    transaction.on_commit(lambda: cache.set("boards:wall", secrets.token_hex(8), None))


def brand_changed(brand: Brand) -> None:
    transaction.on_commit(lambda: cache.set(f"boards:brand:{brand.pk}", secrets.token_hex(8), None))
    wall_changed()
