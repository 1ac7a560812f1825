"""Copies of a scheme: next year's, or a later version of the same year; and what in them is comparable."""

from typing import Any

from django.db import transaction
from django.db.models import Max

from assessments.models import GradeRule, Group, Indicator, Scheme
from assessments.rules.scheme import DUE_FIELDS, moved_on
from assessments.services.scheme.common import OFFICE_ONLY, locked_draft, refresh_flags, touch
from assessments.services.scheme.writing import GRADE_FIELDS, GROUP_FIELDS, INDICATOR_FIELDS, SCHEME_FIELDS
from branches.enums import Ability
from branches.models import Organization
from branches.roles import has_ability
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError, StepRefused
from core.onetime import remember, remembered, spend


def copy_scheme(source: Scheme, *, actor: Any, organizer: Organization, name: str, year: int, key: str) -> Scheme:
    """A draft with every group, line and grade of the source; under its name and year it is the next version.

    Of one organiser's own schemes every line knows its former one and counts as comparable until it is changed.
    """
    with transaction.atomic():
        if result := spend(key, actor=actor, purpose="scheme_version"):
            return remembered(Scheme, result)
        if not has_ability(actor, Ability.ORGANIZE, organizer):
            raise StepRefused(OFFICE_ONLY)
        same = Scheme.objects.filter(organizer=organizer, name=name, year=year)
        if same.in_draft().exists():
            raise BusinessError(f"{year}年度的“{name}”已有一份正在拟订，请直接修改它。")
        values = {field: getattr(source, field) for field in SCHEME_FIELDS} | {"name": name, "year": year}
        # The dates go along with the year.
        values |= {field: moved_on(values[field], year - source.year) for field in DUE_FIELDS}
        version = (same.aggregate(last=Max("version"))["last"] or 0) + 1
        is_own = source.organizer_id == organizer.pk
        scheme = Scheme(organizer=organizer, version=version, former=source if is_own else None, **values)
        scheme.save()
        _copy_parts(source, scheme, is_own=is_own)
        remember(key, scheme.pk)
        details = {"source": source.pk, "version": version}
        record(AuditKind.CHANGE, "复制考核细则", actor=actor, subject=scheme, details=details)
    return scheme


def _copy_parts(source: Scheme, target: Scheme, *, is_own: bool) -> None:
    grades: dict[int, GradeRule] = {}
    for grade in source.grades.all():
        values = {name: getattr(grade, name) for name in GRADE_FIELDS if name != "required_id"}
        grades[grade.pk] = GradeRule.objects.create(scheme=target, order=grade.order, **values)
    lines: dict[int, Indicator] = {}
    for group in source.groups.prefetch_related("indicators"):
        copy = Group.objects.create(scheme=target, **{name: getattr(group, name) for name in GROUP_FIELDS})
        for indicator in group.indicators.all():
            values = {name: getattr(indicator, name) for name in INDICATOR_FIELDS if name != "veto_grade_id"}
            veto = grades.get(indicator.veto_grade_id or 0)
            former = indicator if is_own else None
            lines[indicator.pk] = Indicator(
                group=copy, order=indicator.order, veto_grade=veto, predecessor=former, is_comparable=is_own, **values
            )
    Indicator.objects.bulk_create(lines.values())
    for grade in source.grades.all():
        if grade.required_id in lines:
            GradeRule.objects.filter(pk=grades[grade.pk].pk).update(required=lines[grade.required_id])
    refresh_flags(lines.values())


def judge_comparable(indicator: Indicator, *, actor: Any, is_comparable: bool, reason: str) -> Indicator:
    """Somebody has looked: the two lines' scores may, or may not, be set beside each other, and why."""
    reason = reason.strip()
    with transaction.atomic():
        fresh = locked_draft(indicator.group.scheme, actor, None)
        if indicator.predecessor_id is None:
            raise BusinessError("该指标在上一版本中没有对应的指标，无从比较。")
        if not reason:
            raise BusinessError("请写明理由。")
        Indicator.objects.filter(pk=indicator.pk).update(is_comparable=is_comparable, comparable_reason=reason)
        details = {"indicator": indicator.name, "is_comparable": is_comparable, "reason": reason}
        record(AuditKind.CHANGE, "认定指标可比性", actor=actor, subject=fresh, details=details)
        touch(fresh)
    return Indicator.objects.select_related("group").get(pk=indicator.pk)
