"""What may be typed of inspections and findings."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone

from branches.models import Organization, Region
from brands.forms.selection import StepForm
from brands.limits import TARGET_FINDINGS_MOST, WORDS_MOST
from brands.models import Activity, Finding, Inspection, InspectionTarget
from brands.services.inspection import FindingDraft
from core.days import PlausibleDays
from core.forms import DayInput, area

USUAL_DAYS = 30  # to mend what was found, unless the inspector says otherwise
PROBLEM_MOST = 500


class InspectionForm(PlausibleDays, forms.ModelForm):
    focus = forms.CharField(label="督查重点", max_length=500, required=False, widget=area(3, **{"class": "field-wide"}))

    class Meta:
        model = Inspection
        fields = ("title", "region", "starts_on", "ends_on", "leader", "focus")
        widgets = {"starts_on": DayInput(), "ends_on": DayInput()}
        help_texts = {
            "title": "如：2026年上半年品牌创建督查。",
            "region": "选择片区的，保存时自动选入该片区的党支部；不选的，下一步在名单中勾选。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].empty_label = "不按片区"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("starts_on"), data.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", "结束日期应不早于开始日期。")
        return data

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class OrganizerForm(forms.Form):
    """In whose name, where somebody reviews at several organisations."""

    organizer = forms.ModelChoiceField(label="督查单位", queryset=Organization.objects.none(), empty_label=None)

    def __init__(self, *args: Any, organizers: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organizer"].queryset = organizers


class RegionForm(forms.Form):
    region = forms.ModelChoiceField(label="片区", queryset=Region.objects.all(), empty_label="请选择")


class TargetForm(PlausibleDays, forms.Form):
    visited_on = forms.DateField(label="督查日期", required=False, widget=DayInput())
    impression = forms.CharField(label="现场情况", max_length=WORDS_MOST, required=False, widget=area(4))

    def clean_visited_on(self) -> Any:
        day = self.cleaned_data["visited_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("督查日期不能晚于今天。")
        return day


class FindingRow(PlausibleDays, forms.Form):
    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    problem = forms.CharField(label="问题", max_length=PROBLEM_MOST, widget=area(2, **{"class": "field-wide"}))
    measure = forms.CharField(label="整改要求", max_length=PROBLEM_MOST, widget=area(2, **{"class": "field-wide"}))
    due_on = forms.DateField(
        label="整改期限", widget=DayInput(), initial=lambda: timezone.localdate() + timedelta(days=USUAL_DAYS)
    )


class BaseFindingSet(BaseFormSet):
    def drafts(self) -> list[FindingDraft]:
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("problem")]
        return [
            FindingDraft(row["problem"].strip(), row["measure"].strip(), row["due_on"], row["pk"])
            for row in rows
            if not row.get("DELETE")
        ]


FindingSet = formset_factory(
    FindingRow,
    formset=BaseFindingSet,
    extra=0,
    can_delete=True,
    max_num=TARGET_FINDINGS_MOST,
    validate_max=True,
    absolute_max=2 * TARGET_FINDINGS_MOST,
)


def finding_initial(target: InspectionTarget) -> list[dict[str, Any]]:
    rows = target.findings.order_by("pk")
    return [{"pk": row.pk, "problem": row.problem, "measure": row.measure, "due_on": row.due_on} for row in rows]


class ConclusionForm(StepForm):
    conclusion = forms.CharField(
        label="总体情况",
        max_length=WORDS_MOST,
        required=False,
        widget=area(5),
        help_text="写入督查报告，由督查单位和上级查看；各党支部只看到自己的情况。",
    )
    field_order = ("conclusion", "comment")


class ExtendFindingForm(PlausibleDays, StepForm):
    until = forms.DateField(label="新的整改期限", widget=DayInput())
    field_order = ("until", "comment")

    def __init__(self, *args: Any, finding: Finding, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].help_text = f"现在的整改期限为{finding.due_on:%Y年%-m月%-d日}。"


class AnswerForm(forms.Form):
    """What the branch did, with its own activities that show it: chosen, not uploaded again."""

    answer = forms.CharField(label="整改情况", max_length=WORDS_MOST, widget=area(6))
    activities = forms.ModelMultipleChoiceField(
        label="相关活动",
        queryset=Activity.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="可不选。列出发现问题以来本党支部已填报的活动。",
    )

    def __init__(self, *args: Any, finding: Finding, activities: Iterable[Activity], **kwargs: Any) -> None:
        initial = {"answer": finding.answer, "activities": list(finding.activities.values_list("pk", flat=True))}
        super().__init__(*args, initial=initial, **kwargs)
        rows = list(activities)
        self.fields["activities"].queryset = Activity.objects.filter(pk__in=[row.pk for row in rows])
        self.fields["activities"].label_from_instance = lambda a: f"{a.held_on:%Y-%m-%d} {a.title}"
        if not rows:
            del self.fields["activities"]
