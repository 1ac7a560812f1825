"""What may be typed of points and appraisals."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict

from assessments.enums.point import EXPLAINED, GRADED, AppraisalGrade, CapPeriod
from assessments.forms.scheme.scheme import points_field
from assessments.models import Appraisal, AppraisalRow, PointPlan, PointRule
from assessments.services.appraisal import Verdict
from assessments.services.point import EntryDraft
from assessments.services.point.entries import TIMES_MOST
from branches.enums import ExemptClass, MemberStatus
from branches.models import Member
from brands.models import Activity, Regulation
from core.days import PlausibleDays
from core.forms import DayInput, area

RULES_MOST, BANDS_MOST = 60, 8


class PointPlanForm(PlausibleDays, forms.ModelForm):
    exempt_classes = forms.MultipleChoiceField(
        label="免于积分的党员",
        required=False,
        choices=[choice for choice in ExemptClass.choices if choice[0] != ExemptClass.NONE],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = PointPlan
        fields = ("name", "starts_on", "base_points", "exempt_classes", "application", "regulation")
        widgets = {"application": area(3, **{"data-limit": "1000"}), "starts_on": DayInput()}
        help_texts = {
            "starts_on": "只能登记执行期内月份的积分；前一版办法执行到前一天。",
            "base_points": "每人每年从这个分数起计，没有的填0。",
            "application": "如：作为民主评议党员的参考。不在支部之间排名。",
        }

    def __init__(self, *args: Any, regulations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["regulation"].queryset = regulations
        self.fields["regulation"].empty_label = "不关联"
        self.fields["base_points"].min_value = 0

    def clean_application(self) -> str:
        return self.cleaned_data["application"].replace("\r\n", "\n")


class RuleForm(PlausibleDays, forms.Form):
    category = forms.CharField(label="类别", max_length=20)
    item = forms.CharField(label="积分事项", max_length=80)
    points = points_field("每次分值", min_value=-999, max_value=999, help_text="扣分填负数。")
    cap = points_field("上限", min_value=Decimal("0.01"), max_value=9999, help_text="不设上限留空。")
    cap_period = forms.ChoiceField(label="上限周期", choices=CapPeriod.choices, initial=CapPeriod.NONE)
    starts_on = forms.DateField(label="起始日期", required=False, widget=DayInput(), help_text="专项活动填写。")
    ends_on = forms.DateField(label="截止日期", required=False, widget=DayInput())
    needs_activity = forms.BooleanField(label="须关联活动记录", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("points") and "points" not in self.errors:
            self.add_error("points", "请填写分值，不能为0。")
        if data.get("cap") is None and data.get("cap_period") != CapPeriod.NONE and "cap" not in self.errors:
            self.add_error("cap", "选择了上限周期，请填写上限。")
        if data.get("cap") is not None and data.get("cap_period") == CapPeriod.NONE:
            self.add_error("cap_period", "填写了上限，请选择周期。")
        return data


class BandForm(forms.Form):
    name = forms.CharField(label="档次", max_length=20)
    at_least = points_field("不低于", min_value=-99_999, help_text="最低一档留空。")


class KeptRows(BaseFormSet):
    def kept(self) -> list[dict[str, Any]]:
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data]
        return [row for row in rows if not row.get("DELETE")]


def _rows(form: type[forms.Form], most: int) -> Any:
    limits = {"max_num": most, "validate_max": True, "absolute_max": 2 * most}
    return formset_factory(form, formset=KeptRows, extra=0, can_delete=True, **limits)


RuleSet = _rows(RuleForm, RULES_MOST)
BandSet = _rows(BandForm, BANDS_MOST)


def initial_of(rows: Iterable[Any], form: type[forms.Form]) -> list[dict[str, Any]]:
    return [{name: getattr(row, name) for name in form.base_fields} for row in rows]


class EntryForm(PlausibleDays, forms.Form):
    """One entry; every choice lies within the branch and the month's plan."""

    member = forms.ModelChoiceField(label="党员", queryset=Member.objects.none(), empty_label="请选择")
    rule = forms.ModelChoiceField(label="积分事项", queryset=PointRule.objects.none(), empty_label="请选择")
    happened_on = forms.DateField(label="日期", widget=DayInput())
    times = forms.IntegerField(label="次数", min_value=1, max_value=TIMES_MOST, initial=1)
    activity = forms.ModelChoiceField(
        label="关联活动", queryset=Activity.objects.none(), required=False, empty_label="不关联"
    )
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args: Any, members: Any, rules: Any, activities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = members
        self.fields["rule"].queryset = rules
        self.fields["activity"].queryset = activities
        self.fields["rule"].label_from_instance = rule_words
        self.fields["activity"].label_from_instance = lambda row: f"{row.held_on:%m-%d} {row.title}"

    def draft(self) -> EntryDraft:
        return EntryDraft(**self.cleaned_data)


def rule_words(rule: PointRule) -> str:
    cap = f"，{rule.get_cap_period_display()}上限{rule.cap.normalize():f}分" if rule.cap is not None else ""
    link = "，须关联活动" if rule.needs_activity else ""
    return f"{rule.category}｜{rule.item}（{rule.points.normalize():+f}分/次{cap}{link}）"


