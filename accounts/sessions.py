"""How long a session lives: idle and absolute limits, and its death when rights or password change."""

import time
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from accounts.models import User

GENERATION = "generation"
BEGUN_AT = "begun_at"
SEEN_AT = "seen_at"
# The last sign of life is written at most once a minute: a page is no reason to write a row.
SEEN_STEP = 60

ENDINGS = {
    "idle": "较长时间没有操作，为保护账号已自动退出，请重新登录。",
    "age": "本次登录时间已较长，请重新登录。",
    "changed": "您的密码、授权或账号状态有变化，请重新登录。",
}


def begin(session: SessionBase, user: User) -> None:
    """Mark a new session with its beginning and the generation it belongs to."""
    now = int(time.time())
    session[GENERATION] = user.session_generation
    session[BEGUN_AT] = now
    session[SEEN_AT] = now


def ending(session: SessionBase, user: User) -> str | None:
    """Why the session is dead (a key of ENDINGS); None while it lives."""
    now = int(time.time())
    if session.get(GENERATION) != user.session_generation:
        return "changed"
    if now - session.get(BEGUN_AT, 0) > settings.SESSION_ABSOLUTE_SECONDS:
        return "age"
    if now - session.get(SEEN_AT, 0) > settings.SESSION_IDLE_SECONDS:
        return "idle"
    return None


def touch(request: HttpRequest) -> None:
    """A sign of life. What the page asks for by itself (a poll) is none."""
    if request.headers.get("HX-Request") and request.method == "GET":
        return
    now = int(time.time())
    # abs: after a clock that stepped back, the mark lies in the future and is set right.
    if abs(now - request.session.get(SEEN_AT, 0)) >= SEEN_STEP:
        request.session[SEEN_AT] = now


def living_user(request: HttpRequest) -> Any:
    """The user of the request's session if the session lives; a dead one is emptied and nobody is logged in."""
    user = get_user(request)
    if not isinstance(user, User):
        return user
    reason = ending(request.session, user)
    if reason:
        request.session.flush()
        request.session_ending = reason  # type: ignore[attr-defined]
        return AnonymousUser()
    touch(request)
    return user
