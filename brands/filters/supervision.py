"""What the list of supervision notes is narrowed by."""

import django_filters
from django.db.models import Q, QuerySet

from brands.filters.application import PLAIN_TEXT
from brands.models import Supervision


class SupervisionFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="事项或承办单位", method="by_text", max_length=40, widget=PLAIN_TEXT)

    class Meta:
        model = Supervision
        fields: list[str] = []

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        return rows.filter(Q(title__contains=text) | Q(addressee__name__contains=text))
