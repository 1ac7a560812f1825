"""A plan of points: written as a draft, put into force, replaced by its next edition."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.enums.point import PointPlanStatus
from assessments.models import PointBand, PointPlan, PointRule
from assessments.permissions.point import may_organize_plan
from assessments.rules.point import check_follows, first_of_next
from assessments.workflow.point import POINT_PLAN_FLOW
from branches.enums import Ability
from branches.models import Organization
from branches.roles import has_ability
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError, StaleCopy, StepRefused
from core.onetime import remember, remembered, spend

OFFICE_ONLY = "只有制定单位的工委办公室可以办理。"
CHANGED = "该积分办法刚刚已由其他同志修改。您填写的内容仍在下方，请核对后再次保存。"
PLAN_FIELDS = ("name", "starts_on", "base_points", "exempt_classes", "application", "regulation")
RULE_FIELDS = ("category", "item", "points", "cap", "cap_period", "starts_on", "ends_on", "needs_activity")


def save_plan(
    plan: PointPlan | None,
    *,
    actor: Any,
    organizer: Organization,
    values: Mapping[str, Any],
    rules: Sequence[Mapping[str, Any]],
    bands: Sequence[Mapping[str, Any]],
    key: str = "",
    seen: int | None = None,
    purpose: str = "point_plan",
) -> PointPlan:
    """A draft with its rules and bands, new or as it now stands; `seen` is the edit version on the form."""
    with transaction.atomic():
        if plan is None:
            if not has_ability(actor, Ability.ORGANIZE, organizer):
                raise StepRefused(OFFICE_ONLY)
            made = spend(key, actor=actor, purpose=purpose)
            if made:
                return remembered(PointPlan, made)
            plan = PointPlan(organizer=organizer)
        else:
            plan = _locked_draft(plan, actor, seen)
        for name in PLAN_FIELDS:
            setattr(plan, name, values[name])
        plan.edit_version += 1
        plan.save()
        _write_rows(plan, rules, bands)
        record(AuditKind.CHANGE, "编写积分办法", actor=actor, subject=plan, details={"rules": len(rules)})
        if key:
            remember(key, plan.pk)
    return plan


def _write_rows(plan: PointPlan, rules: Sequence[Mapping[str, Any]], bands: Sequence[Mapping[str, Any]]) -> None:
    """A draft's rules bear no entries yet, so that they are simply written anew."""
    _refuse_twice([(row["category"], row["item"]) for row in rules], "积分事项")
    _refuse_twice([row["name"] for row in bands], "积分档次")
    plan.rules.all().delete()
    plan.bands.all().delete()
    PointRule.objects.bulk_create(
        PointRule(plan=plan, order=order, **{name: row[name] for name in RULE_FIELDS})
        for order, row in enumerate(rules, start=1)
    )
    PointBand.objects.bulk_create(PointBand(plan=plan, name=row["name"], at_least=row["at_least"]) for row in bands)


def _refuse_twice(names: Sequence[Any], label: str) -> None:
    twice = sorted({str(name[-1] if isinstance(name, tuple) else name) for name in names if names.count(name) > 1})
    if twice:
        raise BusinessError(f"{label}重复：{'、'.join(twice)}。")


def copy_plan(plan: PointPlan, *, actor: Any, key: str) -> PointPlan:
    """The next edition as a draft; the present one stays in force until that begins."""
    if not may_organize_plan(actor, plan):
        raise StepRefused(OFFICE_ONLY)
    return save_plan(
        None,
        actor=actor,
        organizer=plan.organizer,
        values={name: getattr(plan, name) for name in PLAN_FIELDS} | {"starts_on": _next_month()},
        rules=[{name: getattr(rule, name) for name in RULE_FIELDS} for rule in plan.rules.all()],
        bands=[{"name": band.name, "at_least": band.at_least} for band in plan.bands.all()],
        key=key,
        purpose="point_plan_copy",
    )


def _next_month() -> date:
    today = timezone.localdate()
    return first_of_next(today.year, today.month)


def advance_plan(plan: PointPlan, step: str, *, actor: Any, comment: str = "", seen: str | None = None) -> PointPlan:
    """Starting a plan ends the one that was in force on the day before; months that have begun keep theirs."""
    expect = {"status": seen} if seen else None
    with transaction.atomic():
        if step == "start":
            # One at a time: the organiser's plans are locked in one order.
            others = PointPlan.objects.select_for_update(of=("self",)).filter(organizer=plan.organizer_id)
            for other in others.order_by("pk"):
                if other.status == PointPlanStatus.IN_FORCE and other.pk != plan.pk and may_organize_plan(actor, plan):
                    check_follows(plan, other)
                    last = plan.starts_on - timedelta(days=1)
                    POINT_PLAN_FLOW.take("close", other, actor=actor, comment=f"由“{plan.name}”替代。", ends_on=last)
        changes: dict[str, Any] = {"ends_on": timezone.localdate()} if step == "close" else {}
        return POINT_PLAN_FLOW.take(step, plan, actor=actor, comment=comment, expect=expect, **changes)


def _locked_draft(plan: PointPlan, actor: Any, seen: int | None) -> PointPlan:
    fresh = PointPlan.objects.select_for_update(of=("self",)).select_related("organizer").get(pk=plan.pk)
    if not may_organize_plan(actor, fresh):
        raise StepRefused(OFFICE_ONLY)
    if fresh.status != PointPlanStatus.DRAFT:
        raise BusinessError("积分办法已经定稿，不能再修改。请复制为新的一版。")
    if seen is not None and fresh.edit_version != seen:
        raise StaleCopy(CHANGED)
    return fresh
