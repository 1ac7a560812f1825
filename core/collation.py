"""Paths sort by byte: on PostgreSQL `COLLATE "C"` makes a range on a path mean "below" and use the plain index."""

from collections.abc import Iterable

from django.db import migrations


def collate_by_byte(table: str, column: str, size: int) -> migrations.RunPython:
    """A migration operation for a path column; SQLite compares by byte already."""
    return collate_all_by_byte([(table, column)], size)


def collate_all_by_byte(columns: Iterable[tuple[str, str]], size: int) -> migrations.RunPython:
    """The same for several columns (table, column) in one operation."""
    named = tuple(columns)

    def forwards(apps, schema_editor) -> None:
        if schema_editor.connection.vendor == "postgresql":
            quote = schema_editor.quote_name
            for table, column in named:
                schema_editor.execute(
                    f'ALTER TABLE {quote(table)} ALTER COLUMN {quote(column)} TYPE varchar({size}) COLLATE "C"'
                )

    return migrations.RunPython(forwards, migrations.RunPython.noop)
