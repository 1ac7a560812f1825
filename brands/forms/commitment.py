"""Commitments: one table for the whole branch, filled for one member or for many."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from branches.models import Member
from brands.forms.activity.fields import PickField
from brands.services.commitment import Promise
from core.days import PlausibleDays
from core.forms import DayInput

TEXT_MOST = 200


class CommitmentForm(PlausibleDays, forms.Form):
    """What is common to all promises; each member's words stand in the table below."""

    made_on = forms.DateField(label="承诺日期", widget=DayInput())
    due_on = forms.DateField(label="兑现期限", widget=DayInput(), help_text="到期后由支部书记评定是否践诺。")
    brand = PickField(label="品牌", empty="不关联品牌", required=False)
    shared = forms.CharField(
        label="共同承诺", max_length=TEXT_MOST, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="几名党员承诺相同时填在这里，再在下表勾选他们。",
    )  # fmt: skip

    def __init__(self, *args: Any, members: Sequence[Member], brands: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["brand"].offer(brands)
        self.members = members
        for member in members:
            self.fields[f"text_{member.pk}"] = forms.CharField(
                label=f"{member.name}的承诺", max_length=TEXT_MOST, required=False,
                widget=forms.TextInput(attrs={"data-no-limit": ""}),
            )  # fmt: skip
            self.fields[f"same_{member.pk}"] = forms.BooleanField(label=f"{member.name}采用共同承诺", required=False)

    def common_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("made_on", "due_on", "brand", "shared")]

    def rows(self) -> list[tuple[Member, forms.BoundField, forms.BoundField]]:
        return [(member, self[f"text_{member.pk}"], self[f"same_{member.pk}"]) for member in self.members]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        made, due = data.get("made_on"), data.get("due_on")
        if made and made > timezone.localdate():
            self.add_error("made_on", "承诺日期不能晚于今天。")
        if made and due and due < made:
            self.add_error("due_on", "兑现期限不能早于承诺日期。")
        ticked = [member for member in self.members if data.get(f"same_{member.pk}")]
        if ticked and not data.get("shared", "").strip() and "shared" not in self.errors:
            self.add_error("shared", "勾选了采用共同承诺的党员，请填写共同承诺的内容。")
        if not self.errors and not self.promises(data):
            self.add_error(None, "请至少为一名党员填写承诺内容，或勾选采用共同承诺。")
        return data

    def promises(self, data: Mapping[str, Any] | None = None) -> list[Promise]:
        """The own words, or the common ones where ticked."""
        data = self.cleaned_data if data is None else data
        found = []
        for member in self.members:
            own = data.get(f"text_{member.pk}", "").strip()
            text = own or (data.get("shared", "").strip() if data.get(f"same_{member.pk}") else "")
            if text:
                found.append(Promise(member, text))
        return found


def usual_dates(today: date) -> dict[str, date]:
    """Promised today, until the end of the year."""
    return {"made_on": today, "due_on": today.replace(month=12, day=31)}
