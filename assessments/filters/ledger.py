"""What the lists of ledgers are narrowed by."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from assessments.enums.ledger import LedgerStatus
from assessments.models import Ledger

PLAIN_TEXT = forms.TextInput(attrs={"data-no-limit": ""})


class LedgerFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="党组织", method="by_text", max_length=40, widget=PLAIN_TEXT)
    year = django_filters.NumberFilter(label="年度", min_value=2000, max_value=2100, decimal_places=0)

    class Meta:
        model = Ledger
        fields: list[str] = []

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        return rows.filter(Q(organization__name__contains=text) | Q(organization__short_name__contains=text))


class CommitteeFilter(LedgerFilter):
    """The committee's table: one scheme, so no year; by grade once there are grades."""

    year = None
    grade = django_filters.ChoiceFilter(label="等次", empty_label="全部")
    unit = django_filters.ChoiceFilter(label="所属单位", method="by_unit", empty_label="全部")

    def __init__(self, *args: Any, grades: list[str], units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["grade"].extra["choices"] = [(grade, grade) for grade in grades]
        self.filters["unit"].extra["choices"] = units

    def by_unit(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(organization_path__gte=value, organization_path__lt=value + "~")


def tabs_of(counts: dict[str, int], current: str, *, base: str = "?") -> list[dict[str, Any]]:
    """All, and each state that occurs."""
    address = f"{base}{'' if base.endswith('?') else '&'}status="
    tabs = [{"label": "全部", "url": address, "active": not current, "count": sum(counts.values())}]
    for value, label in LedgerStatus.choices:
        if counts.get(value) or value == current:
            tabs.append(
                {"label": label, "url": address + value, "active": value == current, "count": counts.get(value, 0)}
            )
    return tabs
