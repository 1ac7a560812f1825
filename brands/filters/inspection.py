"""What the lists of inspections, targets and findings are narrowed by."""

from datetime import timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from branches.models import Line, Organization, Region
from brands.filters.application import PLAIN_TEXT
from brands.models import Finding, Inspection

SOON = timedelta(days=7)
LATE, WITHIN_A_WEEK = "late", "soon"


class InspectionFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label="督查主题", field_name="title", lookup_expr="contains", max_length=40, widget=PLAIN_TEXT
    )
    region = django_filters.ModelChoiceFilter(label="片区", queryset=Region.objects.all(), empty_label="全部")
    year = django_filters.NumberFilter(
        label="年度", field_name="starts_on__year", min_value=2000, max_value=2100, decimal_places=0
    )
    status = django_filters.CharFilter(method="unchanged", widget=forms.HiddenInput, max_length=20)

    class Meta:
        model = Inspection
        fields: list[str] = []

    def unchanged(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows


class BranchFilter(django_filters.FilterSet):
    """Branches that may be inspected."""

    q = django_filters.CharFilter(label="党支部", method="by_text", max_length=40, widget=PLAIN_TEXT)
    region = django_filters.ModelChoiceFilter(label="片区", queryset=Region.objects.all(), empty_label="全部")
    line = django_filters.ModelChoiceFilter(label="业务条线", queryset=Line.objects.all(), empty_label="全部")

    class Meta:
        model = Organization
        fields: list[str] = []

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        return rows.filter(Q(name__contains=text) | Q(code__startswith=text))


class FindingFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label="党组织", field_name="organization__name", lookup_expr="contains", max_length=40, widget=PLAIN_TEXT
    )
    region = django_filters.ModelChoiceFilter(
        label="片区", field_name="organization__region", queryset=Region.objects.all(), empty_label="全部"
    )
    due = django_filters.ChoiceFilter(
        label="期限", choices=[(LATE, "已逾期"), (WITHIN_A_WEEK, "7天内到期")], empty_label="全部", method="by_due"
    )
    line = django_filters.ModelChoiceFilter(
        label="业务条线", field_name="organization__line", queryset=Line.objects.all(), empty_label="全部"
    )
    text = django_filters.CharFilter(
        label="问题", field_name="problem", lookup_expr="contains", max_length=40, widget=PLAIN_TEXT
    )
    # The tab, and the inspection one came from, stay when the filter changes.
    tab = django_filters.CharFilter(method="unchanged", widget=forms.HiddenInput, max_length=20)
    inspection = django_filters.ModelChoiceFilter(
        field_name="target__inspection", queryset=Inspection.objects.none(), widget=forms.HiddenInput
    )

    class Meta:
        model = Finding
        fields: list[str] = []

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["inspection"].queryset = Inspection.objects.visible_to(user)

    def by_due(self, rows: Any, name: str, value: str) -> QuerySet:
        today = timezone.localdate()
        if value == LATE:
            return rows.overdue(today)
        return rows.unsettled().filter(due_on__gte=today, due_on__lte=today + SOON)

    def unchanged(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows
