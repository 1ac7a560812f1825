"""What the list of phases is narrowed by."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from branches.enums import OrganizationKind
from branches.models import Organization, Region
from branches.tree import below
from brands.filters.application import PLAIN_TEXT
from brands.models import Brand, PhaseRecord, Program

MOST_SUPERIORS = 200  # found by one text; a name that fits more is no name


class PhaseFilter(django_filters.FilterSet):
    program = django_filters.ModelChoiceFilter(
        label="创建活动", field_name="brand__program", queryset=Program.objects.none(), empty_label="全部"
    )
    region = django_filters.ModelChoiceFilter(
        label="片区", field_name="brand__region", queryset=Region.objects.all(), empty_label="全部"
    )
    superior = django_filters.CharFilter(label="上级党组织", method="by_superior", max_length=40, widget=PLAIN_TEXT)
    q = django_filters.CharFilter(label="品牌或党组织", method="by_text", max_length=40, widget=PLAIN_TEXT)
    # The page of one brand, and the tab, stay when the filter changes.
    brand = django_filters.ModelChoiceFilter(queryset=Brand.objects.none(), widget=forms.HiddenInput)
    tab = django_filters.CharFilter(method="unchanged", widget=forms.HiddenInput, max_length=20)

    class Meta:
        model = PhaseRecord
        fields: list[str] = []

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.filters["program"].queryset = Program.objects.visible_to(user)
        self.filters["brand"].queryset = Brand.objects.visible_to(user)

    def by_superior(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Everything below the committees and general branches whose name holds the text."""
        text = value.strip()
        if not text:
            return rows
        found = Organization.objects.visible_to(self.user).exclude(kind=OrganizationKind.BRANCH)
        named = found.filter(Q(name__contains=text) | Q(short_name__contains=text)).order_by("path")
        return rows.filter(below(named.values_list("path", flat=True)[:MOST_SUPERIORS], "organization_path"))

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        return rows.filter(Q(brand__name__contains=text) | Q(brand__organization__name__contains=text))

    def unchanged(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows
