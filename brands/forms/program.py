"""What the office types of a program: its right, its dates, phases, criteria and limits."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from branches.models import Organization
from brands.forms.selection import CriterionSet
from brands.limits import DEFAULT_LIMITS
from brands.models import Program
from brands.rules.program import PHASES_ALLOWED
from brands.services.program import PhaseDraft, WeightDraft
from core.days import PlausibleDays
from core.forms import DayInput, area

DAYS = ("plan_days", "recheck_days")
LIMIT_LABELS = {
    "name": "品牌名称",
    "slogan": "品牌口号",
    "logo_meaning": "标识释义",
    "concept": "品牌理念",
    "connotation": "品牌内涵",
    "goals": "品牌目标",
    "facet_text": "内涵要点（每项）",
    "carrier_text": "品牌载体（每项）",
    "plan_text": "阶段计划（每项）",
    "opinions_asked": "征求意见情况",
}
# The columns of names and slogans hold no more.
LIMIT_MOST = {"name": 20, "slogan": 80}
USUAL_PHASES = (
    ("宣传发动", "学习动员，摸清亮点，提出品牌方案。"),
    ("创建培育", "按照方案开展活动，培育特色，形成做法。"),
    ("巩固深化", "对照标准补齐短板，完善制度机制。"),
    ("总结提升", "总结成效和经验，推广可复制的做法。"),
)
USUAL_CRITERIA = (
    ("政治性", 20, "把党的政治建设摆在首位，方向正确。"),
    ("时代性", 15, "体现新形势新任务的要求。"),
    ("服务性", 20, "服务中心、服务群众有实招有实效。"),
    ("创新性", 15, "方法载体有新意，不落俗套。"),
    ("示范性", 15, "做法可学可用，能带动其他支部。"),
    ("差异性", 15, "贴合本单位业务，特色鲜明不雷同。"),
)


class ProgramForm(PlausibleDays, forms.ModelForm):
    class Meta:
        model = Program
        fields = (
            "organizer", "name", "nature", "approval_basis", "approved_by", "approved_on", "starts_on", "ends_on",
            "applications_until", "purpose", "endorsement_rule", "evidence_cap", "plan_days",
            "recheck_days", "document_code",
        )  # fmt: skip
        widgets = {
            "approved_on": DayInput(),
            "starts_on": DayInput(),
            "ends_on": DayInput(),
            "applications_until": DayInput(),
            "purpose": area(5),
        }
        help_texts = {
            "nature": "面向社会开展的创建示范活动须按规定报批；本系统内部创建和年度考核不需要。",
            "approval_basis": "如：经××年第×次工委会议研究同意。启动前必须填写。",
            "approved_by": "创建示范活动须填写。",
            "applications_until": "不填则在活动期间随时受理。",
            "evidence_cap": "佐证材料从简，一般不超过3件。",
            "plan_days": "已命名品牌的年度深化计划，在元旦后多少天内报送；30天即1月31日。",
            "recheck_days": "称号期满前多少天启动复核。",
            "document_code": "命名文件的发文代字，如：云机工发。",
        }

    def __init__(self, *args: Any, organizers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organizer"].queryset = organizers
        self.fields["organizer"].empty_label = "请选择"
        for name in DAYS:
            # Left empty: as usual.
            self.fields[name].required = False
        limits = self.instance.limits if self.instance.pk else DEFAULT_LIMITS
        for name, label in LIMIT_LABELS.items():
            self.fields[f"limit_{name}"] = forms.IntegerField(
                label=label, min_value=1, max_value=LIMIT_MOST.get(name, 5000), initial=limits.get(name)
            )

    def limit_fields(self) -> list[forms.BoundField]:
        return [self[f"limit_{name}"] for name in LIMIT_LABELS]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end, until = data.get("starts_on"), data.get("ends_on"), data.get("applications_until")
        if start and end and end <= start:
            self.add_error("ends_on", "结束日期应晚于开始日期。")
        if start and end and until and not start <= until <= end:
            self.add_error("applications_until", "申报截止日期应在活动起止日期之间。")
        return data

    def values(self) -> dict[str, Any]:
        """All columns but the organiser, which is named when the program is made."""
        values = {name: self.cleaned_data[name] for name in self.Meta.fields if name != "organizer"}
        values |= {name: Program._meta.get_field(name).default for name in DAYS if values[name] is None}
        return values | {"limits": {name: self.cleaned_data[f"limit_{name}"] for name in LIMIT_LABELS}}


class PhaseForm(PlausibleDays, forms.Form):
    name = forms.CharField(label="阶段名称", max_length=20)
    starts_on = forms.DateField(label="开始日期", widget=DayInput())
    ends_on = forms.DateField(label="结束日期", widget=DayInput())
    tasks = forms.CharField(label="工作任务", max_length=500, required=False, widget=area(2, **{"class": "field-wide"}))
    deliverables = forms.CharField(
        label="提交材料", max_length=500, required=False, widget=area(2, **{"class": "field-wide"})
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("starts_on"), data.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", "结束日期应不早于开始日期。")
        return data


class BasePhaseSet(BaseFormSet):
    def clean(self) -> None:
        """Three to six phases, one after the other."""
        if any(self.errors):
            return
        rows = self.kept()
        if len(rows) not in PHASES_ALLOWED:
            raise forms.ValidationError(f"创建阶段应为3至6个，现为{len(rows)}个。")
        starts = [row["starts_on"] for row in rows]
        if starts != sorted(starts):
            raise forms.ValidationError("创建阶段应按开始日期先后排列。")

    def kept(self) -> list[dict[str, Any]]:
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("name")]
        return [row for row in rows if not row.get("DELETE")]

    def drafts(self) -> list[PhaseDraft]:
        return [PhaseDraft(**{k: row[k] for k in PhaseForm.base_fields}) for row in self.kept()]


PhaseSet = formset_factory(
    PhaseForm, formset=BasePhaseSet, extra=0, can_delete=True, max_num=6, validate_max=True, absolute_max=20
)
WeightSet = CriterionSet


def weight_drafts(criteria: Any) -> list[WeightDraft]:
    return [WeightDraft(row["name"], row["weight"], row["description"]) for row in criteria.kept()]


class AdjustForm(PlausibleDays, forms.ModelForm):
    """What an open program still lets the office change."""

    reason = forms.CharField(label="调整原因", max_length=200)

    class Meta:
        model = Program
        fields = ("applications_until", "purpose")
        widgets = {"applications_until": DayInput(), "purpose": area(5)}


def usual_phases(start: date) -> list[dict[str, Any]]:
    """Four phases over three years from that day."""
    lengths = (180, 360, 360, 195)
    rows, day = [], start
    for (name, tasks), length in zip(USUAL_PHASES, lengths, strict=True):
        end = day + timedelta(days=length - 1)
        rows.append({"name": name, "starts_on": day, "ends_on": end, "tasks": tasks, "deliverables": "阶段小结一份。"})
        day = end + timedelta(days=1)
    return rows


def usual_criteria() -> list[dict[str, Any]]:
    return [{"name": n, "weight": w, "description": d} for n, w, d in USUAL_CRITERIA]


def organizers_of(nodes: frozenset[str]) -> Any:
    return Organization.objects.filter(path__in=sorted(nodes)).active()
