"""The rules of sessions, applied before every view."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django_htmx.http import HttpResponseClientRedirect

from accounts.sessions import living_user

# What is open to somebody who must first change the password.
BEFORE_CHANGE = {"accounts:password", "accounts:logout", "accounts:text_size"}


class SessionRulesMiddleware:
    """Ends dead sessions, keeps public pages free of sessions, and leads to the forced change of password.

    The user stays lazy: an answer that never looks at it does not depend on the cookie and may be cached.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(lambda: living_user(request))
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        if match and (match.namespaces[:1] or [match.view_name])[0] in settings.SESSION_FREE:
            request.user = AnonymousUser()
            return None
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        user = request.user
        name = match.view_name if match else ""
        if user.is_authenticated:
            if user.needs_new_password() and name not in BEFORE_CHANGE:
                return _go(request, reverse("accounts:password"))
            return None
        reason = getattr(request, "session_ending", None)
        if reason and name not in ("accounts:login", "accounts:text_size"):
            query = urlencode({"ended": reason, "next": _way_back(request)})
            return _go(request, f"{reverse('accounts:login')}?{query}")
        return None


def _go(request: HttpRequest, url: str) -> HttpResponse:
    """A fragment cannot hold a whole page: htmx is told to open it instead."""
    return HttpResponseClientRedirect(url) if request.headers.get("HX-Request") else redirect(url)


def _way_back(request: HttpRequest) -> str:
    """Where to go after logging in again: the page itself, or the one on which the form stood."""
    if request.method == "GET" and not request.headers.get("HX-Request"):
        return request.get_full_path()
    referer = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(referer, allowed_hosts={request.get_host()})
    return referer if ours else ""
