"""Yearly plans: asked for of every named brand, written by the branch, read by the office."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from branches.models import Organization
from brands.enums import AnnualPlanStatus
from brands.models import AnnualPlan, Brand, Honour, Program
from brands.permissions.plan import may_write_plan
from brands.permissions.program import may_organize
from brands.rules.plan import due_day
from brands.services.consequences import follow
from brands.services.guidance import lock_brands
from brands.services.taken import Taken
from brands.services.texts import write_texts
from brands.workflow.plan import PLAN_FLOW
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError, StepRefused

TEXTS = ("goals", "measures")
BATCH = 500


def brands_to_ask(year: int, *, on: date) -> QuerySet[Brand]:
    """Named before that year began, the honour in force, and not asked yet."""
    held = Honour.objects.valid(on).filter(brand=OuterRef("pk"), granted_on__lt=date(year, 1, 1))
    asked = AnnualPlan.objects.filter(brand=OuterRef("pk"), year=year)
    return Brand.objects.filter(Exists(held) & ~Exists(asked))


def ask_for_plans(*, dry_run: bool = False) -> int:
    """Of every named brand without one, until the day on which it is due; done again it asks nobody twice.

    After that day nobody is asked by the clock any more; the office may, with a day of its own.
    """
    today = timezone.localdate()
    gone = (today - date(today.year, 1, 1)).days
    waiting = brands_to_ask(today.year, on=today).filter(program__plan_days__gte=gone)
    return waiting.count() if dry_run else _ask(waiting, year=today.year)


def ask_by_office(program: Program, *, year: int, due_on: date, actor: Any) -> int:
    """The office asks the named brands of its program, with a day of its own."""
    today = timezone.localdate()
    if not may_organize(actor, program):
        raise StepRefused("只有组织单位的工委办公室可以布置年度计划。")
    if year not in (today.year, today.year + 1):
        raise BusinessError("只能布置本年度或下一年度的计划。")
    if due_on < today:
        raise BusinessError("报送期限不能早于今天。")
    with transaction.atomic():
        asked = _ask(brands_to_ask(year, on=today).filter(program=program), year=year, due_on=due_on)
        if asked:
            details = {"year": year, "due_on": due_on.isoformat(), "brands": asked}
            record(AuditKind.CHANGE, "布置年度深化计划", actor=actor, subject=program, details=details)
    return asked


def _ask(waiting: QuerySet[Brand], *, year: int, due_on: date | None = None) -> int:
    """Some hundreds at a time, by key: the memory does not grow with the number of brands."""
    asked, last = 0, 0
    rows = waiting.order_by("pk").values_list("pk", "organization_id", "program__plan_days")
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        last = batch[-1][0]
        asked += _ask_batch(batch, year=year, due_on=due_on)
    return asked


def _ask_batch(batch: Sequence[tuple[int, int, int]], *, year: int, due_on: date | None) -> int:
    with transaction.atomic():
        # A move of the organisation waits for this, or this for the move.
        places = Organization.objects.select_for_update(no_key=True).filter(pk__in={row[1] for row in batch})
        paths = dict(places.order_by("pk").values_list("pk", "path"))
        known = set(
            AnnualPlan.objects.filter(year=year, brand__in=[row[0] for row in batch]).values_list("brand", flat=True)
        )
        plans = [
            AnnualPlan(
                brand_id=brand,
                organization_path=paths[organization],
                year=year,
                due_on=due_on or due_day(year, days),
            )
            for brand, organization, days in batch
            if brand not in known
        ]
        AnnualPlan.objects.bulk_create(plans, ignore_conflicts=True)
    return len(plans)


def save_plan(plan: AnnualPlan, *, actor: Any, texts: Mapping[str, str], version: int) -> AnnualPlan:
    """What the branch writes; `version` is the copy that was edited."""
    with transaction.atomic():
        fresh = AnnualPlan.objects.select_for_update(of=("self",), no_key=True).get(pk=plan.pk)
        if fresh.status != AnnualPlanStatus.DRAFT:
            raise StepRefused(f"该计划{fresh.get_status_display()}，不能修改；需要修改的，请工委办公室退回。")
        if not may_write_plan(actor, fresh):
            raise StepRefused("只有本组织的填报员或书记可以填写年度计划。")
        if write_texts(fresh, TEXTS, texts, version=version):
            fresh.save()
            record(AuditKind.CHANGE, "填写年度深化计划", actor=actor, subject=fresh)
    return fresh


def advance_plan(
    plan: AnnualPlan, step: str, *, actor: Any, comment: str = "", seen: Mapping[str, Any] | None = None
) -> AnnualPlan:
    """Submit, mark as read, return."""
    changes: dict[str, Any] = {}
    if step == "submit":
        changes = {"submitted_by": actor, "submitted_on": timezone.localdate()}
    expect = dict(seen) if seen else None
    with transaction.atomic():
        # Before the plan and the audit trail's end, as every act on brands does.
        lock_brands([plan.brand_id])
        plan = PLAN_FLOW.take(step, plan, actor=actor, comment=comment, expect=expect, **changes)
        follow("plan", step, Taken(plan, actor))
    return plan


def read_all(plans: Sequence[AnnualPlan], *, actor: Any) -> tuple[list[AnnualPlan], list[str]]:
    """Mark several as read, each by itself: those that were, and why the others were not."""
    read, refused = [], []
    for plan in plans:
        try:
            read.append(advance_plan(plan, "read", actor=actor))
        except BusinessError as error:
            refused.append(f"“{plan}”：{error.message}")
    return read, refused
