"""How much a stranger may send: counted in the database, by address and hour."""

from datetime import datetime

from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from boards.models import VisitorCount
from core.audit import address_of
from core.errors import BusinessError

OPINIONS_AN_HOUR = 10  # a whole office may stand behind one address
TOO_MANY = "同一网络一小时内提交的意见较多，请稍后再试，或按公示所列联系方式反映。"


def count_visitor(
    request: HttpRequest, *, limit: int = OPINIONS_AN_HOUR, purpose: str = "visitor", message: str = TOO_MANY
) -> None:
    """Counts this sending; BusinessError when the address has sent too much within the hour. Each purpose by itself."""
    digest, hour = _digest(request, purpose), _this_hour()
    VisitorCount.objects.get_or_create(digest=digest, hour=hour)
    within = VisitorCount.objects.filter(digest=digest, hour=hour, count__lt=limit).update(count=F("count") + 1)
    if not within:
        raise BusinessError(message)


def is_held_up(request: HttpRequest, *, limit: int, purpose: str) -> bool:
    """Has this address been counted so often within the hour? Looks, and writes nothing."""
    rows = VisitorCount.objects.filter(digest=_digest(request, purpose), hour=_this_hour(), count__gte=limit)
    return rows.exists()


def _digest(request: HttpRequest, purpose: str) -> str:
    day = f"{purpose} {timezone.localtime():%Y-%m-%d}"
    return salted_hmac(day, address_of(request) or "unknown", algorithm="sha256").hexdigest()


def forget_visitors() -> int:
    """Whoever has the server's key could try every address against what was kept: past hours are not kept."""
    return VisitorCount.objects.filter(hour__lt=_this_hour()).delete()[0]


def _this_hour() -> datetime:
    return timezone.localtime().replace(minute=0, second=0, microsecond=0)
