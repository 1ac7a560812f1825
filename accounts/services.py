"""Writes about accounts; each leaves a line in the audit trail and ends the sessions it must end."""

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.lockout import forget_failures
from accounts.models import User
from accounts.validators import username_rule
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError

# Without 0 O 1 l I: temporary passwords are read from paper and typed.
SMALL = "abcdefghijkmnpqrstuvwxyz"
CAPITALS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
DIGITS = "23456789"


def temporary_password() -> str:
    """Twelve characters to be shown once; long and mixed enough for either security profile."""
    chosen = [secrets.choice(kind) for kind in (SMALL, CAPITALS, DIGITS)]
    chosen += [secrets.choice(SMALL + CAPITALS + DIGITS) for _ in range(9)]
    secrets.SystemRandom().shuffle(chosen)
    return "".join(chosen)


def create_account(
    username: str,
    *,
    name: str,
    actor: User | None,
    password: str | None = None,
    email: str = "",
    phone: str = "",
) -> User:
    """A new account that must change its password at the first log-in; without a password nobody can use it yet."""
    username, name = username.strip(), name.strip()
    try:
        username_rule(username)
        if password is not None:
            validate_password(password, User(username=username, name=name))
    except ValidationError as error:
        raise BusinessError(error.messages[0], details=error.messages[1:]) from error
    if not name or len(name) > 40:
        raise BusinessError("姓名为必填，不超过 40 字。")
    try:
        with transaction.atomic():
            user = User.objects.create_user(username, password, name=name, email=email, phone=phone)
            record(AuditKind.ACCOUNT, "建立账号", actor=actor, subject=user, details={"username": username})
    except IntegrityError as error:
        raise BusinessError(f"账号“{username}”已存在。") from error
    return user


@transaction.atomic
def disable_account(user: User, *, actor: User) -> User:
    """Nobody can log in with it any more, and who is logged in is out at once."""
    if user.pk == actor.pk:
        raise BusinessError("不能停用自己的账号。")
    user = _locked(user)
    if not user.is_active:
        raise BusinessError(f"账号“{user.username}”已经停用。")
    user.is_active = False
    user.session_generation += 1
    user.save(update_fields=["is_active", "session_generation"])
    record(AuditKind.ACCOUNT, "停用账号", actor=actor, subject=user)
    return user


@transaction.atomic
def enable_account(user: User, *, actor: User) -> User:
    user = _locked(user)
    if user.is_active:
        raise BusinessError(f"账号“{user.username}”已在使用中。")
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(AuditKind.ACCOUNT, "启用账号", actor=actor, subject=user)
    return user


@transaction.atomic
def reset_password(user: User, *, actor: User) -> str:
    """A temporary password, shown once to whoever resets it; it must be changed at the next log-in."""
    if user.pk == actor.pk:
        raise BusinessError("修改自己的密码请在“我的”中进行。")
    user = _locked(user)
    password = temporary_password()
    user.set_password(password)
    user.must_change_password = True
    user.password_changed_at = timezone.now()
    user.session_generation += 1
    user.save(update_fields=["password", "must_change_password", "password_changed_at", "session_generation"])
    forget_failures(user.username)
    record(AuditKind.ACCOUNT, "重置密码", actor=actor, subject=user)
    return password


@transaction.atomic
def change_password(user: User, *, password: str, address: str | None = None) -> User:
    """The person's own change: every other session of the account ends."""
    fresh = _locked(user)
    try:
        validate_password(password, fresh)
    except ValidationError as error:
        raise BusinessError(error.messages[0], details=error.messages[1:]) from error
    fresh.set_password(password)
    fresh.must_change_password = False
    fresh.password_changed_at = timezone.now()
    fresh.session_generation += 1
    fresh.save(update_fields=["password", "must_change_password", "password_changed_at", "session_generation"])
    record(AuditKind.ACCOUNT, "修改密码", actor=fresh, subject=fresh, address=address)
    return fresh


@transaction.atomic
def change_contact(user: User, *, email: str, phone: str) -> User:
    """The person's own e-mail and phone."""
    fresh = _locked(user)
    changed = [
        label for label, old, new in (("电子邮箱", fresh.email, email), ("手机号", fresh.phone, phone)) if old != new
    ]
    if changed:
        fresh.email, fresh.phone = email, phone
        fresh.save(update_fields=["email", "phone"])
        # Which, not what: the trail is kept for years and read by others.
        record(AuditKind.CHANGE, "修改联系方式", actor=fresh, subject=fresh, details={"fields": changed})
    return fresh


@transaction.atomic
def unlock_account(user: User, *, actor: User) -> int:
    """Ends a lock-out before its time."""
    count = forget_failures(user.username)
    record(AuditKind.ACCOUNT, "解除登录锁定", actor=actor, subject=user)
    return count


def bump_sessions(user: User) -> None:
    """Every session of the account is dead from now on: to be called whenever a role is given or taken."""
    User.objects.filter(pk=user.pk).update(session_generation=F("session_generation") + 1)


def _locked(user: User) -> User:
    return User.objects.select_for_update().get(pk=user.pk)
