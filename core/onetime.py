"""One-time keys: a form that creates, sent twice, finds what the first one made.

A key belongs to the person and the purpose (a process word) that spent it first; elsewhere it is refused, and the form
shown again carries another one.
"""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, models, transaction

from core.errors import BusinessError
from core.models import OneTimeKey
from core.posted import whole

Made = TypeVar("Made", bound=models.Model)
GONE = "页面已失效，请返回后重新打开再提交。"
FOREIGN = "本页此前已用于提交另一项内容，这次没有保存。请核对您填写的内容，再提交一次。"


def new_key() -> str:
    """A key for the hidden field of a form that creates."""
    return str(uuid.uuid4())


def form_key(posted: Mapping[str, Any]) -> str:
    """The key for a form shown (again): the posted one while nothing has been made with it, else a new one."""
    try:
        value = uuid.UUID(posted.get("key", ""))
    except (ValueError, TypeError, AttributeError):
        return new_key()
    return new_key() if OneTimeKey.objects.filter(pk=value).exists() else str(value)


def spend(key: str, *, actor: Any, purpose: str) -> str | None:
    """Claim the key inside the caller's transaction: None when fresh, else the result remembered for it.

    Whoever comes second waits until the first transaction has ended, and then reads its result
    (an empty text when it remembered none). BusinessError for a key that another form or person has spent.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a key is spent in the transaction that creates")
    try:
        value = uuid.UUID(key)
    except (ValueError, TypeError, AttributeError):
        raise BusinessError(GONE) from None
    user = actor if getattr(actor, "is_authenticated", False) else None
    defaults = {"actor": user, "purpose": purpose}
    spent, fresh = OneTimeKey.objects.select_for_update().get_or_create(key=value, defaults=defaults)
    if fresh:
        return None
    if (spent.actor_id, spent.purpose) != (user.pk if user else None, purpose):
        raise BusinessError(FOREIGN)
    return spent.result


def remember(key: str, result: object) -> None:
    """Keep what the form with this key made, in the same transaction."""
    OneTimeKey.objects.filter(key=uuid.UUID(key)).update(result=str(result))


def remember_all(key: str, made: Iterable[models.Model]) -> None:
    """The same for a form that makes several."""
    remember(key, ",".join(str(row.pk) for row in made))


def remembered(model: type[Made], result: str) -> Made:
    """What the form with this key made; BusinessError when it is not there any more."""
    try:
        return model._default_manager.get(pk=key_of(result))
    except ObjectDoesNotExist:
        raise BusinessError(GONE) from None


def remembered_all(model: type[Made], result: str) -> list[Made]:
    """What the form with this key made, in that order."""
    keys = [key_of(part) for part in result.split(",") if part]
    rows = model._default_manager.in_bulk(keys)
    return [rows[key] for key in dict.fromkeys(keys) if key in rows]


def key_of(result: str) -> int:
    """The one number remembered; BusinessError where there is none."""
    key = whole(result)
    if key is None:
        raise BusinessError(GONE)
    return key


def made_before(key: str, *, actor: Any, purpose: str) -> int | None:
    """What this very form has made already: asked before the form is checked, which would find its own traces."""
    try:
        value = uuid.UUID(key)
    except ValueError:
        return None
    spent = OneTimeKey.objects.filter(key=value, actor_id=actor.pk, purpose=purpose).exclude(result="").first()
    return key_of(spent.result) if spent else None
