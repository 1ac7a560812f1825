"""Rechecks: opened, written and handed in by the branch, advised on by the office."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from branches.paths import current_path
from brands.enums import RecheckResult, RecheckStatus
from brands.models import Honour, Recheck
from brands.permissions.honour import may_fill_recheck, may_open_recheck
from brands.rules.honour import check_recheck_may_open
from brands.services.consequences import follow
from brands.services.taken import Taken
from brands.services.texts import write_texts
from brands.workflow.honour import RECHECK_FLOW
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError, StepRefused

TEXTS = ("achievements", "problems", "measures")


def open_recheck(honour: Honour, *, reason: str, due_on: date, actor: Any = None) -> Recheck:
    """Ask the branch how it has kept the honour; without an actor it is opened by the clock.

    Raises BusinessError when the honour is not in force or a recheck of it is under way.
    """
    with transaction.atomic():
        path = current_path(honour.brand.organization)
        fresh = Honour.objects.select_for_update(of=("self",), no_key=True).get(pk=honour.pk)
        if actor is not None and not may_open_recheck(actor, fresh):
            raise StepRefused("只有授予称号的工委办公室或工委负责人可以启动复核。")
        check_recheck_may_open(fresh, reason=reason, due_on=due_on)
        try:
            with transaction.atomic():
                recheck = Recheck.objects.create(
                    honour=fresh,
                    organization_path=path,
                    reason=reason.strip(),
                    opened_by=actor,
                    opened_on=timezone.localdate(),
                    due_on=due_on,
                )
        except IntegrityError as error:
            raise BusinessError("该称号的复核刚刚已由其他同志启动。") from error
        record(AuditKind.CHANGE, "启动称号复核", actor=actor, subject=recheck, details={"reason": reason.strip()})
    return recheck


def save_recheck(recheck: Recheck, *, actor: Any, texts: Mapping[str, str], version: int) -> Recheck:
    """What the branch writes of itself; `version` is the copy that was edited."""
    with transaction.atomic():
        fresh = Recheck.objects.select_for_update(of=("self",), no_key=True).get(pk=recheck.pk)
        if fresh.status != RecheckStatus.OPEN:
            raise StepRefused(f"该复核{fresh.get_status_display()}，不能修改复核表。")
        if not may_fill_recheck(actor, fresh):
            raise StepRefused("只有本组织的填报员或书记可以填写复核表。")
        if write_texts(fresh, TEXTS, texts, version=version):
            fresh.save()
            record(AuditKind.CHANGE, "填写复核表", actor=actor, subject=fresh)
    return fresh


def advance_recheck(
    recheck: Recheck, step: str, *, actor: Any, comment: str = "", seen: Mapping[str, Any] | None = None
) -> Recheck:
    """Submit, return, cancel; advice and decision have functions of their own."""
    changes: dict[str, Any] = {}
    if step == "submit":
        changes = {"submitted_on": timezone.localdate()}
    elif step == "return":
        changes = {"advice": "", "advice_reason": ""}
    elif step != "cancel":
        raise StepRefused("没有这个操作，请返回页面重新选择。")
    with transaction.atomic():
        expect = dict(seen) if seen else None
        recheck = RECHECK_FLOW.take(step, recheck, actor=actor, comment=comment, expect=expect, **changes)
        follow("recheck", step, Taken(recheck, actor))
    return recheck


def advise(recheck: Recheck, *, advice: str, reason: str, actor: Any, seen: Mapping[str, Any] | None = None) -> Recheck:
    """The office's word, on which the director decides; it may be changed until then."""
    if advice not in RecheckResult.values:
        raise BusinessError("请选择复核建议。")
    changes: dict[str, Any] = {"advice": advice, "advice_reason": reason.strip()}
    expect = dict(seen) if seen else None
    with transaction.atomic():
        fresh = Recheck.objects.select_for_update(of=("self",), no_key=True).get(pk=recheck.pk)
        if all(getattr(fresh, name) == value for name, value in changes.items()):
            raise BusinessError("建议没有变化，不需要再次提交。")
        return RECHECK_FLOW.take("advise", fresh, actor=actor, comment=reason, expect=expect, **changes)
