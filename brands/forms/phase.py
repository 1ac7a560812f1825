"""What may be typed of a phase: its closing, the words of a step, the day of an extension."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from brands.enums import BrandFault
from brands.forms.selection import StepForm
from brands.limits import CLOSING_LIMITS, TEXT_MOST
from brands.models import PhaseRecord
from core.days import PlausibleDays
from core.forms import DayInput

TOO_LONG = {"max_length": "不超过%(limit_value)d字，现为%(show_value)d字。"}
HELP = {
    "summary": "做了什么、成效如何，用事实和数据说话。",
    "problems": "存在哪些不足，原因是什么。",
    "measures": "下一步怎么改、谁来做、何时完成。",
    "looked_back_plan": "本阶段原来打算做什么。",
    "looked_back_do": "实际做了什么。",
    "looked_back_check": "对照计划检查，哪些做到了、哪些没有做到。",
    "looked_back_improve": "据此调整了什么、固化了什么。",
}
LONG = ("summary", "problems", "measures")


class ClosingForm(forms.Form):
    """A draft may be incomplete and beyond the limits; what is handed in may not, see rules.phase."""

    def __init__(self, *args: Any, record: PhaseRecord, known: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        stored = {name: getattr(record, name) for name in CLOSING_LIMITS}
        super().__init__(*args, initial=stored | dict(known or {}), **kwargs)
        for name, limit in CLOSING_LIMITS.items():
            self.fields[name] = forms.CharField(
                # Its card is headed so already.
                label=str(PhaseRecord._meta.get_field(name).verbose_name).removeprefix("回头看："),
                max_length=TEXT_MOST,
                required=False,
                help_text=HELP[name],
                error_messages=TOO_LONG,
                widget=forms.Textarea(attrs={"data-limit": limit, "rows": 6 if name in LONG else 4}),
            )

    def clean(self) -> dict[str, Any]:
        """A line's end is one character, as the counter beside the field counts it."""
        data = super().clean() or {}
        return {name: text.replace("\r\n", "\n") for name, text in data.items()}

    def report_fields(self) -> Iterable[forms.BoundField]:
        return [self[name] for name in LONG]

    def look_back_fields(self) -> Iterable[forms.BoundField]:
        return [self[name] for name in CLOSING_LIMITS if name not in LONG]


class ExtensionForm(PlausibleDays, StepForm):
    until = forms.DateField(
        label="延期后的截止日期", widget=DayInput(), error_messages={"required": "请填写延期后的截止日期。"}
    )
    field_order = ("until", "comment")


class DemandForm(StepForm):
    """What is wrong with the brand, ticked and told."""

    faults = forms.MultipleChoiceField(
        label="主要问题",
        choices=BrandFault.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选择一项主要问题。"},
    )
    field_order = ("faults", "comment")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label="具体问题和修改要求", **kwargs)

    def words(self) -> str:
        """As the branch reads it."""
        named = "；".join(BrandFault(value).label for value in self.cleaned_data["faults"])
        return f"{named}。{self.cleaned_data['comment']}"
