"""What the lists of selection are narrowed by."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from brands.models import Nomination, SelectionRound

PLAIN_TEXT = forms.TextInput(attrs={"data-no-limit": ""})


def years_of(rounds: QuerySet) -> list[tuple[int, str]]:
    years = rounds.order_by("-year").values_list("year", flat=True).distinct()
    return [(year, f"{year}年") for year in years]


class RoundFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label="批次名称", field_name="name", lookup_expr="contains", max_length=40, widget=PLAIN_TEXT
    )
    year = django_filters.NumberFilter(label="年度", min_value=2000, max_value=2100, decimal_places=0)

    class Meta:
        model = SelectionRound
        fields: list[str] = []


class NominationFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="品牌或党组织", method="by_text", max_length=40, widget=PLAIN_TEXT)

    class Meta:
        model = Nomination
        fields: list[str] = []

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        return rows.filter(Q(brand__name__contains=text) | Q(brand__organization__name__contains=text))


class CandidateFilter(forms.Form):
    """Brands that the office may pick from."""

    q = forms.CharField(label="品牌或党组织", max_length=40, required=False, widget=PLAIN_TEXT)

    def apply(self, rows: QuerySet) -> QuerySet:
        text = self.cleaned_data["q"].strip() if self.is_valid() else ""
        if not text:
            return rows
        return rows.filter(Q(name__contains=text) | Q(organization__name__contains=text))


def tabs_of(counts: dict[str, int], choices: Any, current: str, *, base: str = "?") -> list[dict[str, Any]]:
    """Tabs over a state: all, and each state that occurs."""
    address = f"{base}{'' if base.endswith('?') else '&'}status="
    total = sum(counts.values())
    tabs = [{"label": "全部", "url": f"{address}all", "active": not current, "count": total}]
    for value, label in choices:
        if counts.get(value) or value == current:
            tabs.append(
                {"label": label, "url": address + value, "active": current == value, "count": counts.get(value, 0)}
            )
    return tabs
