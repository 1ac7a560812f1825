"""Which days may be typed: those that are still days when they are counted on from, or seen from elsewhere."""

from datetime import date
from typing import Any

from django import forms

EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)


def plausible(day: date) -> None:
    if not EARLIEST <= day <= LATEST:
        raise forms.ValidationError(f"请填写{EARLIEST.year}年至{LATEST.year}年之间的日期。", code="day_out_of_range")


class PlausibleDays:
    """A form whose days lie between EARLIEST and LATEST; stands before the form it is mixed into."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.DateField):
                field.validators.append(plausible)
