"""What the lists of surveys are narrowed by."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from assessments.models import Survey, SurveyTarget
from branches.models import Organization

PLAIN_TEXT = forms.TextInput(attrs={"data-no-limit": ""})


class SurveyFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label="名称", field_name="title", lookup_expr="contains", max_length=40, widget=PLAIN_TEXT
    )
    year = django_filters.NumberFilter(label="年度", min_value=2000, max_value=2100, decimal_places=0)

    class Meta:
        model = Survey
        fields: list[str] = []


class TargetFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="党组织", method="by_name", max_length=40, widget=PLAIN_TEXT)

    class Meta:
        model = SurveyTarget
        fields: list[str] = []

    def by_name(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        return rows.filter(Q(organization__name__contains=text) | Q(organization__code=text))


class CandidateFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="党组织", method="by_name", max_length=40, widget=PLAIN_TEXT)

    class Meta:
        model = Organization
        fields: list[str] = []

    def by_name(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        return rows.filter(Q(name__contains=text) | Q(code=text))
