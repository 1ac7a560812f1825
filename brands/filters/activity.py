"""What the lists of activities, commitments and deeds are narrowed by."""

import re
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from branches.models import Organization
from branches.roles import Scope, reading_scope
from branches.tree import below
from brands.enums import CommitmentStatus, DeedStatus, Strand
from brands.filters.application import PLAIN_TEXT
from brands.models import Activity, ActivityKind, Brand, Carrier, Commitment, Deed, Phase, Program
from brands.selectors.activity import month_bounds

MONTH = re.compile(r"(20\d\d|19\d\d)-(0[1-9]|1[0-2])")
ORGANIZATIONS_MOST = 50


def month_of(text: str) -> date | None:
    """2026-03 as its first day."""
    found = MONTH.fullmatch(text.strip())
    return date(int(found[1]), int(found[2]), 1) if found else None


class MonthInput(forms.TextInput):
    input_type = "month"


class MonthField(forms.CharField):
    widget = MonthInput

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        month = month_of(text) if text else None
        if text and month is None:
            raise forms.ValidationError("请填写“2026-03”这样的年月。")
        return month


class MonthFilter(django_filters.Filter):
    field_class = MonthField


class BelowFilter(django_filters.FilterSet):
    """Organisations by a part of their name, with everything below them."""

    organization = django_filters.CharFilter(
        label="党组织（含下级）", method="by_organization", max_length=40, widget=PLAIN_TEXT
    )
    # From a brand's page; the page says which one.
    brand = django_filters.ModelChoiceFilter(queryset=Brand.objects.none(), widget=forms.HiddenInput)

    path_field = "organization_path"

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.filters["brand"].queryset = Brand.objects.visible_to(user)
        if reads_only_one(user):
            del self.filters["organization"]

    def by_organization(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        if not text:
            return rows
        named = Organization.objects.visible_to(self.user).filter(Q(name__contains=text) | Q(short_name__contains=text))
        paths = list(named.order_by("path").values_list("path", flat=True)[:ORGANIZATIONS_MOST])
        return rows.filter(below(paths, self.path_field)) if paths else rows.none()

    @property
    def chosen_brand(self) -> Brand | None:
        return self.form.cleaned_data.get("brand") if self.form.is_valid() else None


class ActivityFilter(BelowFilter):
    month = MonthFilter(label="月份", method="by_month")
    kind = django_filters.ModelChoiceFilter(label="类型", queryset=ActivityKind.objects.all(), empty_label="全部")
    q = django_filters.CharFilter(
        label="主题", field_name="title", lookup_expr="contains", max_length=40, widget=PLAIN_TEXT
    )
    phase = django_filters.ModelChoiceFilter(
        label="创建阶段", field_name="phase_record__phase", queryset=Phase.objects.none(), empty_label="全部"
    )
    strand = django_filters.ChoiceFilter(label="工作主线", choices=Strand.choices, empty_label="全部")
    carrier = django_filters.ModelChoiceFilter(queryset=Carrier.objects.none(), widget=forms.HiddenInput)
    day = django_filters.DateFilter(field_name="held_on", widget=forms.HiddenInput)
    # The year's page keeps its year when it is narrowed.
    year = django_filters.CharFilter(method="unchanged", max_length=6, widget=forms.HiddenInput)
    void = django_filters.BooleanFilter(method="unchanged", widget=forms.HiddenInput)

    class Meta:
        model = Activity
        fields: list[str] = []

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        filters: dict[str, Any] = dict(vars(self)["filters"])
        programs = Program.objects.visible_to(user)
        filters["phase"].queryset = Phase.objects.filter(program__in=programs).select_related("program")
        filters["phase"].field.label_from_instance = lambda phase: f"{phase.name}（{phase.program.name}）"
        filters["carrier"].queryset = Carrier.objects.visible_to(user)
        order = ("month", "kind", "organization", "q", "phase", "strand", "brand", "carrier", "day", "year", "void")
        self.filters = {name: filters[name] for name in order if name in filters}

    def by_month(self, rows: QuerySet, name: str, value: date) -> QuerySet:
        return rows.filter(held_on__range=month_bounds(value))

    def unchanged(self, rows: QuerySet, name: str, value: Any) -> QuerySet:
        return rows


class CommitmentFilter(BelowFilter):
    member = django_filters.CharFilter(label="党员姓名", method="by_member", max_length=40, widget=PLAIN_TEXT)
    status = django_filters.ChoiceFilter(choices=CommitmentStatus.choices, widget=forms.HiddenInput)

    class Meta:
        model = Commitment
        fields: list[str] = []

    def __init__(self, *args: Any, open_at: Q, **kwargs: Any) -> None:
        """`open_at`: where names are shown in full; what is masked elsewhere must not be found out by a search."""
        super().__init__(*args, **kwargs)
        self.open_at = open_at

    def by_member(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        return rows.filter(self.open_at, member__name__contains=text) if text else rows


class DeedFilter(BelowFilter):
    q = django_filters.CharFilter(
        label="标题", field_name="title", lookup_expr="contains", max_length=40, widget=PLAIN_TEXT
    )
    status = django_filters.ChoiceFilter(choices=DeedStatus.choices, widget=forms.HiddenInput)

    class Meta:
        model = Deed
        fields: list[str] = []


def reads_only_one(user: Any) -> bool:
    """Without a superior's role there is one organisation, and no column for it."""
    scope: Scope = reading_scope(user)
    return not scope.subtrees and len(scope.nodes) <= 1
