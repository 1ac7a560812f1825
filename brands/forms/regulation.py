"""What may be typed in the register of rules, and of awards from outside."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone

from branches.models import Organization
from brands.enums import AwardLevel
from brands.forms.fields import LongText
from brands.limits import AWARD_ROWS_MOST, REGULATION_TEXT_MOST
from brands.models import Brand, Program
from core.days import PlausibleDays
from core.errors import BusinessError
from core.forms import DayInput
from core.uploads import clean_document


class RegulationForm(PlausibleDays, forms.Form):
    organization = forms.ModelChoiceField(label="制定单位", queryset=Organization.objects.none(), empty_label=None)
    title = forms.CharField(label="名称", max_length=100)
    reference = forms.CharField(label="文号", max_length=40, required=False, help_text="没有文号的可以不填。")
    effective_on = forms.DateField(label="施行日期", widget=DayInput())
    text = LongText(label="主要内容", max_length=REGULATION_TEXT_MOST, required=False, rows=10,
                    help_text="可以填写全文或摘要；有文件的可以只上传文件。")  # fmt: skip
    upload = forms.FileField(
        label="文件", required=False, help_text="PDF、Word（docx）、Excel（xlsx）或图片，不超过20MB。"
    )
    programs = forms.ModelMultipleChoiceField(
        label="适用的创建活动", queryset=Program.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, organizations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = organizations
        if len(organizations) == 1:
            self.fields["organization"].widget = forms.HiddenInput()
            self.fields["organization"].initial = organizations[0]
        self.fields["programs"].queryset = Program.objects.filter(organizer__in=organizations).order_by("-pk")

    def clean_upload(self) -> ContentFile | None:
        uploaded = self.cleaned_data.get("upload")
        if not uploaded:
            return None
        try:
            return clean_document(uploaded)
        except BusinessError as error:
            raise forms.ValidationError(error.message) from error

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        place = data.get("organization")
        if place and any(p.organizer_id != place.pk for p in data.get("programs") or []):
            self.add_error("programs", "只能关联制定单位自己组织的创建活动。")
        return data

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "reference", "effective_on", "text")}


class AwardForm(PlausibleDays, forms.Form):
    title = forms.CharField(label="荣誉名称", max_length=80)
    awarded_by = forms.CharField(label="授予单位", max_length=80)
    level = forms.TypedChoiceField(label="级别", coerce=int, choices=sorted(AwardLevel.choices, reverse=True))
    awarded_on = forms.DateField(label="授予日期", widget=DayInput())
    brand = forms.ModelChoiceField(
        label="关联品牌", queryset=Brand.objects.none(), required=False, empty_label="不关联"
    )
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args: Any, brands: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if brands is not None:
            self.fields["brand"].queryset = brands

    def clean_awarded_on(self) -> Any:
        day = self.cleaned_data["awarded_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("授予日期不能晚于今天。")
        return day


class BaseAwardSet(BaseFormSet):
    def clean(self) -> None:
        if not any(self.errors) and not self.kept():
            raise forms.ValidationError("请至少填写一项荣誉。")

    def kept(self) -> list[dict[str, Any]]:
        rows: Iterable[dict[str, Any]] = (form.cleaned_data for form in self.forms if form.cleaned_data.get("title"))
        return [
            {name: value for name, value in row.items() if name != "DELETE"} for row in rows if not row.get("DELETE")
        ]


AwardSet = formset_factory(
    AwardForm, formset=BaseAwardSet, extra=1, can_delete=True, max_num=AWARD_ROWS_MOST, validate_max=True,
    absolute_max=2 * AWARD_ROWS_MOST,
)  # fmt: skip
