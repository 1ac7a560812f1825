"""Who logs in. What a person may do is said by role assignments, see branches."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, *, name: str = "", **fields) -> "User":
        """An account with a hashed password; without one nobody can log in with it."""
        user = self.model(username=self.model.normalize_username(username), name=name or username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=username)


class User(AbstractBaseUser):
    """An account of one person; as little personal data as works."""

    username = models.CharField("账号", max_length=40, unique=True, error_messages={"unique": "该账号已存在。"})
    name = models.CharField("姓名", max_length=40)
    email = models.EmailField("电子邮箱", blank=True)
    phone = models.CharField("手机号", max_length=20, blank=True)
    is_active = models.BooleanField("启用", default=True)
    # The administration site is open to whom a role opens it; what is seen there follows the roles.
    must_change_password = models.BooleanField("首次登录须修改密码", default=True)
    password_changed_at = models.DateTimeField("密码修改时间", null=True, blank=True)
    # Raised whenever a role, the password or the account's state changes: older sessions are dead at once.
    session_generation = models.PositiveIntegerField("会话代次", default=0)
    created_at = models.DateTimeField("建立时间", default=timezone.now)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        verbose_name = "账号"
        verbose_name_plural = "账号"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name

    def needs_new_password(self) -> bool:
        """Set by somebody else, or older than the security profile allows."""
        if self.must_change_password or not settings.PASSWORD_MAX_AGE_DAYS:
            return self.must_change_password
        since = self.password_changed_at or self.created_at
        return timezone.now() - since > timedelta(days=settings.PASSWORD_MAX_AGE_DAYS)

    def get_full_name(self) -> str:
        return self.name

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Django's own permissions are not used: what a person may do follows from role assignments alone."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False

    def get_short_name(self) -> str:
        return self.name
