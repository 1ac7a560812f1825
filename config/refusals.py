"""Django's own pages of refused requests, for which nobody's waiting work is counted."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.views import defaults

Refusal = Callable[[HttpRequest, Exception], HttpResponse]


def _uncounted(page: Refusal) -> Refusal:
    def refuse(request: HttpRequest, exception: Exception) -> HttpResponse:
        # The menu leaves its numbers out: whoever tries addresses costs no counting.
        request.is_refused = True  # type: ignore[attr-defined]
        return page(request, exception)

    return refuse


bad_request = _uncounted(defaults.bad_request)
forbidden = _uncounted(defaults.permission_denied)
not_found = _uncounted(defaults.page_not_found)
