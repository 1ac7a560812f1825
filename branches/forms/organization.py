"""Forms of organisations, their regions and lines, and moves."""

from typing import Any

from django import forms
from django.utils import timezone

from branches.forms.fields import OneTimeMixin, OrganizationField, VersionMixin, offer
from branches.models import Line, Organization, Region
from core.days import PlausibleDays
from core.forms import DayInput

PROFILE = ["name", "short_name", "code", "kind", "region", "line", "founded_on", "term_years", "exception_note"]


class OrganizationForm(PlausibleDays, VersionMixin, forms.ModelForm):
    class Meta:
        model = Organization
        fields = PROFILE
        widgets = {"founded_on": DayInput()}
        help_texts = {
            "code": "本系统内唯一，如统一编排的组织代码。",
            "short_name": "列表、证书和展示页上使用。",
            "exception_note": "人数、班子、隶属关系等特殊情况经上级批准的，写明批准情况，相应提示不再显示。",
        }
        error_messages = {"code": {"unique": "该组织代码已被使用，请核对。"}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["version"].initial = self.instance.updated_at.isoformat()

    def clean_founded_on(self) -> Any:
        day = self.cleaned_data["founded_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("成立日期不能晚于今天。")
        return day

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in PROFILE}


class NewOrganizationForm(OneTimeMixin, OrganizationForm):
    """A new organisation below the one on whose page the form was opened."""


class MoveForm(forms.Form):
    new_parent = OrganizationField(label="新的上级党组织", help_text="填写组织代码或全称，可从提示中选择。")

    def __init__(self, *args: Any, user: Any, organization: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_to = Organization.objects.manageable_by(user).active().exclude(path__startswith=organization.path)
        offer(self, "new_parent", open_to.order_by("path"))


class RegionForm(forms.ModelForm):
    class Meta:
        model = Region
        fields = ["name", "order"]
        help_texts = {"order": "数字小的排在前面。"}


class LineForm(forms.ModelForm):
    class Meta:
        model = Line
        fields = ["name", "order"]
        help_texts = {"order": "数字小的排在前面。"}
