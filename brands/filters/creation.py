"""What the list of brands is narrowed by."""

from typing import Any

import django_filters

from branches.models import Line, Region
from brands.enums import BrandStatus, HonourLevel
from brands.filters.application import PLAIN_TEXT
from brands.models import Brand, Program
from brands.querysets.creation import BrandQuerySet


class BrandFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label="品牌或党组织（至少两个字）", method="by_text", max_length=40, widget=PLAIN_TEXT
    )
    program = django_filters.ModelChoiceFilter(label="创建活动", queryset=Program.objects.none(), empty_label="全部")
    status = django_filters.ChoiceFilter(label="状态", choices=BrandStatus.choices, empty_label="全部")
    honour_level = django_filters.ChoiceFilter(
        label="称号", choices=[(0, "未命名"), *HonourLevel.choices], empty_label="全部"
    )
    region = django_filters.ModelChoiceFilter(label="片区", queryset=Region.objects.all(), empty_label="全部")
    line = django_filters.ModelChoiceFilter(label="业务条线", queryset=Line.objects.all(), empty_label="全部")

    class Meta:
        model = Brand
        fields: list[str] = []

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["program"].queryset = Program.objects.visible_to(user)

    def by_text(self, rows: BrandQuerySet, name: str, value: str) -> BrandQuerySet:
        return rows.matching(value)
