"""What may be typed in rechecks and in decisions on honours."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from brands.documents.decision import Verdict
from brands.enums import HonourLevel, HonourStatus, RecheckResult
from brands.forms.fields import LongText
from brands.limits import RECHECK_TEXT_MOST
from brands.models import Honour, Recheck
from core.days import PlausibleDays
from core.forms import DayInput


class OpenRecheckForm(PlausibleDays, forms.Form):
    reason = LongText(label="启动原因", max_length=500, rows=3)
    due_on = forms.DateField(label="填报期限", widget=DayInput())

    def clean_due_on(self) -> Any:
        day = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise forms.ValidationError("填报期限不能早于今天。")
        return day


class RecheckForm(forms.Form):
    """A draft may have gaps; what must be there is asked for when it is submitted."""

    achievements = LongText(label="巩固深化情况", max_length=RECHECK_TEXT_MOST, required=False, rows=6,
                            help_text="命名以来做了什么、成效如何，实事求是，不需附材料。")  # fmt: skip
    problems = LongText(label="存在问题", max_length=RECHECK_TEXT_MOST, required=False, rows=4)
    measures = LongText(label="下一步措施", max_length=RECHECK_TEXT_MOST, required=False, rows=4)


class AdviceForm(forms.Form):
    advice = forms.ChoiceField(label="复核建议", choices=RecheckResult.choices, widget=forms.RadioSelect)
    comment = LongText(label="建议理由", max_length=500, rows=4)


class DecisionForm(forms.Form):
    """What is decided of each honour on the list, with its reason."""

    def __init__(self, *args: Any, rechecks: Sequence[Recheck], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rechecks = rechecks
        for recheck in rechecks:
            self._add(recheck)

    def _add(self, recheck: Recheck) -> None:
        name, pk = str(recheck.honour.brand), recheck.pk
        self.fields[f"result_{pk}"] = forms.ChoiceField(
            label=f"{name}：决定", choices=results_for(recheck.honour), widget=forms.RadioSelect, initial=recheck.advice
        )
        self.fields[f"reason_{pk}"] = LongText(
            label=f"{name}：理由", max_length=500, rows=2, initial=recheck.advice_reason,
            help_text="已带入工委办公室的建议理由，可以修改。",
        )  # fmt: skip
        self.fields[f"correct_by_{pk}"] = forms.DateField(
            label=f"{name}：整改期限", required=False, widget=DayInput(), help_text="限期整改的必填，不晚于称号有效期。"
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        today = timezone.localdate()
        for recheck in self.rechecks:
            field = f"correct_by_{recheck.pk}"
            day = data.get(field)
            if data.get(f"result_{recheck.pk}") != RecheckResult.CORRECT or field in self.errors:
                continue
            if day is None:
                self.add_error(field, "限期整改的，请填写整改期限。")
            elif not today < day <= recheck.honour.expires_on:
                self.add_error(field, f"整改期限应晚于今天，且不晚于称号有效期{recheck.honour.expires_on:%Y-%m-%d}。")
        return data

    def rows(self) -> list[dict[str, Any]]:
        return [
            {
                "recheck": recheck,
                "result": self[f"result_{recheck.pk}"],
                "reason": self[f"reason_{recheck.pk}"],
                "correct_by": self[f"correct_by_{recheck.pk}"],
            }
            for recheck in self.rechecks
        ]

    def verdicts(self, seen: dict[int, str]) -> list[Verdict]:
        """`seen`: the honours' states as the page showed them."""
        data = self.cleaned_data
        return [
            Verdict(
                recheck.honour,
                data[f"result_{recheck.pk}"],
                data[f"reason_{recheck.pk}"],
                data[f"correct_by_{recheck.pk}"] if data[f"result_{recheck.pk}"] == RecheckResult.CORRECT else None,
                seen.get(recheck.honour.pk),
            )
            for recheck in self.rechecks
        ]


def results_for(honour: Honour) -> list[tuple[str, str]]:
    """The lowest level cannot be lowered, what has run out cannot be mended any more."""
    left_out = set()
    if honour.level <= min(HonourLevel.values):
        left_out.add(RecheckResult.LOWER)
    if honour.status == HonourStatus.EXPIRED or honour.expires_on <= timezone.localdate():
        left_out.add(RecheckResult.CORRECT)
    return [(value, label) for value, label in RecheckResult.choices if value not in left_out]
