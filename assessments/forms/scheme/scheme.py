"""A scheme's arithmetic and grades, its copies, its flags."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms import BaseFormSet, formset_factory

from assessments.models import GradeRule, Indicator, Scheme
from assessments.rules.scheme import DUE_FIELDS, date_faults, share_of
from assessments.scoring import plain
from assessments.services.scheme import RowDraft
from assessments.services.scheme.common import GRADES_MOST
from assessments.services.scheme.writing import SCHEME_FIELDS
from brands.enums import RegulationStatus
from brands.models import Regulation
from core.days import PlausibleDays
from core.forms import DayInput, area

YEARS = [MinValueValidator(2000, "请填写四位年份。"), MaxValueValidator(2100, "请填写四位年份。")]


class PointsField(forms.DecimalField):
    """Points without needless zeros: 50, not 50.00."""

    def prepare_value(self, value: Any) -> Any:
        return plain(value) if isinstance(value, Decimal) and value.is_finite() else value


def points_field(label: str, **options: Any) -> PointsField:
    return PointsField(label=label, max_digits=7, decimal_places=2, required=False, **options)


class SchemeForm(PlausibleDays, forms.ModelForm):
    class Meta:
        model = Scheme
        fields = ("organizer", *SCHEME_FIELDS)
        widgets = {"application": area(4)} | {name: DayInput() for name in DUE_FIELDS}
        field_classes = dict.fromkeys(
            ("full_score", "base_score", "bonus_cap", "total_floor", "total_cap", "satisfaction_floor"), PointsField
        )
        help_texts = {
            "name": "如：党支部工作年度考核细则。",
            "basis": "如：经工委会议研究通过的考核办法。",
            "regulation": "从制度与荣誉中登记的现行制度里选择。",
            "application": "结果用在哪里，如评先推优、品牌复核、分类指导。",
            "full_score": "加分项不计入满分。",
            "base_score": "每个单位起步就有的分，在此之上加减；没有的填0。",
            "year_share": "平时与年终分别折算时填写平时所占比例，如50；不分的留空。",
            "bonus_cap": "如“100＋10”填10；不封顶的留空。",
            "total_floor": "一般为0；可以为负分的留空。",
            "total_cap": "没有上限的留空。",
            "satisfaction_floor": "群众评价低于该分数的，评为最低等次；不设的留空。",
            "not_applicable": "个别单位不适用的指标怎样处理。",
            "extras_after_shares": "勾选后，加分项和直接扣分项不乘组织考核占比。",
            "tie_rule": "总分相同怎样排名次；仍相同的并列。",
            "self_due_on": "各单位提交自评的最后一天，含当日；不规定的留空。",
            "check_due_on": "直接上级审核的最后一天，不早于自评截止日期。",
            "confirm_due_on": "考核单位审定的最后一天，不早于上级审核截止日期。",
            "cut_rule": "按名额评定时，末位同分放不下怎样处理。名额在任何情况下都不突破。",
        }

    def __init__(self, *args: Any, organizers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organizer"].queryset = organizers
        self.fields["organizer"].empty_label = "请选择"
        known = Regulation.objects.filter(organization__in=organizers, status=RegulationStatus.IN_FORCE)
        self.fields["regulation"].queryset = known
        self.fields["regulation"].empty_label = "不关联"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        own, mass = data.get("organization_share"), data.get("mass_share")
        if own is not None and mass is not None and own + mass != 100:
            self.add_error("mass_share", f"组织考核与群众评价占比之和应为100%，现为{own + mass}%。")
        full, start = data.get("full_score"), data.get("base_score")
        if full is not None and start is not None and start > full:
            self.add_error("base_score", "基础分不能超过满分。")
        low, high = data.get("total_floor"), data.get("total_cap")
        if low is not None and high is not None and low >= high:
            self.add_error("total_cap", "总分上限应高于总分下限。")
        for name, text in date_faults(data).items():
            self.add_error(name, text)
        return data

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in SCHEME_FIELDS}


class DatesForm(PlausibleDays, forms.ModelForm):
    class Meta:
        model = Scheme
        fields = DUE_FIELDS
        widgets = {name: DayInput() for name in DUE_FIELDS}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name, text in date_faults(data).items():
            self.add_error(name, text)
        return data


class GradeForm(forms.Form):
    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label="等次", max_length=20)
    threshold = points_field("总分不低于")
    quota = forms.CharField(
        label="比例上限", required=False, max_length=12, help_text="占参评单位的比例，如 10% 或 1/3。"
    )
    seats = forms.IntegerField(label="名额上限（个）", required=False, min_value=1, max_value=30_000)
    required_id = forms.TypedChoiceField(label="须达标的指标", required=False, coerce=int, empty_value=None)
    required_points = points_field("该指标不低于", min_value=-99_999)

    def __init__(self, *args: Any, indicators: Iterable[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["required_id"].choices = [("", "不要求"), *indicators]

    def clean_quota(self) -> str:
        text = (
            self.cleaned_data["quota"]
            .translate(str.maketrans("０１２３４５６７８９％／．", "0123456789%/."))
            .replace(" ", "")
        )
        for validator in GradeRule._meta.get_field("quota").validators:
            if text:
                validator(text)
        share = share_of(text)
        if share is not None and not 0 < share <= 1:
            raise forms.ValidationError("比例应大于0，不超过100%。")
        return text


class BaseGradeSet(BaseFormSet):
    def clean(self) -> None:
        if any(self.errors):
            return
        rows = self.kept()
        if len(rows) < 2:
            raise forms.ValidationError("请至少设置两个等次。")
        names = [row["name"] for row in rows]
        if len(set(names)) != len(names):
            raise forms.ValidationError("等次名称不能重复。")

    def kept(self) -> list[dict[str, Any]]:
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("name")]
        return [row for row in rows if not row.get("DELETE")]

    def drafts(self) -> list[RowDraft]:
        names = [name for name in GradeForm.base_fields if name != "pk"]
        return [RowDraft(row["pk"], {name: row[name] for name in names}) for row in self.kept()]


GradeSet = formset_factory(
    GradeForm,
    formset=BaseGradeSet,
    extra=0,
    can_delete=True,
    max_num=GRADES_MOST,
    validate_max=True,
    absolute_max=2 * GRADES_MOST,
)


def grade_initial(grades: Iterable[GradeRule]) -> list[dict[str, Any]]:
    names = [name for name in GradeForm.base_fields if name != "pk"]
    return [{"pk": grade.pk} | {name: getattr(grade, name) for name in names} for grade in grades]


def indicator_choices(scheme: Scheme) -> list[tuple[int, str]]:
    """What a grade's extra condition may name."""
    rows = Indicator.objects.of(scheme) if scheme.pk else []
    return [(row.pk, f"{row.group.name} · {row.name}") for row in rows]


class CopyForm(forms.Form):
    organizer: forms.ModelChoiceField = forms.ModelChoiceField(label="考核单位", queryset=None, empty_label="请选择")
    name = forms.CharField(label="细则名称", max_length=80)
    year = forms.IntegerField(label="考核年度", validators=YEARS, help_text="与原细则同名同年的，作为新的版本。")

    def __init__(self, *args: Any, organizers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organizer"].queryset = organizers


class FlagForm(forms.Form):
    reason = forms.CharField(
        label="保留理由",
        min_length=10,
        max_length=200,
        widget=area(3),
        help_text="具体说明为什么本项不属于上述情形，或者依据哪项规定必须考核。理由与经办人一并留存，可供审计查阅。",
    )


class ComparableForm(forms.Form):
    is_comparable = forms.TypedChoiceField(
        label="与上一版本",
        choices=[("1", "可比"), ("0", "不可比")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label="理由", max_length=200, widget=area(2))
