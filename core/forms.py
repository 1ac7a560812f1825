"""What forms of every kind are made from."""

from typing import Any

from django import forms

from core.errors import BusinessError


class DayInput(forms.DateInput):
    """A day, chosen from the browser's own calendar."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


def area(rows: int = 3, **attrs: Any) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attrs})


def add_error(form: forms.BaseForm, error: BusinessError) -> None:
    """The rule that stood against the act, among the form's own errors."""
    form.add_error(None, [error.message, *error.details])
