"""What every template knows: the menu and the size of text."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.enums import TEXT_SIZE_COOKIE, TextSize
from branches.menu import Menu, menu_for


def menu(request: HttpRequest) -> dict[str, Any]:
    """`menu` is worked out when a template draws it: fragments and public pages cost no query."""
    size = request.COOKIES.get(TEXT_SIZE_COOKIE)
    size = size if size in TextSize.values else TextSize.STANDARD.value

    def build() -> Menu:
        match = request.resolver_match
        is_counted = not getattr(request, "is_refused", False)
        return menu_for(request.user, match.view_name if match else "", is_counted=is_counted)

    return {"menu": SimpleLazyObject(build), "text_size": size, "text_size_class": f"text-{size}"}
