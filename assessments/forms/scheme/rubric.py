"""A group and its indicators."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from assessments.enums.scheme import IndicatorKind, Method, Period, Source
from assessments.forms.scheme.scheme import PointsField, points_field
from assessments.models import Group, Indicator
from assessments.services.scheme import RowDraft
from assessments.services.scheme.common import INDICATORS_MOST
from assessments.services.scheme.writing import GROUP_FIELDS
from core.forms import area

WIDE = {"class": "field-wide"}


class GroupForm(forms.ModelForm):
    class Meta:
        model = Group
        fields = GROUP_FIELDS
        field_classes = dict.fromkeys(("weight", "maximum", "bonus_cap", "deduction_cap"), PointsField)
        help_texts = {
            "order": "在细则中的先后。",
            "weight": "按权重折算时填写，各类别合计100%。",
            "maximum": "填写后与各指标分值合计核对。",
            "is_pool": "整个类别从满分起扣，扣完为止；其中的扣分项不必另设分值。",
            "bonus_cap": "不限的留空。",
            "deduction_cap": "不限的留空。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["order"].max_value = 999

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("is_pool") and not data.get("maximum"):
            self.add_error("maximum", "从类别满分中扣分的，请填写类别满分。")
        return data

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in GROUP_FIELDS}


class IndicatorFields(forms.Form):
    """The columns of a rubric, in the order in which offices write them."""

    name = forms.CharField(label="考评项目", max_length=100)
    kind = forms.ChoiceField(label="类型", choices=IndicatorKind.choices, initial=IndicatorKind.BASE)
    maximum = points_field("分值", min_value=0, help_text="加分项填最高可加的分，不封顶留空；直接扣总分的留空。")
    per_event = points_field("每次分值", min_value=Decimal("0.01"), help_text="如每次扣2分填2。")
    floor = points_field("下限", min_value=-99_999, help_text="一般留空（扣完为止）；最多扣5分填-5。")
    responsible = forms.CharField(label="责任对象", max_length=100, required=False)
    method = forms.ChoiceField(label="考评方式", choices=Method.choices, initial=Method.DOCUMENTS)
    content = forms.CharField(label="责任内容", max_length=1000, required=False, widget=area(2, **WIDE))
    mechanism = forms.CharField(label="评分标准", max_length=1000, required=False, widget=area(2, **WIDE))

    def clean(self) -> dict[str, Any]:
        """Each kind has its own figures; what it has no use for is left out."""
        data = super().clean() or {}
        for name in ("content", "mechanism"):
            data[name] = (data.get(name) or "").replace("\r\n", "\n")
        kind, maximum, floor = data.get("kind"), data.get("maximum"), data.get("floor")
        if kind == IndicatorKind.VETO:
            data |= {"maximum": None, "floor": None, "per_event": None}
        elif kind == IndicatorKind.BASE and not maximum and "maximum" not in self.errors:
            self.add_error("maximum", "计分项须填写分值。")
        elif kind == IndicatorKind.DEDUCTION:
            self._check_floor(maximum, floor)
        if kind in (IndicatorKind.BASE, IndicatorKind.BONUS):
            data["floor"] = None
        if kind in (IndicatorKind.BONUS, IndicatorKind.DEDUCTION) and maximum == 0:
            data["maximum"] = None
        return data

    def _check_floor(self, maximum: Decimal | None, floor: Decimal | None) -> None:
        if floor is not None and not maximum and floor > 0:
            self.add_error("floor", "没有分值的扣分项，下限应为负数，如最多扣5分填-5。")
        if floor is not None and maximum and floor >= maximum:
            self.add_error("floor", "下限应低于分值。")


class IndicatorForm(IndicatorFields):
    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    period = forms.ChoiceField(label="考核时段", choices=Period.choices, initial=Period.DURING_YEAR)
    source = forms.ChoiceField(
        label="系统已有数据", choices=Source.choices, required=False, help_text="评分时自动带出，不再填报。"
    )
    veto_grade_id = forms.TypedChoiceField(label="否决后最高等次", required=False, coerce=int, empty_value=None)
    needs_evidence = forms.BooleanField(label="须关联佐证（只从系统已有的记录中选取）", required=False)
    note = forms.CharField(label="备注", max_length=300, required=False)

    def __init__(self, *args: Any, grades: Iterable[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["veto_grade_id"].choices = [("", "最低等次"), *grades]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["source"] = data.get("source") or Source.NONE
        if data.get("kind") != IndicatorKind.VETO:
            data["veto_grade_id"] = None
        return data


class BaseIndicatorSet(BaseFormSet):
    def clean(self) -> None:
        if any(self.errors):
            return
        if not self.kept():
            raise forms.ValidationError("请至少填写一项指标。")

    def kept(self) -> list[dict[str, Any]]:
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("name")]
        return [row for row in rows if not row.get("DELETE")]

    def drafts(self) -> list[RowDraft]:
        names = [name for name in IndicatorForm.base_fields if name != "pk"]
        return [RowDraft(row["pk"], {name: row[name] for name in names}) for row in self.kept()]


IndicatorSet = formset_factory(
    IndicatorForm,
    formset=BaseIndicatorSet,
    extra=0,
    can_delete=True,
    max_num=INDICATORS_MOST,
    validate_max=True,
    absolute_max=2 * INDICATORS_MOST,
)


def indicator_initial(indicators: Iterable[Indicator]) -> list[dict[str, Any]]:
    names = [name for name in IndicatorForm.base_fields if name != "pk"]
    return [{"pk": row.pk} | {name: getattr(row, name) for name in names} for row in indicators]
