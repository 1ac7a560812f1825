"""Filters of the lists of organisations, members and accounts."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from branches.enums import MemberStatus, OrganizationKind, Role
from branches.models import Line, Member, Organization, Region, RoleAssignment
from branches.rules import REMIND_BEFORE

# A counter of characters has no place beside what is searched for.
PLAIN = {"data-no-limit": ""}
STATES = [("", "在册"), ("inactive", "已停用"), ("all", "全部")]


class OrganizationFilter(filters.FilterSet):
    q = filters.CharFilter(label="名称或代码", method="search", max_length=40, widget=forms.TextInput(attrs=PLAIN))
    kind = filters.ChoiceFilter(label="类别", choices=OrganizationKind.choices, empty_label="全部")
    region = filters.ModelChoiceFilter(label="片区", queryset=Region.objects.all(), empty_label="全部")
    line = filters.ModelChoiceFilter(label="业务条线", queryset=Line.objects.all(), empty_label="全部")
    due = filters.BooleanFilter(
        label="届满提醒",
        method="term_due",
        widget=forms.Select(choices=[("", "全部"), ("true", "已届满或 90 天内届满")]),
    )
    state = filters.ChoiceFilter(label="状态", choices=STATES[1:], empty_label=STATES[0][1], method="in_state")

    class Meta:
        model = Organization
        fields: list[str] = []

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        return queryset.filter(Q(name__contains=text) | Q(short_name__contains=text) | Q(code__startswith=text))

    def term_due(self, queryset: Any, name: str, value: bool) -> QuerySet:
        return queryset.with_term_due(timezone.localdate() + REMIND_BEFORE) if value else queryset

    def in_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset

    def filter_queryset(self, queryset: Any) -> QuerySet:
        queryset = super().filter_queryset(queryset)
        state = self.form.cleaned_data.get("state")
        return queryset if state == "all" else queryset.filter(is_active=state != "inactive")


class MemberFilter(filters.FilterSet):
    """Needs to know where names (`open_at`) and codes (`kept_at`) are shown in full: what is masked elsewhere must
    not be found out by searching."""

    q = filters.CharFilter(label="姓名或编号", method="search", max_length=40, widget=forms.TextInput(attrs=PLAIN))
    organization = filters.CharFilter(
        label="党组织", method="at_organization", max_length=100, widget=forms.TextInput(attrs=PLAIN)
    )
    status = filters.ChoiceFilter(label="党员类别", choices=MemberStatus.choices, empty_label="全部")
    state = filters.ChoiceFilter(
        label="状态", choices=[("inactive", "已转出"), ("all", "全部")], empty_label="在册", method="in_state"
    )

    class Meta:
        model = Member
        fields: list[str] = []

    def __init__(self, *args: Any, open_at: Q, kept_at: Q, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.open_at, self.kept_at = open_at, kept_at

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        found = self.open_at & Q(name__contains=text) | self.kept_at & Q(code__startswith=text)
        # Elsewhere the name is masked behind its first character: a search for more would find it out.
        return queryset.filter(found | Q(name__startswith=text)) if len(text) == 1 else queryset.filter(found)

    def at_organization(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        at = Organization.objects.filter(Q(code=text) | Q(name__contains=text) | Q(short_name__contains=text))
        return queryset.filter(organization__in=at.values("pk"))

    def in_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset

    def filter_queryset(self, queryset: Any) -> QuerySet:
        queryset = super().filter_queryset(queryset)
        state = self.form.cleaned_data.get("state")
        return queryset if state == "all" else queryset.filter(is_active=state != "inactive")


class AccountFilter(filters.FilterSet):
    """Needs `scope`: a role or an organisation outside it must not be told by what is found."""

    q = filters.CharFilter(label="账号或姓名", method="search", max_length=40, widget=forms.TextInput(attrs=PLAIN))
    role = filters.ChoiceFilter(label="角色", choices=Role.choices, empty_label="全部", method="with_role")
    organization = filters.CharFilter(
        label="党组织", method="at_organization", max_length=100, widget=forms.TextInput(attrs=PLAIN)
    )
    state = filters.ChoiceFilter(
        label="状态", choices=[("active", "使用中"), ("disabled", "已停用")], empty_label="全部", method="in_state"
    )

    class Meta:
        model = User
        fields: list[str] = []

    def __init__(self, *args: Any, scope: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope = scope

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        return queryset.filter(Q(username__contains=text) | Q(name__contains=text))

    def with_role(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(Exists(self._held().not_over().filter(role=value)))

    def at_organization(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        named = Q(organization__code=text) | Q(organization__name__contains=text)
        return queryset.filter(Exists(self._held().filter(named | Q(organization__short_name__contains=text))))

    def in_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(is_active=value == "active")

    def _held(self) -> Any:
        return RoleAssignment.objects.filter(user=OuterRef("pk")).within(self.scope)
