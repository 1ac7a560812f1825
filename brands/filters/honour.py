"""What the lists of honours and documents are narrowed by."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from brands.enums import DocumentKind, HonourLevel
from brands.models import Honour, OfficialDocument, Recheck

PLAIN_TEXT = forms.TextInput(attrs={"data-no-limit": ""})


class HonourFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="品牌或党组织", method="by_text", max_length=40, widget=PLAIN_TEXT)
    level = django_filters.ChoiceFilter(label="称号", choices=HonourLevel.choices, empty_label="全部")
    year = django_filters.NumberFilter(
        label="命名年度", field_name="round__year", min_value=2000, max_value=2100, decimal_places=0
    )

    class Meta:
        model = Honour
        fields: list[str] = []

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        return rows.filter(Q(brand__name__contains=text) | Q(brand__organization__name__contains=text))


class DocumentFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label="标题", field_name="title", lookup_expr="contains", max_length=40, widget=PLAIN_TEXT
    )
    kind = django_filters.ChoiceFilter(label="种类", choices=DocumentKind.choices, empty_label="全部")
    year = django_filters.NumberFilter(label="年份", min_value=2000, max_value=2100, decimal_places=0)

    class Meta:
        model = OfficialDocument
        fields: list[str] = []


class RecheckFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="品牌或党组织", method="by_text", max_length=40, widget=PLAIN_TEXT)
    level = django_filters.ChoiceFilter(
        label="称号", field_name="honour__level", choices=HonourLevel.choices, empty_label="全部"
    )

    class Meta:
        model = Recheck
        fields: list[str] = []

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        return rows.filter(Q(honour__brand__name__contains=text) | Q(honour__brand__organization__name__contains=text))
