"""Who joins a carrier, and when the service ends."""

from collections.abc import Sequence
from typing import Any

from django import forms

from branches.models import Member
from brands.forms.activity.fields import PickField
from core.days import PlausibleDays
from core.forms import DayInput


class ServiceForm(PlausibleDays, forms.Form):
    member = PickField(label="党员", empty="请选择")
    duty = forms.CharField(label="分工", max_length=40, required=False)
    since = forms.DateField(label="起始日期", widget=DayInput())

    def __init__(self, *args: Any, members: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].offer(members)


class EndForm(PlausibleDays, forms.Form):
    until = forms.DateField(label="截止日期", widget=DayInput(), help_text="当天仍计为在岗。")
