"""What the office may type about a survey."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone

from assessments.enums.survey import QuestionKind
from assessments.limits import LEAST_MINIMUM, MOST_CODES_A_LOT, MOST_OPTIONS, MOST_QUESTIONS
from assessments.models import Scheme, Survey
from assessments.services.survey import QuestionDraft
from branches.models import Organization
from core.days import PlausibleDays
from core.forms import DayInput, area

LONGEST_OPTION = 20
# A label, and points behind a space, a colon or an equals sign; a hyphen for an answer that does not count.
OPTION = re.compile(r"^(?P<label>.+?)(?:[\s=＝:：]+(?P<points>\d{1,3}(?:\.\d)?|[-—]))?$")
SCALE_HELP = "每行一个选项。满意度题在选项后写分值，如“满意 100”；不计分的写“不了解 -”。文字意见题不填。"

# Over the whole width of the form.
WIDE = {"class": "field-wide"}


class SurveyForm(PlausibleDays, forms.ModelForm):
    class Meta:
        model = Survey
        fields = ("title", "year", "scheme", "opens_on", "closes_on", "minimum_ballots", "introduction")
        widgets = {
            "opens_on": DayInput(),
            "closes_on": DayInput(),
            "introduction": area(2, **WIDE, **{"data-grow": "2"}),
            "title": forms.TextInput(attrs=WIDE),
        }
        help_texts = {
            "title": "如：2026年度党支部工作群众评价。印在评价码上，公开页面也显示。",
            "scheme": "选择后，满意度得分作为群众评价分计入该细则的考核台账。",
            "minimum_ballots": f"收回票数不足时不显示结果，以免推知个人意见；不少于{LEAST_MINIMUM}。",
            "introduction": "显示在评价页开头，可不填。",
        }

    def __init__(self, *args: Any, organizer: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scheme"].queryset = Scheme.objects.filter(organizer=organizer)
        self.fields["scheme"].empty_label = "不计入考核"
        self.fields["scheme"].label_from_instance = lambda scheme: f"{scheme.year}年 {scheme}"

    def clean_introduction(self) -> str:
        return self.cleaned_data["introduction"].replace("\r\n", "\n").strip()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        opens, closes = data.get("opens_on"), data.get("closes_on")
        if closes and closes < timezone.localdate():
            self.add_error("closes_on", "截止日期不能早于今天。")
        elif opens and closes and closes < opens:
            self.add_error("closes_on", "截止日期应不早于开始日期。")
        return data

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class QuestionForm(forms.Form):
    text = forms.CharField(label="题目", max_length=100, widget=area(1, **WIDE, **{"data-grow": "1"}))
    kind = forms.ChoiceField(label="题型", choices=QuestionKind.choices)
    options = forms.CharField(
        label="选项", max_length=400, required=False, widget=area(5, **{"data-grow": "3"}), help_text=SCALE_HELP
    )
    is_required = forms.BooleanField(label="必答", required=False, initial=True)

    def clean_text(self) -> str:
        """A question is one line, however it was pasted."""
        return " ".join(self.cleaned_data["text"].split())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "options" not in data or "kind" not in data:
            return data
        try:
            data["options"] = options_of(QuestionKind(data["kind"]), data["options"])
        except forms.ValidationError as error:
            self.add_error("options", error)
        return data


def options_of(kind: QuestionKind, text: str) -> list[dict[str, Any]]:
    """The lines as options; ValidationError says which line is not one."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if kind == QuestionKind.TEXT:
        return []
    if not 2 <= len(lines) <= MOST_OPTIONS:
        raise forms.ValidationError(f"请填写2至{MOST_OPTIONS}个选项，每行一个。")
    options = [_option(kind, line) for line in lines]
    if len({option["label"] for option in options}) != len(options):
        raise forms.ValidationError("选项不能重复。")
    if kind == QuestionKind.SCALE and not any(option["points"] is not None for option in options):
        raise forms.ValidationError("满意度题至少有一个选项要写分值，如“满意 100”。")
    return options


def _option(kind: QuestionKind, line: str) -> dict[str, Any]:
    if kind != QuestionKind.SCALE:
        label, points = line, None
    else:
        found = OPTION.match(line)
        label, points = (found["label"].strip(), found["points"]) if found else (line, None)
        if points is None:
            raise forms.ValidationError(f"“{line[:30]}”没有写分值；不计分的请写“{label[:10]} -”。")
        points = None if points in ("-", "—") else points
        if points is not None and float(points) > 100:
            raise forms.ValidationError(f"“{line[:30]}”的分值应在0至100之间。")
    if len(label) > LONGEST_OPTION:
        raise forms.ValidationError(f"选项“{label[:30]}”过长，最多{LONGEST_OPTION}字。")
    return {"label": label, "points": points}


def lines_of(kind: str, options: Sequence[dict[str, Any]]) -> str:
    """The options as they are typed."""
    if kind != QuestionKind.SCALE:
        return "\n".join(option["label"] for option in options)
    return "\n".join(f"{o['label']} {'-' if o['points'] is None else o['points']}" for o in options)


class BaseQuestionSet(BaseFormSet):
    def clean(self) -> None:
        if any(self.errors):
            return
        rows = self.kept()
        if not any(row["kind"] != QuestionKind.TEXT for row in rows):
            raise forms.ValidationError("请至少填写一道有选项的题目。")
        texts = [row["text"] for row in rows]
        if len(set(texts)) != len(texts):
            raise forms.ValidationError("题目不能重复。")

    def kept(self) -> list[dict[str, Any]]:
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("text")]
        return [row for row in rows if not row.get("DELETE")]

    def drafts(self) -> list[QuestionDraft]:
        return [
            QuestionDraft(
                QuestionKind(row["kind"]),
                row["text"],
                row["options"],
                row["is_required"] and row["kind"] != QuestionKind.TEXT,
            )
            for row in self.kept()
        ]


QuestionSet = formset_factory(
    QuestionForm,
    formset=BaseQuestionSet,
    extra=0,
    can_delete=True,
    max_num=MOST_QUESTIONS,
    validate_max=True,
    absolute_max=2 * MOST_QUESTIONS,
)


def question_initial(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row | {"options": lines_of(row["kind"], row["options"])} for row in rows]


class SurveyStepForm(forms.Form):
    """The words that go with a step."""

    comment = forms.CharField(label="说明", max_length=500, required=False, widget=area())

    def __init__(self, *args: Any, required: bool, label: str = "理由", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if required:
            self.fields["comment"].label = label
            self.fields["comment"].required = True
            self.fields["comment"].error_messages["required"] = f"请填写{label}。"


class ExtendForm(PlausibleDays, SurveyStepForm):
    until = forms.DateField(label="新的截止日期", widget=DayInput())
    field_order = ("until", "comment")


class CodesForm(forms.Form):
    """How many codes each organisation gets."""

    size = forms.IntegerField(
        label="每个党组织的评价码数量",
        min_value=1,
        max_value=MOST_CODES_A_LOT,
        help_text="按参加评价的人数确定，略多几个备用；应不少于最低票数。",
    )

    def __init__(self, *args: Any, survey: Survey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.survey = survey
        self.fields["size"].initial = 2 * survey.minimum_ballots

    def clean_size(self) -> int:
        size = self.cleaned_data["size"]
        if size < self.survey.minimum_ballots:
            raise forms.ValidationError(f"应不少于最低票数{self.survey.minimum_ballots}。")
        return size
