"""One-time keys: a form that creates, sent twice, finds what the first one made."""

import uuid
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, models, transaction

from core.errors import BusinessError
from core.models import OneTimeKey

Made = TypeVar("Made", bound=models.Model)


def new_key() -> str:
    """A key for the hidden field of a form that creates."""
    return str(uuid.uuid4())


def spend(key: str, *, actor: Any) -> str | None:
    """Claim the key inside the caller's transaction: None when fresh, else the result remembered for it.

    Whoever comes second waits until the first transaction has ended, and then reads its result
    (an empty text when it remembered none).
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a key is spent in the transaction that creates")
    try:
        value = uuid.UUID(key)
    except (ValueError, TypeError, AttributeError):
        raise BusinessError("页面已失效，请返回后重新打开再提交。") from None
    user = actor if getattr(actor, "is_authenticated", False) else None
    spent, fresh = OneTimeKey.objects.select_for_update().get_or_create(key=value, defaults={"actor": user})
    if fresh:
        return None
    if spent.actor_id != (user.pk if user else None):
        raise BusinessError("页面已失效，请返回后重新打开再提交。")
    return spent.result


def remembered(model: type[Made], result: str) -> Made:
    """What the form with this key made; a key that was spent on another form has made no such thing."""
    try:
        return model._default_manager.get(pk=key_of(result))
    except ObjectDoesNotExist:
        raise BusinessError("页面已失效，请返回后重新打开再提交。") from None


def key_of(result: str) -> int:
    """The one number remembered; BusinessError where another form has left something else."""
    if not (result.isascii() and result.isdigit() and len(result) < 19):
        raise BusinessError("页面已失效，请返回后重新打开再提交。")
    return int(result)


def remember(key: str, result: object) -> None:
    """Keep what the form with this key made, in the same transaction."""
    OneTimeKey.objects.filter(key=uuid.UUID(key)).update(result=str(result))
