"""Public pages are the same for all: kept ready for a minute, with an ETag, dropped when their subject changes."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

SECONDS = 60
WALL = "boards:wall"  # set anew by brands.services.creation.wall_changed


def brand_version_key(pk: int) -> str:
    """Set anew by brands.services.creation.brand_changed."""
    return f"boards:brand:{pk}"


def cached_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Keeps a page's answer under its full address; a view with a `pk` of a brand is dropped with that brand.

    A view whose page is true until a certain moment only says so by `response.true_until`: neither we nor anybody
    on the way keeps it longer.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        versions = cache.get_many([WALL, brand_version_key(kwargs.get("pk", 0))])
        text = f"{view.__name__}|{request.get_full_path()}|{sorted(versions.items())}"
        key = "boards:page:" + hashlib.sha256(text.encode()).hexdigest()
        content, until = cache.get(key) or (None, None)
        if content is None or (until and until <= timezone.now()):
            response = view(request, *args, **kwargs)
            if response.status_code != 200:
                return response
            content, until = response.content, getattr(response, "true_until", None)
            cache.set(key, (content, until), SECONDS)
        return public(request, HttpResponse(content), seconds=_seconds_left(until))

    return wrapped


def _seconds_left(until: datetime | None) -> int:
    """The usual time, or what is left until the page is not true any more."""
    if until is None:
        return SECONDS
    return max(0, min(SECONDS, int((until - timezone.now()).total_seconds())))


def tomorrow() -> datetime:
    """Until when a page is true that speaks of today."""
    return (timezone.localtime() + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


def public(request: HttpRequest, response: HttpResponse, *, seconds: int = SECONDS) -> HttpResponse:
    """The answer marked as one that anybody's cache may keep; 304 when the visitor has it already."""
    etag = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={seconds}"
    return get_conditional_response(request, etag=etag, response=response) or response
