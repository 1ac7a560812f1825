"""Who may read a message."""

from typing import Any

from brands.models import Message


def may_read_message(user: Any, message: Message) -> bool:
    """One's own, nobody else's."""
    return bool(user.is_authenticated) and message.user_id == user.pk
