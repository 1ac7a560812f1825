"""What may be typed of guidance, pairs, sites and visits."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone

from branches.models import Organization
from brands.enums import GuidanceClass, GuidanceFact, HalfDay
from brands.limits import GUIDANCE_RULES_MOST, WORDS_MOST
from brands.models import Activity, Brand, DemonstrationSite, GuidanceRule
from brands.rules.guidance import plain
from brands.rules.site import CAPACITY_MOST
from brands.services.guidance import RuleDraft
from core.days import PlausibleDays
from core.forms import DayInput, area

USUAL_PAIRING = timedelta(days=365)


class RuleForm(forms.Form):
    fact = forms.ChoiceField(label="依据", choices=GuidanceFact.choices)
    at_least = forms.DecimalField(label="不低于", min_value=0, max_digits=7, decimal_places=2, required=False)
    at_most = forms.DecimalField(label="不高于", min_value=0, max_digits=7, decimal_places=2, required=False)
    guidance_class = forms.ChoiceField(label="列为", choices=GuidanceClass.choices)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        low, high = data.get("at_least"), data.get("at_most")
        if not self.errors and low is None and high is None:
            self.add_error("at_least", "“不低于”和“不高于”至少填写一个。")
        if low is not None and high is not None and low > high:
            self.add_error("at_most", "“不高于”应不小于“不低于”。")
        return data


class BaseRuleSet(BaseFormSet):
    def clean(self) -> None:
        if not any(self.errors) and not self.drafts():
            raise forms.ValidationError("请至少保留一条规则。")

    def drafts(self) -> list[RuleDraft]:
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("fact")]
        names = ("guidance_class", "fact", "at_least", "at_most")
        return [RuleDraft(**{name: row[name] for name in names}) for row in rows if not row.get("DELETE")]


RuleSet = formset_factory(
    RuleForm,
    formset=BaseRuleSet,
    extra=0,
    can_delete=True,
    max_num=GUIDANCE_RULES_MOST,
    validate_max=True,
    absolute_max=2 * GUIDANCE_RULES_MOST,
)


def rule_initial(rules: Iterable[GuidanceRule]) -> list[dict[str, Any]]:
    return [
        {
            "guidance_class": rule.guidance_class,
            "fact": rule.fact,
            "at_least": None if rule.at_least is None else plain(rule.at_least),
            "at_most": None if rule.at_most is None else plain(rule.at_most),
        }
        for rule in rules
    ]


class JudgeForm(forms.Form):
    guidance_class = forms.ChoiceField(label="类别", choices=GuidanceClass.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="判定理由", max_length=500, widget=area(4), help_text="该党支部能看到类别和理由，请写具体、可核对的事实。"
    )


class PairingForm(PlausibleDays, forms.Form):
    strong = forms.ModelChoiceField(
        label="帮带品牌",
        queryset=Brand.objects.none(),
        empty_label="请选择",
        help_text="只列出分类为“较好”的品牌，同一业务条线、同一片区的排在前面。",
    )
    goals = forms.CharField(label="共建目标", max_length=WORDS_MOST, widget=area(5))
    starts_on = forms.DateField(label="开始日期", widget=DayInput())
    ends_on = forms.DateField(label="结束日期", widget=DayInput())

    def __init__(self, *args: Any, strong: Sequence[Brand], **kwargs: Any) -> None:
        today = timezone.localdate()
        initial = {"starts_on": today, "ends_on": today + USUAL_PAIRING} | (kwargs.pop("initial", None) or {})
        super().__init__(*args, initial=initial, **kwargs)
        field = self.fields["strong"]
        field.queryset = Brand.objects.filter(pk__in=[b.pk for b in strong]).select_related("program__organizer")
        # In the order of the suggestions.
        field.choices = [("", "请选择"), *((brand.pk, _brand_words(brand)) for brand in strong)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("starts_on"), data.get("ends_on")
        if start and end and end <= start:
            self.add_error("ends_on", "结束日期应晚于开始日期。")
        return data


def _brand_words(brand: Brand) -> str:
    parts = [brand.line.name if brand.line else "", brand.region.name if brand.region else ""]
    parts.append(brand.get_honour_level_display() if brand.honour_level else "")
    return f"{brand.name}（{brand.organization.short_name}）" + "　".join(["", *filter(None, parts)])


class EndPairingForm(forms.Form):
    result = forms.CharField(label="共建成效", max_length=WORDS_MOST, widget=area(6))
    comment = forms.CharField(label="说明", max_length=500, required=False, widget=area(2))


class ActivityForm(forms.Form):
    activity = forms.ModelChoiceField(label="本党支部的活动", queryset=Activity.objects.none(), empty_label="请选择")

    def __init__(self, *args: Any, activities: Iterable[Activity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(activities)
        self.fields["activity"].queryset = Activity.objects.filter(pk__in=[row.pk for row in rows])
        self.fields["activity"].label_from_instance = lambda a: f"{a.held_on:%Y-%m-%d} {a.title}"


class SiteForm(forms.ModelForm):
    introduction = forms.CharField(label="可看可学", max_length=WORDS_MOST, widget=area(6))
    capacity = forms.IntegerField(
        label="同时接待人数",
        min_value=1,
        max_value=CAPACITY_MOST,
        initial=30,
        help_text="上午、下午分别计算：同一时段各次来访人数之和不超过这个数。",
    )

    class Meta:
        model = DemonstrationSite
        fields = ("introduction", "place", "capacity")

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class VisitForm(PlausibleDays, forms.Form):
    organization = forms.ModelChoiceField(label="来访党组织", queryset=Organization.objects.none(), empty_label=None)
    visit_on = forms.DateField(label="来访日期", widget=DayInput())
    half = forms.ChoiceField(label="时段", choices=HalfDay.choices, initial=HalfDay.AM, widget=forms.RadioSelect)
    people = forms.IntegerField(label="人数", min_value=1, max_value=CAPACITY_MOST)
    purpose = forms.CharField(label="学习内容", max_length=200, required=False, widget=area(3))

    def __init__(self, *args: Any, visitors: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = visitors

    def clean_visit_on(self) -> Any:
        day = self.cleaned_data["visit_on"]
        if day < timezone.localdate():
            raise forms.ValidationError("来访日期不能早于今天。")
        return day


class ReportForm(forms.Form):
    report = forms.CharField(label="学习收获", max_length=WORDS_MOST, widget=area(6))
    comment = forms.CharField(required=False, widget=forms.HiddenInput)
