"""What the lists of yearly plans and of the survey are narrowed by."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from brands.filters.honour import PLAIN_TEXT
from brands.models import AnnualPlan, Highlight, Program


class PlanFilter(django_filters.FilterSet):
    year = django_filters.NumberFilter(label="年度", min_value=2000, max_value=2100, decimal_places=0)
    q = django_filters.CharFilter(label="品牌或党组织", method="by_text", max_length=40, widget=PLAIN_TEXT)
    program = django_filters.ModelChoiceFilter(
        label="创建活动", field_name="brand__program", queryset=Program.objects.none(), empty_label="全部"
    )

    class Meta:
        model = AnnualPlan
        fields: list[str] = []

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["program"].queryset = Program.objects.visible_to(user)

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        return rows.filter(Q(brand__name__contains=text) | Q(brand__organization__name__contains=text))


class HighlightFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label="党组织", field_name="organization__name", lookup_expr="contains", max_length=40, widget=PLAIN_TEXT
    )

    class Meta:
        model = Highlight
        fields: list[str] = []
