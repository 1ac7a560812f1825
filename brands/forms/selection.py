"""What may be typed in selection and naming."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone

from brands.documents.honour import DocumentText
from brands.models import (
    Criterion,
    Nomination,
    Phase,
    Program,
    PublicNotice,
    RoundCriterion,
    ScoreSheet,
    SelectionRound,
)
from brands.services.selection import CriterionDraft, Decision
from brands.services.selection.judging import Mark
from core.days import PlausibleDays
from core.forms import DayInput, area

MOST_CRITERIA = 12
LONGEST_BODY = 4000


class RoundForm(PlausibleDays, forms.ModelForm):
    class Meta:
        model = SelectionRound
        fields = (
            "name", "year", "level", "quota", "earliest_phase", "nominations_until", "scoring_until",
            "judges_per_nomination", "notice_days", "valid_years",
        )  # fmt: skip
        widgets = {"nominations_until": DayInput(), "scoring_until": DayInput()}
        help_texts = {
            "name": "如：2026年度示范品牌评选。",
            "quota": "入围的品牌不超过这个数；并列超出名额的，由工委办公室择定并写明理由。",
            "judges_per_nomination": "五名及以上时，去掉一个最高分和一个最低分。",
            "notice_days": "不少于5个工作日，节假日不计。",
        }

    def __init__(self, *args: Any, program: Program, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.program = program
        self.fields["earliest_phase"].queryset = Phase.objects.filter(program=program)
        self.fields["earliest_phase"].empty_label = "不限"

    def clean_year(self) -> int:
        year = self.cleaned_data["year"]
        if not 2000 <= year <= 2100:
            raise forms.ValidationError("请填写四位年份。")
        return year

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        nominations, scoring = data.get("nominations_until"), data.get("scoring_until")
        if nominations and nominations < timezone.localdate():
            self.add_error("nominations_until", "参评截止日期不能早于今天。")
        if nominations and scoring and scoring < nominations:
            self.add_error("scoring_until", "评分截止日期应不早于参评截止日期。")
        return data

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class CriterionForm(forms.Form):
    name = forms.CharField(label="标准", max_length=20)
    weight = forms.IntegerField(label="权重（%）", min_value=1, max_value=100)
    description = forms.CharField(label="评分要点", max_length=200, required=False)


class BaseCriterionSet(BaseFormSet):
    def clean(self) -> None:
        """The weights of one rubric sum to 100, no name stands twice."""
        if any(self.errors):
            return
        rows = self.kept()
        if not rows:
            raise forms.ValidationError("请至少填写一项评分标准。")
        total = sum(row["weight"] for row in rows)
        if total != 100:
            raise forms.ValidationError(f"权重之和应为100%，现为{total}%。")
        names = [row["name"] for row in rows]
        if len(set(names)) != len(names):
            raise forms.ValidationError("评分标准的名称不能重复。")

    def kept(self) -> list[dict[str, Any]]:
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("name")]
        return [row for row in rows if not row.get("DELETE")]

    def drafts(self) -> list[CriterionDraft]:
        return [CriterionDraft(row["name"], row["description"], row["weight"]) for row in self.kept()]


CriterionSet = formset_factory(
    CriterionForm,
    formset=BaseCriterionSet,
    extra=0,
    can_delete=True,
    max_num=MOST_CRITERIA,
    validate_max=True,
    absolute_max=2 * MOST_CRITERIA,
)


def criterion_initial(criteria: Iterable[Criterion | RoundCriterion]) -> list[dict[str, Any]]:
    return [{"name": c.name, "weight": c.weight, "description": c.description} for c in criteria]


class StepForm(forms.Form):
    """The words that go with a step."""

    comment = forms.CharField(label="意见", max_length=500, required=False, widget=area())

    def __init__(
        self,
        *args: Any,
        label: str = "意见",
        required: bool = False,
        help_text: str = "",
        limit: int = 500,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["comment"] = forms.CharField(
            label=label,
            max_length=limit,
            required=required,
            help_text=help_text,
            widget=area(),
            error_messages={"required": f"请填写{label}。"},
        )


class SecrecyForm(StepForm):
    """The check before publication: both boxes and a word on it."""

    secrecy = forms.BooleanField(label="不涉及国家秘密、工作秘密和不宜公开的个人信息")
    accuracy = forms.BooleanField(label="品牌名称、党组织名称、公示期限和联系方式准确无误")
    field_order = ("secrecy", "accuracy", "comment")


class ExtendForm(PlausibleDays, StepForm):
    until = forms.DateField(label="新的评分截止日期", widget=DayInput())
    field_order = ("until", "comment")


class OpinionReplyForm(StepForm):
    reply = forms.CharField(
        label="给反映人的答复",
        max_length=1000,
        widget=area(4),
        help_text="反映人凭回执编号可以看到，请勿写入个人信息。",
    )
    field_order = ("comment", "reply")


class NominateForm(forms.Form):
    statement = forms.CharField(
        label="参评理由",
        max_length=500,
        required=False,
        widget=area(5),
        help_text="可不填。说明品牌的特色和成效即可，不需另附材料。",
    )


class ShortlistForm(forms.Form):
    """A choice among equals at the cut, with its reason."""

    tied = forms.MultipleChoiceField(label="并列品牌中入围的", required=False, widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(label="择定理由", max_length=500, required=False, widget=area())

    def __init__(self, *args: Any, tied: Sequence[Nomination], seats: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats, self.any_tied = seats, bool(tied)
        self.fields["tied"].choices = [(str(n.pk), f"{n.brand}（{n.brand.organization.short_name}）") for n in tied]
        if not tied:
            del self.fields["tied"], self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.any_tied:
            if len(data.get("tied") or []) != self.seats:
                self.add_error("tied", f"请选择{self.seats}个。")
            if not (data.get("reason") or "").strip():
                self.add_error("reason", "请写明择定理由。")
        return data

    def choice(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data.get("tied") or []]


class ScoreForm(forms.Form):
    """A judge's points and notes, criterion by criterion; drafts may have gaps."""

    comment = forms.CharField(label="总评", max_length=500, required=False, widget=area())

    def __init__(self, *args: Any, sheet: ScoreSheet, criteria: Sequence[RoundCriterion], **kwargs: Any) -> None:
        initial = {"comment": sheet.comment}
        for score in sheet.scores.all():
            initial |= {
                f"points_{score.criterion_id}": score.points.normalize(),
                f"note_{score.criterion_id}": score.note,
            }
        super().__init__(*args, initial=initial, **kwargs)
        self.criteria = criteria
        comment = self.fields.pop("comment")
        for criterion in criteria:
            self.fields[f"points_{criterion.pk}"] = forms.DecimalField(
                label=f"{criterion.name}分数",
                min_value=0,
                max_value=100,
                max_digits=5,
                decimal_places=2,
                required=False,
                widget=forms.NumberInput(
                    attrs={"step": "0.01", "inputmode": "decimal", "data-weight": criterion.weight}
                ),
            )
            self.fields[f"note_{criterion.pk}"] = forms.CharField(
                label=f"{criterion.name}说明", max_length=200, required=False
            )
        self.fields["comment"] = comment

    def rows(self) -> list[dict[str, Any]]:
        return [{"criterion": c, "points": self[f"points_{c.pk}"], "note": self[f"note_{c.pk}"]} for c in self.criteria]

    def marks(self) -> dict[int, Mark]:
        data = self.cleaned_data
        return {c.pk: Mark(data[f"points_{c.pk}"], data[f"note_{c.pk}"]) for c in self.criteria}

    def require_all(self) -> bool:
        """For handing in: a gap is named at its field."""
        for criterion in self.criteria:
            name = f"points_{criterion.pk}"
            if self.cleaned_data.get(name) is None and not self.errors.get(name):
                self.add_error(name, f"请为“{criterion.name}”评分，暂时没有意见的可以先保存。")
        return not self.errors

    def running_total(self) -> Decimal:
        """What has been entered so far, weighted; gaps count nothing yet."""
        return sum(
            (
                Decimal(str(value)) * c.weight / 100
                for c in self.criteria
                if (value := self._entered(f"points_{c.pk}")) is not None
            ),
            Decimal(0),
        )

    def _entered(self, name: str) -> Decimal | None:
        if self.is_bound:
            return getattr(self, "cleaned_data", {}).get(name)
        return self.initial.get(name)


