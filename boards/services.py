"""How much a stranger may send: counted in the database, by address and hour."""

from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from boards.models import VisitorCount
from core.audit import address_of
from core.errors import BusinessError

OPINIONS_AN_HOUR = 10  # a whole office may stand behind one address


def count_visitor(request: HttpRequest, *, limit: int = OPINIONS_AN_HOUR) -> None:
    """Counts this sending; BusinessError when the address has sent too much within the hour."""
    now = timezone.localtime()
    digest = salted_hmac(f"visitor {now:%Y-%m-%d}", address_of(request) or "unknown", algorithm="sha256").hexdigest()
    hour = now.replace(minute=0, second=0, microsecond=0)
    VisitorCount.objects.get_or_create(digest=digest, hour=hour)
    within = VisitorCount.objects.filter(digest=digest, hour=hour, count__lt=limit).update(count=F("count") + 1)
    if not within:
        raise BusinessError("同一网络一小时内提交的意见较多，请稍后再试，或按公示所列联系方式反映。")
