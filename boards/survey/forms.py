"""What the holder of a code may type."""

from collections.abc import Sequence
from typing import Any

from django import forms

from assessments.enums.survey import QuestionKind
from assessments.limits import LONGEST_REMARK
from assessments.models import SurveyQuestion

# A code or a receipt is copied, not composed: no counter beside it, and no browser shall remember or mend it.
COPIED = {"data-no-limit": "", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


class CodeForm(forms.Form):
    code = forms.CharField(
        label="评价码",
        max_length=20,
        widget=forms.TextInput(attrs=COPIED | {"class": "form-control ballot-code", "data-code": ""}),
        help_text="印在评价票上，共10位，不分大小写，横线可不输。",
        error_messages={"required": "请输入评价码。", "max_length": "评价码共10位，请核对。"},
    )


class ReceiptForm(forms.Form):
    receipt = forms.CharField(
        label="回执",
        max_length=30,
        widget=forms.TextInput(attrs=COPIED | {"class": "form-control"}),
        help_text="评价提交后页面上显示的一串文字和数字。",
        error_messages={"required": "请输入回执。"},
    )


class BallotForm(forms.Form):
    """A field for each question, named by its key; `answers` and `texts` are what goes into the box."""

    def __init__(self, *args: Any, questions: Sequence[SurveyQuestion], **kwargs: Any) -> None:
        # Ids of a page that holds a code form too.
        super().__init__(*args, prefix="q", **kwargs)
        self.questions = questions
        for question in questions:
            self.fields[str(question.pk)] = _field(question)

    def rows(self) -> list[dict[str, Any]]:
        return [{"question": q, "field": self[str(q.pk)]} for q in self.questions]

    def answers(self) -> dict[str, int | list[int]]:
        chosen = {str(q.pk): self.cleaned_data[str(q.pk)] for q in self.questions if q.kind != QuestionKind.TEXT}
        return {
            key: sorted(map(int, value)) if isinstance(value, list) else int(value)
            for key, value in chosen.items()
            if value not in ("", [], None)
        }

    def texts(self) -> dict[str, str]:
        written = {str(q.pk): self.cleaned_data[str(q.pk)] for q in self.questions if q.kind == QuestionKind.TEXT}
        return {key: value for key, value in written.items() if value}

    def told(self) -> list[dict[str, Any]]:
        """What was chosen, in words, and as the hidden fields that carry it on."""
        return [self._told(question) for question in self.questions]

    def _told(self, question: SurveyQuestion) -> dict[str, Any]:
        value = self.cleaned_data[str(question.pk)]
        values = value if isinstance(value, list) else [value] if value else []
        words = values if question.kind == QuestionKind.TEXT else [question.labels[int(place)] for place in values]
        return {"text": question.text, "words": "、".join(words), "name": f"q-{question.pk}", "values": values}


class RemarkField(forms.CharField):
    """A limited text: a line break counts once, as in the counter beside it."""

    def to_python(self, value: Any) -> str:
        return super().to_python(str(value or "").replace("\r\n", "\n"))


class SeveralField(forms.MultipleChoiceField):
    """Several options, each once however often it was sent."""

    def clean(self, value: Any) -> list[str]:
        return sorted(set(super().clean(value)), key=int)


def _field(question: SurveyQuestion) -> forms.Field:
    choices = [(str(place), label) for place, label in enumerate(question.labels)]
    required = {"required": "请选择一项。", "invalid_choice": "请从列出的选项中选择。"}
    common: dict[str, Any] = {"label": question.text, "required": question.is_required}
    if question.kind == QuestionKind.TEXT:
        area = forms.Textarea(attrs={"rows": 4, "class": "form-control"})
        return RemarkField(label=question.text, required=False, max_length=LONGEST_REMARK, widget=area)
    if question.kind == QuestionKind.CHOICES:
        return SeveralField(
            choices=choices,
            widget=forms.CheckboxSelectMultiple,
            error_messages=required | {"required": "请至少选择一项。"},
            **common,
        )
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, error_messages=required, **common)
