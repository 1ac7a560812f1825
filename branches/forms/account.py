"""Forms of accounts and roles, and of the audit trail's filter."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from accounts.validators import username_rule
from branches.enums import Role
from branches.forms.fields import MemberField, OneTimeMixin, OrganizationField, offer
from branches.models import Member, Organization
from core.days import PlausibleDays
from core.enums import AuditKind
from core.forms import DayInput


class RoleForm(PlausibleDays, OneTimeMixin, forms.Form):
    """A role at an organisation, from a day and perhaps to a day."""

    organization = OrganizationField(label="党组织", help_text="填写组织代码或全称，可从提示中选择。")
    role = forms.ChoiceField(label="角色", choices=[("", "请选择"), *Role.choices])
    starts_on = forms.DateField(label="起始日期", widget=DayInput(), initial=timezone.localdate)
    ends_on = forms.DateField(label="截止日期", widget=DayInput(), required=False, help_text="含当日，留空为长期。")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = Organization.objects.accounts_kept_by(user).active().order_by("path")
        offer(self, "organization", kept)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "截止日期不能早于起始日期。")
        return cleaned

    def role_values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("organization", "role", "starts_on", "ends_on")}


class AccountForm(RoleForm):
    """A new account with its first role."""

    username = forms.CharField(
        label="账号",
        max_length=40,
        validators=[username_rule],
        help_text="登录用，2 至 40 个文字、字母、数字或 . _ - @。",
    )
    name = forms.CharField(label="姓名", max_length=40)
    member = MemberField(label="关联党员", required=False, help_text="本人的党员编号或姓名，没有可留空。")
    field_order = ["key", "username", "name", "organization", "role", "starts_on", "ends_on", "member"]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        kept = Organization.objects.accounts_kept_by(user).values("pk")
        offer(self, "member", Member.objects.active().filter(organization__in=kept))


class EndRoleForm(PlausibleDays, forms.Form):
    last_day = forms.DateField(label="最后一天", widget=DayInput(), required=False, help_text="留空为立即终止。")

    def clean_last_day(self) -> date | None:
        day = self.cleaned_data["last_day"]
        if day and day < timezone.localdate():
            raise forms.ValidationError("最后一天不能早于今天；如需立即终止请留空。")
        return day


class AuditFilterForm(PlausibleDays, forms.Form):
    """Which lines of the trail; strict, since it is read from the address."""

    kind = forms.ChoiceField(label="类别", choices=[("", "全部"), *AuditKind.choices], required=False)
    person = forms.CharField(
        label="操作人", max_length=40, required=False, widget=forms.TextInput(attrs={"data-no-limit": ""})
    )
    subject = forms.CharField(
        label="对象或行为", max_length=80, required=False, widget=forms.TextInput(attrs={"data-no-limit": ""})
    )
    since = forms.DateField(label="起始日期", widget=DayInput(), required=False)
    until = forms.DateField(label="截止日期", widget=DayInput(), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("since") and cleaned.get("until") and cleaned["until"] < cleaned["since"]:
            self.add_error("until", "截止日期不能早于起始日期。")
        return cleaned

    def filters(self) -> dict[str, str]:
        """As texts, as a job keeps them."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}
