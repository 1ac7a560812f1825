"""Forms of log-in, password and own contact."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest

from accounts.models import User
from accounts.validators import phone_rule

USERNAME_MAX = 40
PASSWORD_MAX = 128


class LoginForm(AuthenticationForm):
    """The same answer to a wrong password, an unknown account and a disabled one."""

    error_messages = {
        "invalid_login": "账号或密码不正确，请检查大小写后重试。",
        "inactive": "账号或密码不正确，请检查大小写后重试。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs |= {"autocomplete": "username", "data-no-limit": ""}
        # The name stays when the password was wrong; the password field is where the cursor belongs then.
        if self.is_bound:
            self.fields["username"].widget.attrs.pop("autofocus", None)

    def clean(self) -> dict[str, Any]:
        # Longer than any account or password can be: not worth an attempt, and too long for its record.
        name, password = self.cleaned_data.get("username") or "", self.cleaned_data.get("password") or ""
        if len(name) > USERNAME_MAX or len(password) > PASSWORD_MAX:
            raise self.get_invalid_login_error()
        return super().clean()


class ChangePasswordForm(PasswordChangeForm):
    """The present password counts as a log-in attempt: a session left open is no place to guess it."""

    field_order = ["old_password", "new_password1", "new_password2"]

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.request = request
        super().__init__(request.user, *args, **kwargs)
        self.fields["old_password"].label = "现在的密码"
        self.fields["new_password1"].label = "新密码"
        self.fields["new_password2"].label = "再输一次新密码"
        for field in self.fields.values():
            field.validators.append(MaxLengthValidator(PASSWORD_MAX))

    def clean_old_password(self) -> str:
        password = self.cleaned_data["old_password"]
        if authenticate(self.request, username=self.user.username, password=password) is None:
            raise forms.ValidationError("现在的密码不正确。", code="password_incorrect")
        return password

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("old_password") and cleaned.get("old_password") == cleaned.get("new_password2"):
            self.add_error("new_password1", "新密码不能与现在的密码相同。")
        return cleaned


class ContactForm(forms.ModelForm):
    """A phone number is shown masked, so an empty field means: as it was."""

    phone = forms.CharField(
        label="新手机号",
        max_length=20,
        required=False,
        validators=[phone_rule],
        help_text="不修改请留空。",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel", "data-no-limit": ""}),
    )
    remove_phone = forms.BooleanField(label="移除手机号", required=False)

    class Meta:
        model = User
        fields = ["email"]
        widgets = {"email": forms.EmailInput(attrs={"autocomplete": "email"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.phone:
            del self.fields["remove_phone"]

    def new_phone(self) -> str:
        if self.cleaned_data.get("remove_phone"):
            return ""
        return self.cleaned_data["phone"] or self.instance.phone
