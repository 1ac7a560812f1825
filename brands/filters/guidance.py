"""What the lists of guidance, pairs and sites are narrowed by."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from branches.models import Line, Region
from brands.filters.application import PLAIN_TEXT
from brands.models import Brand, DemonstrationSite, Pairing, Program
from brands.querysets.creation import BrandQuerySet


class GuidanceFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label="品牌或党组织（至少两个字）", method="by_text", max_length=40, widget=PLAIN_TEXT
    )
    program = django_filters.ModelChoiceFilter(label="创建活动", queryset=Program.objects.none(), empty_label="全部")
    region = django_filters.ModelChoiceFilter(label="片区", queryset=Region.objects.all(), empty_label="全部")
    line = django_filters.ModelChoiceFilter(label="业务条线", queryset=Line.objects.all(), empty_label="全部")
    # The tab stays when the filter changes.
    tab = django_filters.CharFilter(method="unchanged", widget=forms.HiddenInput, max_length=20)

    class Meta:
        model = Brand
        fields: list[str] = []

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["program"].queryset = Program.objects.visible_to(user)

    def by_text(self, rows: BrandQuerySet, name: str, value: str) -> BrandQuerySet:
        return rows.matching(value)

    def unchanged(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows


class PairingFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="品牌或党组织", method="by_text", max_length=40, widget=PLAIN_TEXT)
    status = django_filters.CharFilter(method="unchanged", widget=forms.HiddenInput, max_length=20)

    class Meta:
        model = Pairing
        fields: list[str] = []

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        return rows.filter(
            Q(strong__name__contains=text) | Q(strong__organization__name__contains=text) | Q(weak__name__contains=text)
        )

    def unchanged(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows


class SiteFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="品牌或党组织", method="by_text", max_length=40, widget=PLAIN_TEXT)
    line = django_filters.ModelChoiceFilter(
        label="业务条线", field_name="brand__line", queryset=Line.objects.all(), empty_label="全部"
    )
    region = django_filters.ModelChoiceFilter(
        label="片区", field_name="brand__region", queryset=Region.objects.all(), empty_label="全部"
    )
    tab = django_filters.CharFilter(method="unchanged", widget=forms.HiddenInput, max_length=20)

    class Meta:
        model = DemonstrationSite
        fields: list[str] = []

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        return rows.filter(Q(brand__name__contains=text) | Q(brand__organization__name__contains=text))

    def unchanged(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows


class MarkableFilter(django_filters.FilterSet):
    """Brands that may become sites."""

    q = django_filters.CharFilter(
        label="品牌或党组织（至少两个字）", method="by_text", max_length=40, widget=PLAIN_TEXT
    )
    line = django_filters.ModelChoiceFilter(label="业务条线", queryset=Line.objects.all(), empty_label="全部")
    region = django_filters.ModelChoiceFilter(label="片区", queryset=Region.objects.all(), empty_label="全部")

    class Meta:
        model = Brand
        fields: list[str] = []

    def by_text(self, rows: BrandQuerySet, name: str, value: str) -> BrandQuerySet:
        return rows.matching(value)
