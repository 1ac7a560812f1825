"""What may be typed into a ledger: points, times and reasons, line by line; evidence; the words of a step."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from assessments.enums.ledger import Column
from assessments.enums.scheme import IndicatorKind
from assessments.models import Indicator, LedgerEntry
from assessments.models.ledger import LONGEST_REASON
from assessments.rules.ledger import BEFORE, NOTHING
from assessments.scoring import Given, entry_range, plain
from assessments.selectors.ledger import words_of
from assessments.selectors.scheme import indicator_spec
from assessments.services.ledger.filling import MOST_EVIDENCE, Said

MOST_TIMES = 9999


def one_line(text: str) -> str:
    return " ".join(text.split())


class ColumnForm(forms.Form):
    """One column of a ledger; drafts may have gaps. A line nobody touched is not sent on."""

    def __init__(
        self,
        *args: Any,
        column: Column,
        indicators: Sequence[Indicator],
        entries: Mapping[int, LedgerEntry],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.column, self.indicators, self.entries = column, indicators, entries
        for indicator in indicators:
            self._add(indicator, entries.get(indicator.pk))

    def _add(self, indicator: Indicator, entry: LedgerEntry | None) -> None:
        pk, said = indicator.pk, self.stored(indicator.pk)
        if indicator.kind == IndicatorKind.VETO:
            self.fields[f"hit_{pk}"] = forms.BooleanField(
                label="有此情形", required=False, initial=said.given.is_hit, help_text=self._hint(indicator, entry)
            )
        elif indicator.per_event is not None:
            self.fields[f"times_{pk}"] = forms.IntegerField(
                label="次数", min_value=0, max_value=MOST_TIMES, required=False, initial=said.given.times,
                help_text=self._hint(indicator, entry), widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )  # fmt: skip
        else:
            least, most = entry_range(indicator_spec(indicator))
            points = said.given.points
            self.fields[f"points_{pk}"] = forms.DecimalField(
                label="扣分" if indicator.kind == IndicatorKind.DEDUCTION else "分数",
                min_value=least, max_value=most if most is not None else Decimal("99999.99"), max_digits=7,
                decimal_places=2, required=False, initial=None if points is None else plain(points),
                help_text=self._hint(indicator, entry),
                widget=forms.NumberInput(attrs={"step": "0.01", "inputmode": "decimal"}),
            )  # fmt: skip
        if indicator.kind != IndicatorKind.VETO:
            self.fields[f"na_{pk}"] = forms.BooleanField(
                label="不适用", required=False, initial=said.given.not_applicable
            )
        self.fields[f"reason_{pk}"] = forms.CharField(
            label="说明", max_length=LONGEST_REASON, required=False, initial=said.reason,
            widget=forms.Textarea(attrs={"rows": 2}),
        )  # fmt: skip
        self.fields[f"was_{pk}"] = forms.CharField(required=False, widget=forms.HiddenInput, initial=packed(said))

    def _hint(self, indicator: Indicator, entry: LedgerEntry | None) -> str:
        """Whose word stands while this one stays empty."""
        before = BEFORE.get(self.column)
        if before is None or entry is None or entry.given(before) == NOTHING:
            return ""
        return f"不填即按{before.label}：{words_of(indicator, entry.given(before))}"

    def stored(self, pk: int) -> Said:
        entry = self.entries.get(pk)
        return Said(entry.given(self.column), entry.reason(self.column)) if entry else Said(NOTHING)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for indicator in self.indicators:
            entered = data.get(f"points_{indicator.pk}"), data.get(f"times_{indicator.pk}")
            if data.get(f"na_{indicator.pk}") and any(value is not None for value in entered):
                self.add_error(f"na_{indicator.pk}", f"“{indicator.name}”选择了不适用，请删去所填分数，或取消不适用。")
        return data

    def said(self) -> dict[int, Said]:
        """What each line says now."""
        data, found = self.cleaned_data, {}
        for pk in (indicator.pk for indicator in self.indicators):
            given = Given(
                points=data.get(f"points_{pk}"),
                times=data.get(f"times_{pk}"),
                is_hit=bool(data.get(f"hit_{pk}")),
                not_applicable=bool(data.get(f"na_{pk}")),
            )
            found[pk] = Said(given, one_line(data.get(f"reason_{pk}") or ""))
        return found

    def base(self) -> dict[int, Said]:
        """What each line said when the page was opened; what cannot be read counts as what is stored."""
        found = {}
        for pk in (indicator.pk for indicator in self.indicators):
            text = self.cleaned_data.get(f"was_{pk}") or ""
            found[pk] = unpacked(text) or self.stored(pk)
        return found

    def touched(self) -> dict[int, Said]:
        base = self.base()
        return {pk: one for pk, one in self.said().items() if one != base[pk]}

    def rows(self) -> dict[int, dict[str, Any]]:
        """Bound fields by indicator."""
        names = ("points", "times", "hit", "na", "reason", "was")
        return {
            indicator.pk: {
                name: self[f"{name}_{indicator.pk}"] for name in names if f"{name}_{indicator.pk}" in self.fields
            }
            for indicator in self.indicators
        }


def packed(said: Said) -> str:
    given = said.given
    points = None if given.points is None else plain(given.points)
    return json.dumps([points, given.times, given.is_hit, given.not_applicable, said.reason], ensure_ascii=False)


def unpacked(text: str) -> Said | None:
    try:
        points, times, is_hit, not_applicable, reason = json.loads(text)
        number = None if points is None else Decimal(points)
        return Said(Given(number, times, bool(is_hit), bool(not_applicable)), str(reason))
    except (ValueError, TypeError, InvalidOperation, RecursionError):
        return None


class EvidenceForm(forms.Form):
    """Things of the year, ticked."""

    chosen = forms.MultipleChoiceField(label="佐证", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = choices

    def clean_chosen(self) -> list[str]:
        chosen = self.cleaned_data["chosen"]
        if len(chosen) > MOST_EVIDENCE:
            raise forms.ValidationError(f"每项指标最多关联{MOST_EVIDENCE}条，请选最能说明问题的。")
        return chosen


class StepForm(forms.Form):
    """The words that go with a step."""

    comment = forms.CharField(required=False)

    def __init__(self, *args: Any, label: str = "意见", required: bool = False, help_text: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["comment"] = forms.CharField(
            label=label, max_length=500, required=required, help_text=help_text,
            widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": f"请填写{label}。"},
        )  # fmt: skip


class TiedForm(forms.Form):
    """Of equals at the cut of a quota, whom the committee chooses."""

    reason = forms.CharField(label="择定理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, cuts: Sequence[dict[str, Any]], names: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cuts = cuts
        reason = self.fields.pop("reason")
        for cut in cuts:
            self.fields[f"cut_{cut['grade']}"] = forms.MultipleChoiceField(
                label=f"{cut['name']}：从同分单位中选择至多{cut['seats']}个",
                choices=[(str(pk), names.get(pk, "")) for pk in cut["tied"]],
                widget=forms.CheckboxSelectMultiple,
            )
        self.fields["reason"] = reason

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for cut in self.cuts:
            name = f"cut_{cut['grade']}"
            if len(data.get(name) or []) > cut["seats"]:
                self.add_error(name, f"至多选择{cut['seats']}个。")
        return data

    def choices(self) -> dict[int, list[int]]:
        return {cut["grade"]: [int(pk) for pk in self.cleaned_data[f"cut_{cut['grade']}"]] for cut in self.cuts}
