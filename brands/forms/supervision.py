"""What may be typed of a supervision note."""

from django import forms
from django.utils import timezone

from brands.limits import SUPERVISION_TEXT_MOST
from brands.models import Supervision
from core.days import PlausibleDays
from core.forms import DayInput, area


class SupervisionForm(PlausibleDays, forms.Form):
    title = forms.CharField(label="事项", max_length=Supervision._meta.get_field("title").max_length)
    text = forms.CharField(label="要求", max_length=SUPERVISION_TEXT_MOST, widget=area(5))
    due_on = forms.DateField(label="反馈期限", widget=DayInput(), help_text="承办单位应在这一天之前（含当天）反馈。")

    def clean_text(self) -> str:
        return self.cleaned_data["text"].replace("\r\n", "\n")

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise forms.ValidationError("反馈期限不能早于今天。")
        return day
