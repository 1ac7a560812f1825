"""Fields that take what people write and give back what was typed when they cannot."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from brands.forms.activity.reading import read_day, read_people
from brands.limits import ACTIVITY_PEOPLE_MOST


class PickField(forms.ChoiceField):
    """One of a few objects that are at hand already: no query for each field."""

    def __init__(self, *, empty: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.empty = empty
        self.objects: dict[str, Any] = {}

    def offer(self, objects: Iterable[Any], label: Any = str) -> None:
        self.objects = {str(one.pk): one for one in objects}
        self.choices = [("", self.empty), *((key, label(one)) for key, one in self.objects.items())]

    def prepare_value(self, value: Any) -> Any:
        return value.pk if hasattr(value, "pk") else value

    def clean(self, value: Any) -> Any:
        return self.objects.get(super().clean(value))


class DayField(forms.CharField):
    """A day in any usual way of writing; what cannot be read stays as it was typed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=60, widget=forms.TextInput(attrs={"data-no-limit": ""}), **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        day = read_day(text, timezone.localdate())
        if day is None:
            raise forms.ValidationError("认不出这个日期，请写成“2026-03-05”的样子。")
        return day


class PeopleField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"data-no-limit": "", "inputmode": "numeric"})
        super().__init__(max_length=30, required=False, widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        number = read_people(text)
        if number is None or number > ACTIVITY_PEOPLE_MOST:
            raise forms.ValidationError(f"请填写人数（0至{ACTIVITY_PEOPLE_MOST}的整数）。")
        return number
