"""What every request and answer goes through: clean input, private answers, rules told in plain words."""

import logging
import re
from collections.abc import Callable, Iterable
from urllib.parse import unquote_to_bytes, urlsplit

from django.contrib import messages
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent, TooManyFilesSent
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect, render
from django.utils.html import format_html, format_html_join
from django.utils.http import escape_leading_slashes, url_has_allowed_host_and_scheme

from core.audit import record_denial
from core.errors import BusinessError

logger = logging.getLogger(__name__)
Handler = Callable[[HttpRequest], HttpResponse]

# Ten images of an activity and its documents fit; more at once is a mistake or an attack.
MAX_BODY = 64 * 1024 * 1024
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
# PostgreSQL refuses a NUL, UTF-8 a lone surrogate; SQLite keeps both silently.
UNCLEAN = re.compile("[\x00\ud800-\udfff]")
TOO_BIG = "提交的内容过大。请减少文字、压缩图片或分几次上传后再试。"
UNREADABLE = "提交的内容不完整或格式不正确，请返回上一页重新提交。"
BUSY = "有其他同志正在办理同一事项，您的操作没有生效，请稍后重试。"
BAD_CHARACTERS = "提交的内容中含有无法识别的字符，请删除后重新提交。"
BAD_ADDRESS = "网址不完整或含有无法识别的字符，请从页面上的链接重新进入。"


def refused_page(request: HttpRequest, status: int, message: str) -> HttpResponse:
    """A page that needs neither session nor database: it is shown before anything is known of the visitor."""
    response = render(request, "core/refused.html", {"message": message}, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


class CleanInputMiddleware:
    """Refuses what no browser of ours sends: unreadable bytes, NUL, lone surrogates, far too large bodies."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self._address_is_clean(request):
            return refused_page(request, 400, BAD_ADDRESS)
        try:
            if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY:
                return refused_page(request, 413, TOO_BIG)
            _ = request.GET  # parsed once and kept; too many parameters show here
            # Only forms: the body of anything else is left to the view that expects it.
            if request.content_type in FORM_TYPES and any(map(UNCLEAN.search, self._form_texts(request))):
                return refused_page(request, 400, BAD_CHARACTERS)
        except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
            return refused_page(request, 413, TOO_BIG)
        except (MultiPartParserError, SuspiciousOperation, UnreadablePostError, LookupError, ValueError):
            return refused_page(request, 400, UNREADABLE)
        return self.get_response(request)

    def _address_is_clean(self, request: HttpRequest) -> bool:
        """Path and query are UTF-8 without NUL; a charset of the visitor's choice is none of ours."""
        if (request.content_params or {}).get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
            return False
        query = unquote_to_bytes(request.META.get("QUERY_STRING", "").encode("latin-1", "replace"))
        try:
            return not UNCLEAN.search(query.decode() + request.path_info)
        except UnicodeError:
            return False

    def _form_texts(self, request: HttpRequest) -> Iterable[str]:
        for name, values in request.POST.lists():
            yield name
            yield from values
        # Django strips the files' own names of whatever cannot be printed.
        yield from request.FILES


class PrivateByDefaultMiddleware:
    """No cache keeps an answer unless its view said that it may."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response


class BusinessErrorMiddleware:
    """Tells the user which rule stood against the act, and writes refusals of access into the audit trail."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Of strangers the web server's log is enough: they could fill the trail at will.
        if response.status_code == 403 and request.user.is_authenticated:
            record_denial(request)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, RequestDataTooBig):
            return refused_page(request, 413, TOO_BIG)
        if isinstance(error, OperationalError) and _lost_to_another(error):
            error = BusinessError(BUSY)
        if not isinstance(error, BusinessError):
            return None
        if request.headers.get("HX-Request"):
            return HttpResponse(_as_html(error), status=409)
        if request.method == "POST":
            back = _came_from(request)
            if back:
                messages.error(request, _as_html(error))
                return redirect(back)
        request.is_refused = True  # type: ignore[attr-defined]
        return render(request, "core/conflict.html", {"error": error}, status=409)


def _lost_to_another(error: OperationalError) -> bool:
    """Two transactions waited for each other, or for too long: this one was undone and may be tried again."""
    deadlock = getattr(error.__cause__, "pgcode", None) in ("40P01", "40001")
    return deadlock or "database is locked" in str(error)


def _as_html(error: BusinessError) -> str:
    if not error.details:
        return format_html("{}", error.message)
    return format_html(
        '{}<ul class="mb-0">{}</ul>', error.message, format_html_join("", "<li>{}</li>", ((d,) for d in error.details))
    )


def _came_from(request: HttpRequest) -> str | None:
    """The page of ours on which the form stood; None when unknown, or when it is what failed."""
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, allowed_hosts={request.get_host()}, require_https=False):
        return None
    parts = urlsplit(referer)
    # A browser reads a path that begins with two slashes as the name of another server.
    return escape_leading_slashes(parts.path) + (f"?{parts.query}" if parts.query else "")
