"""What may be typed when results are published, appealed and answered."""

from collections.abc import Sequence
from typing import Any

from django import forms

from assessments.forms.ledger import ColumnForm, StepForm
from assessments.models import Indicator, LedgerPublication
from core.forms import area


class PublicationForm(forms.ModelForm):
    class Meta:
        model = LedgerPublication
        fields = ("title", "body", "contact", "wanted_range", "shows_totals", "appeal_days")
        widgets = {"body": area(5)}
        help_texts = {
            "wanted_range": "本支部：各单位只看自己的结果；本单位：同一上级单位内互相可见；各单位：考核范围内都可见；"
            "面向社会：另在公示栏公布等次。",
            "shows_totals": "面向社会的页面只公布等次，不公布总分和名次。",
            "appeal_days": "自批准公布之日起的工作日数，节假日不计。",
            "contact": "如：机关工委办公室，电话 0000-00000000。",
        }


class SecrecyForm(StepForm):
    """The check before publication: both boxes and a word on it."""

    secrecy = forms.BooleanField(label="不涉及国家秘密、工作秘密和不宜公开的个人信息")
    accuracy = forms.BooleanField(label="单位名称、等次、公布范围和联系方式准确无误")
    field_order = ("secrecy", "accuracy", "comment")


class AppealForm(forms.Form):
    indicator = forms.TypedChoiceField(label="涉及指标", required=False, coerce=int, empty_value=None)
    text = forms.CharField(label="申诉理由", max_length=1000, widget=area(5))

    def __init__(self, *args: Any, indicators: Sequence[Indicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].choices = [("", "不针对某一项指标"), *((i.pk, i.name) for i in indicators)]


class AnswerForm(StepForm):
    answer = forms.CharField(label="给申诉单位的答复", max_length=1000, widget=area(4))
    field_order = ("comment", "answer")


class CorrectionForm(ColumnForm):
    """An upheld appeal: the words, and the lines that are corrected."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["comment"] = forms.CharField(label="调查核实情况", max_length=500, widget=area())
        self.fields["answer"] = forms.CharField(label="给申诉单位的答复", max_length=1000, widget=area(4))
