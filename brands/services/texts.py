"""Texts that several hands may write: the loser of a race is told, and loses nothing typed."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.errors import StaleCopy


class ChangedMeanwhile(StaleCopy):
    """Somebody saved after this copy was read; `stored` is the row as it is now."""

    def __init__(self, stored: Any, names: Sequence[str], typed: Mapping[str, Any]) -> None:
        super().__init__("刚刚已由其他同志修改。您填写的内容仍在下方，请与已保存的内容核对后再次保存。")
        self.stored = stored
        self.theirs = [
            (str(stored._meta.get_field(name).verbose_name), getattr(stored, name))
            for name in names
            if name in typed and getattr(stored, name) != typed[name]
        ]


def write_texts(row: Any, names: Sequence[str], typed: Mapping[str, Any], *, version: int) -> bool:
    """Set the named columns of the locked row and count the edit; False when nothing changed.

    `version` is the copy that was edited. Raises ChangedMeanwhile when it is not the latest.
    """
    changed = [name for name in names if name in typed and getattr(row, name) != typed[name]]
    if not changed:
        return False
    if row.edit_version != version:
        raise ChangedMeanwhile(row, names, typed)
    for name in changed:
        setattr(row, name, typed[name])
    row.edit_version += 1
    return True
