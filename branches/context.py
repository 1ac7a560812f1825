"""What every template knows: the menu and the size of text."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from branches.menu import Menu, menu_for

TEXT_SIZES = {"standard": "", "large": "text-large", "largest": "text-largest"}
TEXT_SIZE_COOKIE = "text_size"


def menu(request: HttpRequest) -> dict[str, Any]:
    """`menu` is worked out when a template draws it: fragments and public pages cost no query."""
    size = request.COOKIES.get(TEXT_SIZE_COOKIE, "standard")
    size = size if size in TEXT_SIZES else "standard"

    def build() -> Menu:
        match = request.resolver_match
        return menu_for(request.user, match.view_name if match else "")

    return {"menu": SimpleLazyObject(build), "text_size": size, "text_size_class": TEXT_SIZES[size]}
