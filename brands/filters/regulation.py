"""What the registers of rules and of awards are narrowed by."""

import django_filters
from django.db.models import Q, QuerySet

from brands.enums import AwardLevel
from brands.filters.honour import PLAIN_TEXT
from brands.models import Award, Regulation


class RegulationFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="名称或文号", method="by_text", max_length=40, widget=PLAIN_TEXT)

    class Meta:
        model = Regulation
        fields: list[str] = []

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        return rows.filter(Q(title__contains=text) | Q(reference__contains=text))


class AwardFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="荣誉或党组织", method="by_text", max_length=40, widget=PLAIN_TEXT)
    level = django_filters.ChoiceFilter(
        label="级别", choices=sorted(AwardLevel.choices, reverse=True), empty_label="全部"
    )
    year = django_filters.NumberFilter(
        label="年度", field_name="awarded_on__year", min_value=1900, max_value=2100, decimal_places=0
    )

    class Meta:
        model = Award
        fields: list[str] = []

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        return rows.filter(Q(title__contains=text) | Q(organization__name__contains=text))
