"""What may be typed in a yearly plan, when the office asks for plans, and in the survey of highlights."""

from typing import Any

from django import forms
from django.utils import timezone

from brands.forms.fields import LongText
from brands.limits import HIGHLIGHT_QUESTIONS, HIGHLIGHT_TEXT_MOST, NAME_MOST, PLAN_TEXT_MOST
from core.days import PlausibleDays
from core.forms import DayInput


class PlanForm(forms.Form):
    """A draft may have gaps; what must be there is asked for when it is submitted."""

    goals = LongText(label="目标任务", max_length=PLAN_TEXT_MOST, required=False, rows=6,
                     help_text="今年要做到什么，写得具体、可检查。")  # fmt: skip
    measures = LongText(label="工作措施", max_length=PLAN_TEXT_MOST, required=False, rows=8,
                        help_text="一项一行：做什么、谁负责、什么时候完成。")  # fmt: skip


class AskForm(PlausibleDays, forms.Form):
    program = forms.TypedChoiceField(label="创建活动", coerce=int)
    year = forms.TypedChoiceField(label="年度", coerce=int)
    due_on = forms.DateField(label="报送期限", widget=DayInput())

    def __init__(self, *args: Any, programs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["program"].choices = [(p.pk, p.name) for p in programs]
        self.fields["year"].choices = [(year, f"{year}年") for year in (today.year, today.year + 1)]

    def clean_due_on(self) -> Any:
        day = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise forms.ValidationError("报送期限不能早于今天。")
        return day


class HighlightForm(forms.Form):
    """The questions of the survey; none must be answered, but one at least."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, question, hint in HIGHLIGHT_QUESTIONS:
            if name == "idea":
                field: forms.Field = forms.CharField(
                    label=question, max_length=NAME_MOST, required=False, help_text=hint
                )
            else:
                field = LongText(label=question, max_length=HIGHLIGHT_TEXT_MOST, required=False, rows=3, help_text=hint)
            self.fields[name] = field
