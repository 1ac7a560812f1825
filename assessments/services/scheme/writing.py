"""Writing a draft: its arithmetic and grades, its groups and their indicators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from assessments.enums.scheme import SchemeStatus
from assessments.models import GradeRule, Group, Indicator, Scheme
from assessments.rules.scheme import DUE_FIELDS, check_dates
from assessments.services.scheme.common import (
    GROUPS_MOST,
    INDICATORS_MOST,
    OFFICE_ONLY,
    allowed,
    locked_draft,
    of_group,
    refresh_comparability,
    refresh_flags,
    touch,
)
from branches.enums import Ability
from branches.models import Organization
from branches.roles import has_ability
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError, StepRefused
from core.onetime import remember, remembered, spend

SCHEME_FIELDS = (
    "name", "year", "assesses", "basis", "regulation", "application", "full_score", "base_score", "group_rule",
    "year_share",
    "bonus_cap", "total_floor", "total_cap", "organization_share", "mass_share", "extras_after_shares",
    "satisfaction_floor", "not_applicable", "rounding", "places", "tie_rule", "seat_rounding", "cut_rule",
    *DUE_FIELDS,
)  # fmt: skip
GROUP_FIELDS = ("order", "name", "weight", "maximum", "is_pool", "bonus_cap", "deduction_cap")
INDICATOR_FIELDS = (
    "name", "responsible", "content", "mechanism", "method", "kind", "maximum", "floor", "per_event", "period",
    "veto_grade_id", "source", "needs_evidence", "note",
)  # fmt: skip
GRADE_FIELDS = ("name", "threshold", "quota", "seats", "required_id", "required_points")
NAME_TAKEN = "{year}年度已有同名的细则“{name}”，请改用其他名称，或以它为基础建立新版本。"


@dataclass(frozen=True)
class RowDraft:
    """One grade or indicator as typed; `pk` of the row it was, None for a new one."""

    pk: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


def create_scheme(
    organizer: Organization, *, actor: Any, values: Mapping[str, Any], grades: Sequence[RowDraft], key: str
) -> Scheme:
    """A draft; a form sent twice finds the first."""
    with transaction.atomic():
        if result := spend(key, actor=actor, purpose="scheme"):
            return remembered(Scheme, result)
        if not has_ability(actor, Ability.ORGANIZE, organizer):
            raise StepRefused(OFFICE_ONLY)
        scheme = Scheme(organizer=organizer, **allowed(values, SCHEME_FIELDS))
        check_dates(scheme)
        _check_name(scheme)
        scheme.save()
        _write_grades(scheme, grades)
        remember(key, scheme.pk)
        record(AuditKind.CHANGE, "拟订考核细则", actor=actor, subject=scheme)
    return scheme


def update_scheme(
    scheme: Scheme, *, actor: Any, values: Mapping[str, Any], grades: Sequence[RowDraft], seen: int | None = None
) -> Scheme:
    with transaction.atomic():
        fresh = locked_draft(scheme, actor, seen)
        for name, value in allowed(values, SCHEME_FIELDS).items():
            setattr(fresh, name, value)
        check_dates(fresh)
        _check_name(fresh)
        fresh.save()
        _write_grades(fresh, grades)
        record(AuditKind.CHANGE, "修改考核细则", actor=actor, subject=fresh)
        return touch(fresh)


def _check_name(scheme: Scheme) -> None:
    """A name once a year; beside discarded drafts it is the next version."""
    same = Scheme.objects.filter(organizer=scheme.organizer, name=scheme.name, year=scheme.year).exclude(pk=scheme.pk)
    versions = dict(same.values_list("version", "status"))
    if scheme.version not in versions:
        return
    if any(status != SchemeStatus.DISCARDED for status in versions.values()):
        raise BusinessError(NAME_TAKEN.format(year=scheme.year, name=scheme.name))
    scheme.version = max(versions) + 1


def _write_grades(scheme: Scheme, drafts: Sequence[RowDraft]) -> None:
    """Rows keep their identity, as vetoes refer to them; names may change places."""
    present = {grade.pk: grade for grade in scheme.grades.all()}
    own = set(Indicator.objects.filter(group__scheme=scheme).values_list("pk", flat=True))
    for grade in present.values():
        GradeRule.objects.filter(pk=grade.pk).update(name=f"~{grade.pk}")
    for order, draft in enumerate(drafts, start=1):
        grade = present.pop(draft.pk) if draft.pk in present else GradeRule(scheme=scheme)
        grade.order = order
        for name, value in allowed(draft.values, GRADE_FIELDS).items():
            setattr(grade, name, value)
        if grade.required_id not in own:
            grade.required_id = None
        grade.save()
    GradeRule.objects.filter(pk__in=present).delete()


def write_group(
    scheme: Scheme,
    group: Group | None,
    *,
    actor: Any,
    values: Mapping[str, Any],
    indicators: Sequence[RowDraft],
    seen: int | None = None,
) -> Group:
    """A heading with all its lines; what is not among them is deleted."""
    with transaction.atomic():
        fresh = locked_draft(scheme, actor, seen)
        target = Group.objects.get(pk=group.pk, scheme=fresh) if group else Group(scheme=fresh)
        for name, value in allowed(values, GROUP_FIELDS).items():
            setattr(target, name, value)
        _check_group(fresh, target, len(indicators))
        target.save()
        write_indicators(target, indicators)
        record(AuditKind.CHANGE, "修改考核类别与指标", actor=actor, subject=fresh, details={"group": target.name})
        touch(fresh)
    return target


def _check_group(scheme: Scheme, group: Group, lines: int) -> None:
    others = scheme.groups.exclude(pk=group.pk)
    if others.filter(name=group.name).exists():
        raise BusinessError(f"本细则已有类别“{group.name}”，请改用其他名称。")
    if not group.pk and others.count() >= GROUPS_MOST:
        raise BusinessError(f"一份细则最多{GROUPS_MOST}个类别。")
    if lines > INDICATORS_MOST:
        raise BusinessError(f"一个类别最多{INDICATORS_MOST}项指标。")


def write_indicators(group: Group, drafts: Sequence[RowDraft]) -> None:
    """Rows keep their identity: conditions, flags and later versions refer to them."""
    present = {indicator.pk: indicator for indicator in group.indicators.all()}
    grades = set(group.scheme.grades.values_list("pk", flat=True))
    fresh: list[Indicator] = []
    known: list[Indicator] = []
    for order, draft in enumerate(drafts, start=1):
        indicator = present.pop(draft.pk or 0, None)
        (known if indicator else fresh).append(indicator := indicator or Indicator(group=group))
        indicator.order = order
        for name, value in allowed(draft.values, INDICATOR_FIELDS).items():
            setattr(indicator, name, value)
        if indicator.veto_grade_id not in grades:
            indicator.veto_grade_id = None
    Indicator.objects.filter(pk__in=present).delete()
    Indicator.objects.bulk_update(known, ["order", *INDICATOR_FIELDS])
    Indicator.objects.bulk_create(fresh)
    lines = of_group(group)
    refresh_flags(lines)
    refresh_comparability(lines)


def delete_group(group: Group, *, actor: Any, seen: int | None = None) -> Scheme:
    with transaction.atomic():
        fresh = locked_draft(group.scheme, actor, seen)
        details = {"group": group.name, "indicators": group.indicators.count()}
        Group.objects.filter(pk=group.pk, scheme=fresh).delete()
        record(AuditKind.CHANGE, "删除考核类别", actor=actor, subject=fresh, details=details)
        return touch(fresh)
