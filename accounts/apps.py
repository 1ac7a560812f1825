from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "账号"

    def ready(self) -> None:
        user_logged_in.connect(mark_session, dispatch_uid="accounts.mark_session")


def mark_session(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    """Every log-in, whichever way, begins a session that the rules know."""
    from accounts.sessions import begin

    begin(request.session, user)
