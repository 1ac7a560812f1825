"""Who may log in with what."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from accounts.models import User


class AccountBackend(ModelBackend):
    """Name and password; the demonstration's well-known password opens nothing outside a demonstration."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        if password == settings.DEMO_PASSWORD and not settings.DEMONSTRATION:
            return None
        return super().authenticate(request, username=username, password=password, **kwargs)
