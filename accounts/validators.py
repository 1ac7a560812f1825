"""What a password must be, besides Django's own rules."""

from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

username_rule = RegexValidator(
    r"\A[\w.@-]{2,40}\Z", "账号由 2 至 40 个文字、字母、数字或 . _ - @ 组成，不含空格。", code="username"
)
phone_rule = RegexValidator(r"\A\+?[0-9-]{6,19}\Z", "请填写 6 至 20 位的电话号码，只含数字和 -。", code="phone")


class LengthValidator(MinimumLengthValidator):
    """Django's rule; its words have no Chinese."""

    def get_error_message(self) -> str:
        return f"密码太短，至少需要 {self.min_length} 个字符。"

    def get_help_text(self) -> str:
        return f"密码至少 {self.min_length} 个字符。"


class ComplexityValidator:
    """At least three of: small letters, capitals, digits, other characters (等保三级)."""

    help_text = "须包含大写字母、小写字母、数字、其他字符中的至少三类。"

    def validate(self, password: str, user: Any = None) -> None:
        kinds = [
            any("a" <= c <= "z" for c in password),
            any("A" <= c <= "Z" for c in password),
            any(c.isdigit() for c in password),
            any(not ("a" <= c.lower() <= "z" or c.isdigit()) for c in password),
        ]
        if sum(kinds) < 3:
            raise ValidationError(f"密码{self.help_text}", code="password_too_simple")

    def get_help_text(self) -> str:
        return self.help_text


class NotDemonstrationValidator:
    """The demonstration's password is printed in the manual."""

    def validate(self, password: str, user: Any = None) -> None:
        if password == settings.DEMO_PASSWORD:
            raise ValidationError("这是公开的演示密码，不能使用。", code="password_of_demonstration")

    def get_help_text(self) -> str:
        return "不能使用演示密码。"
