"""Limits of log-in attempts: by account and by address, kept in the database, over after a quarter of an hour."""

import math
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username, get_cool_off, get_failure_limit
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.audit import address_of, record
from core.enums import AuditKind


class LockoutHandler(AxesDatabaseHandler):
    """An account is locked after AXES_FAILURE_LIMIT failures, an address after LOGIN_ADDRESS_WEIGHT times as many.

    A whole office stands behind one address: one colleague's typing errors must not lock out the others.
    """

    def get_failures(self, request: HttpRequest, credentials: dict | None = None) -> int:
        by_account, by_address = (
            attempts.aggregate(total=Sum("failures_since_start"))["total"] or 0
            for attempts in self.get_user_attempts(request, credentials)
        )
        return max(by_account, by_address // settings.LOGIN_ADDRESS_WEIGHT)

    def user_login_failed(
        self, sender: Any, credentials: dict, request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        was_locked = getattr(request, "axes_locked_out", False)
        super().user_login_failed(sender, credentials, request, **kwargs)
        if request is not None and request.axes_locked_out and not was_locked:
            record(
                AuditKind.ACCESS,
                "登录失败次数过多，暂时锁定",
                details={"username": (get_client_username(request, credentials) or "")[:40]},
                address=request.axes_ip_address,
            )

    def reset_user_attempts(self, request: HttpRequest, credentials: dict | None = None) -> int:
        """After a success the account's failures are forgotten, the address's others are not: otherwise whoever
        has one account could try all the others without end."""
        return forget_failures(get_client_username(request, credentials))


def address(request: HttpRequest) -> str | None:
    return address_of(request)


def forget_failures(username: str) -> int:
    """Open a locked account again."""
    return AccessAttempt.objects.filter(username=username).delete()[0]


def has_failures(username: str) -> bool:
    """Whether there is anything to forget."""
    return AccessAttempt.objects.filter(username=username).exists()


def locked_page(request: HttpRequest, response: HttpResponse | None, credentials: dict | None) -> HttpResponse:
    """Says when to try again: the same for accounts that exist and those that don't."""
    answer = render(request, "accounts/locked.html", {"minutes": _minutes_left(request, credentials)}, status=429)
    answer["Retry-After"] = str(60 * _minutes_left(request, credentials))
    return answer


def _minutes_left(request: HttpRequest, credentials: dict | None) -> int:
    cool_off = get_cool_off(request)
    attempts = AccessAttempt.objects.filter(attempt_time__gte=get_cool_off_threshold(request))
    mine = attempts.filter(username=get_client_username(request, credentials))
    failures = mine.aggregate(total=Sum("failures_since_start"), last=Max("attempt_time"))
    if (failures["total"] or 0) < get_failure_limit(request, credentials):
        failures = attempts.filter(ip_address=request.axes_ip_address).aggregate(last=Max("attempt_time"))
    if failures["last"] is None:
        return math.ceil(cool_off.total_seconds() / 60)
    left = (failures["last"] + cool_off - request.axes_attempt_time).total_seconds()
    return max(1, math.ceil(left / 60))
