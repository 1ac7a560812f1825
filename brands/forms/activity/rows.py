"""Several activities at once: pasted from a spreadsheet or copied from another month, each row to be corrected."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone

from branches.models import Organization
from brands.enums import Strand
from brands.forms.activity.fields import DayField, PeopleField, PickField
from brands.forms.activity.reading import read_day, read_kind, read_people, read_rows
from brands.forms.application import unix
from brands.limits import PASTED_ROWS_MOST, PASTED_TEXT_MOST, SUMMARY_MOST
from brands.models import Activity, ActivityKind, Carrier
from brands.selectors.activity import active_kinds, brands_of, moved, record_on, records_of, twins_of
from brands.services.activity import ActivityDraft

PREFIX = "rows"
KEPT = ("raw", "kind_text", "strand", "carrier")


class PasteForm(forms.Form):
    text = forms.CharField(
        label="从表格复制的内容",
        max_length=PASTED_TEXT_MOST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text="可带表头。没有表头时按“日期、类型、主题、地点、参加人数、内容摘要”的顺序识别。",
        error_messages={"max_length": "一次粘贴的内容太多，请分几次粘贴。", "required": "请先粘贴要填报的内容。"},
    )

    def rows(self) -> list[dict[str, str]]:
        return self.cleaned_data["rows"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "text" in data:
            data["rows"] = read_rows(data["text"])
            if not data["rows"]:
                self.add_error("text", "没有读到内容，请在表格中选中几行复制后再粘贴。")
            if len(data["rows"]) > PASTED_ROWS_MOST:
                self.add_error("text", f"一次最多{PASTED_ROWS_MOST}行，现有{len(data['rows'])}行，请分几次粘贴。")
        return data


class ActivityRowForm(forms.Form):
    held_on = DayField(label="日期")
    kind = PickField(label="类型", empty="请选择")
    title = forms.CharField(label="主题", max_length=60)
    place = forms.CharField(label="地点", max_length=60, required=False)
    people = PeopleField(label="参加人数")
    summary = forms.CharField(
        label="内容摘要", max_length=SUMMARY_MOST, required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "field-wide"}),
    )  # fmt: skip
    # As the line was pasted, and what goes along unseen.
    raw = forms.CharField(required=False, max_length=PASTED_TEXT_MOST, widget=forms.HiddenInput)
    kind_text = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)
    strand = forms.ChoiceField(required=False, choices=[("", ""), *Strand.choices], widget=forms.HiddenInput)
    carrier = PickField(required=False, widget=forms.HiddenInput)

    is_twin = False

    def __init__(
        self, *args: Any, kinds: Iterable[ActivityKind] = (), carriers: Iterable[Carrier] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].offer(kinds)
        self.fields["carrier"].offer(carriers)
        text = str(self.data.get(self.add_prefix("kind_text"), ""))[:30] if self.is_bound else ""
        if text:
            self.fields["kind"].error_messages["required"] = f"认不出类型“{text}”，请选择。"


class BaseRowSet(BaseFormSet):
    """Rows of one organisation, for one of its brands or none."""

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        self.organization = organization
        self.brands = brands_of(organization)
        carriers = list(Carrier.objects.filter(brand__in=self.brands))
        kwargs["form_kwargs"] = {"kinds": active_kinds(), "carriers": carriers}
        super().__init__(*args, prefix=PREFIX, **kwargs)

    def kept_forms(self) -> list[ActivityRowForm]:
        """Without what was marked as deleted; an empty row that was added and left is no row."""
        return [form for form in self.forms if form.has_changed() and not form.cleaned_data.get("DELETE")]

    def mark_twins(self) -> None:
        """Rows that stand on record already say so."""
        rows = [
            (form, (form.cleaned_data["held_on"], form.cleaned_data["title"]))
            for form in self.forms
            if form.is_bound and {"held_on", "title"} <= set(getattr(form, "cleaned_data", {}))
        ]
        known = twins_of(self.organization, [pair for _, pair in rows])
        for form, pair in rows:
            form.is_twin = pair in known

    def drafts(self, brand: Any) -> list[ActivityDraft]:
        records = records_of([brand]) if brand else []
        return [_draft(form.cleaned_data, brand, records) for form in self.kept_forms()]


def _draft(data: Mapping[str, Any], brand: Any, records: list[Any]) -> ActivityDraft:
    carrier = data["carrier"] if brand and data["carrier"] and data["carrier"].brand_id == brand.pk else None
    return ActivityDraft(
        kind=data["kind"],
        title=data["title"],
        held_on=data["held_on"],
        place=data["place"],
        people=data["people"],
        strand=data["strand"],
        brand=brand,
        phase_record=record_on(brand, records, data["held_on"]),
        carrier=carrier,
        summary=unix(data["summary"]),
    )


RowSet: Any = formset_factory(
    ActivityRowForm,
    formset=BaseRowSet,
    extra=0,
    can_delete=True,
    max_num=PASTED_ROWS_MOST,
    absolute_max=PASTED_ROWS_MOST + 20,
    validate_max=True,
)


class BrandChoice(forms.Form):
    """Which brand all rows belong to."""

    brand = PickField(label="以上活动关联的品牌", empty="不关联品牌", required=False)

    def __init__(self, *args: Any, brands: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["brand"].offer(brands)


def posted_rows(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """As if a person had typed them, so that every doubt shows at once."""
    rows = list(rows)
    data = {f"{PREFIX}-TOTAL_FORMS": str(len(rows)), f"{PREFIX}-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        data |= {f"{PREFIX}-{number}-{name}": str(value) for name, value in row.items() if value not in (None, "")}
    return data


def from_paste(rows: Iterable[Mapping[str, str]]) -> list[dict[str, Any]]:
    """Days, numbers and kinds as they were understood, to be seen before they are saved; all else as it was pasted.

    A row without a title takes the kind as it was written.
    """
    kinds, today = active_kinds(), timezone.localdate()
    found = []
    for row in rows:
        values: dict[str, Any] = dict(row)
        if day := read_day(values.get("held_on", ""), today):
            values["held_on"] = day.isoformat()
        if (people := read_people(values.get("people", ""))) is not None:
            values["people"] = people
        text = values.pop("kind", "")
        kind = read_kind(text or values.get("title", ""), kinds)
        values |= {"kind": kind.pk if kind else "", "kind_text": text}
        if not values.get("title") and text:
            values["title"] = text
        found.append(values)
    return found


def from_month(activities: Iterable[Activity], months: int) -> list[dict[str, Any]]:
    """The same on the same days of another month; what only its own day can tell is left empty."""
    return [
        {
            "held_on": moved(activity.held_on, months).isoformat(),
            "kind": activity.kind_id if activity.kind.is_active else "",
            "kind_text": "" if activity.kind.is_active else activity.kind.name,
            "title": activity.title,
            "place": activity.place,
            "strand": activity.strand,
            "carrier": activity.carrier_id or "",
        }
        for activity in activities
    ]


def months_between(first: date, second: date) -> int:
    return (second.year - first.year) * 12 + second.month - first.month