class MonthTable(PlausibleDays, forms.Form):
    """A month in one go: a row for each member, a column for each rule of one category, how often in each cell."""

    happened_on = forms.DateField(label="记入日期", widget=DayInput(), help_text="本表所填各项都记在这一天。")
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args: Any, members: Sequence[Member], rules: Sequence[PointRule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members, self.rules = members, rules
        for member in members:
            for rule in rules:
                self.fields[self.cell(member, rule)] = forms.IntegerField(
                    label=f"{member.name}：{rule.item}（次数）", required=False, min_value=0, max_value=TIMES_MOST
                )

    @staticmethod
    def cell(member: Member, rule: PointRule) -> str:
        return f"times_{member.pk}_{rule.pk}"

    def rows(self) -> list[tuple[Member, list[tuple[PointRule, forms.BoundField]]]]:
        return [(member, [(rule, self[self.cell(member, rule)]) for rule in self.rules]) for member in self.members]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not self.drafts(data):
            self.add_error(None, "表中还没有填写次数。")
        return data

    def drafts(self, data: dict[str, Any] | None = None) -> list[EntryDraft]:
        data = self.cleaned_data if data is None else data
        return [
            EntryDraft(member, rule, data["happened_on"], times, data.get("note", ""))
            for member in self.members
            for rule in self.rules
            if (times := data.get(self.cell(member, rule)))
        ]


class ReasonForm(forms.Form):
    reason = forms.CharField(label="冲正原因", max_length=200, widget=area(2))


class ClosingForm(PlausibleDays, forms.Form):
    met_on = forms.DateField(label="支委会审定日期", widget=DayInput())


class AppraisalForm(PlausibleDays, forms.Form):
    """The meeting and a grade for each member, on one page; incomplete is all right until it is handed in."""

    held_on = forms.DateField(label="评议会议日期", required=False, widget=DayInput())
    expected = forms.IntegerField(label="应到党员", required=False, min_value=0, max_value=9999)
    present = forms.IntegerField(label="实到党员", required=False, min_value=0, max_value=9999)

    def __init__(self, *args: Any, appraisal: Appraisal, rows: Sequence[AppraisalRow], **kwargs: Any) -> None:
        kwargs.setdefault("initial", _meeting_of(appraisal, rows))
        super().__init__(*args, **kwargs)
        self.lines = rows
        for row in rows:
            self.fields[f"grade_{row.pk}"] = forms.ChoiceField(
                label=f"{row.member.name}的等次", choices=_choices(row), required=False, initial=row.grade
            )
            self.fields[f"reason_{row.pk}"] = forms.CharField(
                label=f"{row.member.name}的说明", max_length=200, required=False, initial=row.reason
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        expected, present = data.get("expected"), data.get("present")
        if expected is not None and present is not None and present > expected:
            self.add_error("present", "实到人数不能多于应到人数。")
        return data

    def rows(self) -> list[tuple[AppraisalRow, forms.BoundField, forms.BoundField]]:
        return [(row, self[f"grade_{row.pk}"], self[f"reason_{row.pk}"]) for row in self.lines]

    def meeting(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("held_on", "expected", "present")}

    def verdicts(self) -> dict[int, Verdict]:
        data = self.cleaned_data
        return {row.pk: Verdict(data[f"grade_{row.pk}"], data[f"reason_{row.pk}"].strip()) for row in self.lines}


def with_rest(posted: QueryDict, rows: Sequence[AppraisalRow]) -> QueryDict:
    """What was typed, and for every formal member without a grade the usual one; nothing is saved yet."""
    data = posted.copy()
    for row in rows:
        if row.member_status == MemberStatus.FORMAL and not data.get(f"grade_{row.pk}"):
            data[f"grade_{row.pk}"] = AppraisalGrade.QUALIFIED.value
    return data


def _meeting_of(appraisal: Appraisal, rows: Sequence[AppraisalRow]) -> dict[str, Any]:
    """Until somebody has said otherwise, everybody on the list is expected."""
    given = {name: getattr(appraisal, name) for name in ("held_on", "expected", "present")}
    return given | {"expected": len(rows) if given["expected"] is None else given["expected"]}


def _choices(row: AppraisalRow) -> list[tuple[str, str]]:
    if row.member_status == MemberStatus.PROBATIONARY:
        values = [AppraisalGrade.NONE, AppraisalGrade.ABSENT]
    else:
        values = [*GRADED, AppraisalGrade.ABSENT]
    marks = dict.fromkeys(EXPLAINED, "（须写明情况）")
    return [("", "请选择"), *((value.value, f"{value.label}{marks.get(value, '')}") for value in values)]


def regulations_for(user: Any) -> Any:
    return Regulation.objects.visible_to(user).filter(status="in_force").order_by("-effective_on", "-pk")


def day_in(year: int, month: int, today: date) -> date:
    """Today where it lies in the month, otherwise the month's first day."""
    return today if (today.year, today.month) == (year, month) else date(year, month, 1)
