"""Good deeds and the consent of the person concerned."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from branches.models import Member
from brands.forms.activity.fields import PickField
from brands.forms.application import unix
from brands.limits import DEED_TEXT_MOST
from brands.services.deed import Consent, DeedDraft
from core.days import PlausibleDays
from core.forms import DayInput


class DeedForm(PlausibleDays, forms.Form):
    member = PickField(label="党员", empty="请选择")
    happened_on = forms.DateField(label="日期", widget=DayInput())
    title = forms.CharField(label="标题", max_length=60)
    text = forms.CharField(
        label="事迹", max_length=DEED_TEXT_MOST, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="写事不写隐私：不写住址、电话、病情和他人姓名。",
    )  # fmt: skip
    brand = PickField(
        label="品牌", empty="不关联品牌", required=False, help_text="经本人同意并批准后，在该品牌的公开页面展示。"
    )

    def __init__(self, *args: Any, members: Sequence[Member], brands: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].offer(members)
        self.fields["brand"].offer(brands)

    def clean_happened_on(self) -> date:
        day = self.cleaned_data["happened_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("事迹日期不能晚于今天。")
        return day

    def draft(self) -> DeedDraft:
        data = self.cleaned_data
        return DeedDraft(data["member"], data["title"], unix(data["text"]), data["happened_on"], data["brand"])


class ConsentForm(PlausibleDays, forms.Form):
    on = forms.DateField(label="本人同意的日期", widget=DayInput())
    until = forms.DateField(label="同意公开至", widget=DayInput(), help_text="次日零时起自动不再展示。")
    note = forms.CharField(
        label="同意的方式", max_length=100, help_text="如：书面同意书，原件存支部档案；或当面确认，某某在场。"
    )
    full_name = forms.ChoiceField(
        label="姓名怎样公开",
        choices=[("no", "只公开姓氏，如“王同志”"), ("yes", "本人同意公开全名")],
        widget=forms.RadioSelect,
    )

    def consent(self) -> Consent:
        data = self.cleaned_data
        return Consent(data["on"], data["until"], data["note"], full_name=data["full_name"] == "yes")


def usual_consent(today: date) -> dict[str, Any]:
    """Given today, for a year, by surname only."""
    last = today.replace(year=today.year + 1, day=min(today.day, 28) if today.month == 2 else today.day)
    return {"on": today, "until": last, "full_name": "no"}
