"""A rubric from a spreadsheet: the file, the rows to be looked at, what it is to be called."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.forms.utils import ErrorDict

from assessments.forms.scheme.rubric import IndicatorFields
from assessments.forms.scheme.scheme import YEARS

ROWS_AT_ONCE = 60


class UploadForm(forms.Form):
    organizer: forms.ModelChoiceField = forms.ModelChoiceField(label="考核单位", queryset=None, empty_label="请选择")
    file = forms.FileField(
        label="表格文件",
        help_text="xlsx 格式，一张工作表，不超过300项指标。列名可用常见叫法，类别可以是合并单元格，合计行会自动略过。",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": "请选择要导入的表格文件。", "empty": "文件是空的，请重新选择。"},
    )

    def __init__(self, *args: Any, organizers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organizer"].queryset = organizers


class ImportRowForm(IndicatorFields):
    number = forms.IntegerField(widget=forms.HiddenInput)
    category = forms.CharField(label="类别", max_length=60)
    note = forms.CharField(label="备注", max_length=300, required=False)
    is_checked = forms.BooleanField(label="已核对", required=False)
    is_dropped = forms.BooleanField(label="不采用本行", required=False)
    field_order = ("category", "name", "kind", "maximum", "per_event", "floor", "responsible", "method")

    def __init__(self, *args: Any, rows: Mapping[int, Mapping[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # As text: no number is too long for that.
        number = str(self["number"].value() or "")
        self.row = next((row for key, row in rows.items() if str(key) == number), None)

    @property
    def row_number(self) -> int | str:
        """As the spreadsheet counts, on the page and in what is said of mistakes."""
        return self.row["number"] if self.row else self["number"].value()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.row is None:
            raise forms.ValidationError("该行已不存在，请刷新页面。")
        return data

    def full_clean(self) -> None:
        """A row that is not taken need not be right."""
        super().full_clean()
        if self.is_bound and self.row is not None and self.cleaned_data.get("is_dropped"):
            self._errors = ErrorDict()


class BaseImportRowSet(BaseFormSet):
    def corrections(self) -> dict[int, dict[str, Any] | None]:
        """Number of the row → its values; None for a row that is not taken."""
        found: dict[int, dict[str, Any] | None] = {}
        for form in self.forms:
            data = dict(form.cleaned_data)
            number = data.pop("number", None)
            if number is None:
                continue
            found[number] = None if data.pop("is_dropped") else data
        return found


ImportRowSet = formset_factory(
    ImportRowForm,
    formset=BaseImportRowSet,
    extra=0,
    max_num=ROWS_AT_ONCE,
    validate_max=True,
    absolute_max=2 * ROWS_AT_ONCE,
)


def row_initial(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [row["values"] | {"number": row["number"], "is_checked": row["is_checked"]} for row in rows]


class TakeOverForm(forms.Form):
    name = forms.CharField(label="细则名称", max_length=80)
    year = forms.IntegerField(label="考核年度", validators=YEARS)
