"""What the list of applications is narrowed by."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from branches.enums import Ability
from branches.models import Line, Region
from branches.roles import scope_of
from brands.enums import ApplicationKind, ApplicationStatus
from brands.models import Application, Program

# A search needs no counter of characters.
PLAIN_TEXT = forms.TextInput(attrs={"data-no-limit": ""})


class ApplicationFilter(django_filters.FilterSet):
    """The name is the submitted one; only one's own organisation's drafts are found by what is being written."""

    q = django_filters.CharFilter(label="品牌或党组织", method="by_text", max_length=40, widget=PLAIN_TEXT)
    program = django_filters.ModelChoiceFilter(label="创建活动", queryset=Program.objects.none(), empty_label="全部")
    status = django_filters.ChoiceFilter(label="状态", choices=ApplicationStatus.choices, empty_label="全部")
    region = django_filters.ModelChoiceFilter(
        label="片区", field_name="organization__region", queryset=Region.objects.all(), empty_label="全部"
    )
    line = django_filters.ModelChoiceFilter(
        label="业务条线", field_name="organization__line", queryset=Line.objects.all(), empty_label="全部"
    )
    kind = django_filters.ChoiceFilter(label="申报类型", choices=ApplicationKind.choices, empty_label="全部")
    # The tab stays when the filter changes.
    tab = django_filters.CharFilter(method="unchanged", widget=forms.HiddenInput, max_length=20)

    class Meta:
        model = Application
        fields: list[str] = []

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.filters["program"].queryset = Program.objects.visible_to(user)

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        if not text:
            return rows
        own = scope_of(self.user, Ability.EDIT).condition("organization_path")
        return rows.filter(
            Q(submitted_name__contains=text) | Q(organization__name__contains=text) | (own & Q(name__contains=text))
        )

    def unchanged(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows
