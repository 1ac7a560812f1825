"""Which copy of a record a form was opened with, however often the form is shown again."""

from collections.abc import Mapping
from typing import Any

from core.errors import BusinessError, StaleCopy


def copy_shown(posted: Mapping[str, Any], stored: object, refused: BusinessError | None = None) -> str:
    """The mark for the hidden field `seen`: the copy stored, but the posted one on a form that is shown again.

    A form that is refused for what was typed, or gets a row more, still rests on the copy it was opened with: what
    others have saved since would be overwritten unseen. Its author has to be told first (`refused` is a StaleCopy).
    """
    return str(stored) if isinstance(refused, StaleCopy) else posted.get("seen") or str(stored)
