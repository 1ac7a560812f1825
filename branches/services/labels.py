"""What a column is called on the pages."""

from typing import Any


def label_of(model: Any, field: str) -> str:
    return str(model._meta.get_field(field).verbose_name)