class NoticeForm(forms.ModelForm):
    class Meta:
        model = PublicNotice
        fields = ("title", "body", "contact", "working_days")
        widgets = {"body": area(8)}
        help_texts = {
            "contact": "如：机关工委办公室，电话 0000-00000000，地址……",
            "working_days": "不少于5个工作日；自批准之日起公示，至第N个工作日结束，节假日不计。",
        }


class DecideForm(forms.Form):
    """Named or passed over, brand by brand."""

    comment = forms.CharField(
        label="决定依据", max_length=500, required=False, widget=area(2), help_text="如：经某年某月某日工委会议研究。"
    )

    def __init__(
        self, *args: Any, nominations: Sequence[Nomination], upheld: Iterable[int] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.nominations, self.upheld = nominations, set(upheld)
        comment = self.fields.pop("comment")
        for n in nominations:
            self.fields[f"decision_{n.pk}"] = forms.ChoiceField(
                label=f"{n.brand}：决定",
                choices=[("name", "命名"), ("pass", "不予命名")],
                widget=forms.RadioSelect,
                initial="pass" if n.pk in self.upheld else "name",
            )
            self.fields[f"reason_{n.pk}"] = forms.CharField(
                label=f"{n.brand}：理由", max_length=500, required=False, widget=area(2),
                help_text="不予命名的必填，将告知该党组织。",
            )  # fmt: skip
        self.fields["comment"] = comment

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for n in self.nominations:
            reason = (data.get(f"reason_{n.pk}") or "").strip()
            is_named = data.get(f"decision_{n.pk}") == "name"
            if not is_named and not reason:
                self.add_error(f"reason_{n.pk}", "不予命名的请写明理由。")
            if is_named and n.pk in self.upheld and not reason:
                self.add_error(f"reason_{n.pk}", "有查实的公示意见，仍予命名的请写明理由。")
        return data

    def decisions(self) -> dict[int, Decision]:
        data = self.cleaned_data
        return {n.pk: Decision(data[f"decision_{n.pk}"] == "name", data[f"reason_{n.pk}"]) for n in self.nominations}


class DocumentForm(forms.Form):
    """The words of a naming document; number, date and list come by themselves."""

    title = forms.CharField(label="标题", max_length=100)
    addressee = forms.CharField(label="主送", max_length=200, help_text="以冒号结尾，如：各有关党组织：")
    body = forms.CharField(
        label="正文", max_length=LONGEST_BODY, widget=area(14),
        help_text="每行一段。以“一、”开头的短行排为一级标题，以“（一）”开头的短行排为二级标题。",
    )  # fmt: skip
    cc = forms.CharField(label="抄送", max_length=300, required=False, help_text="不写“抄送”二字和末尾句号。")
    printed_by = forms.CharField(label="印发机关", max_length=60)

    def text(self) -> DocumentText:
        return DocumentText(**{name: self.cleaned_data[name].strip() for name in self.fields})
