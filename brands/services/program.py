"""Programs: written by the organiser's office, frozen once open but for the closing date and the purpose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from branches.enums import Ability
from branches.models import Organization
from branches.roles import has_ability
from brands.enums import ProgramStatus
from brands.models import Criterion, Phase, Program
from brands.permissions.program import may_organize
from brands.workflow.program import PROGRAM_FLOW
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError, StaleCopy, StepRefused
from core.onetime import remember, remembered, spend

WRITABLE = (
    "name",
    "nature",
    "approval_basis",
    "approved_by",
    "approved_on",
    "starts_on",
    "ends_on",
    "applications_until",
    "purpose",
    "endorsement_rule",
    "limits",
    "evidence_cap",
    "plan_days",
    "recheck_days",
    "document_code",
)
OFFICE_ONLY = "只有组织单位的工委办公室可以办理。"
CHANGED = "该创建活动刚刚已由其他同志修改。您填写的内容仍在下方，请核对后再次保存。"


@dataclass(frozen=True)
class PhaseDraft:
    name: str
    starts_on: date
    ends_on: date
    tasks: str = ""
    deliverables: str = ""


@dataclass(frozen=True)
class WeightDraft:
    name: str
    weight: int
    description: str = ""


def create_program(
    organizer: Organization,
    *,
    actor: Any,
    values: Mapping[str, Any],
    phases: Sequence[PhaseDraft],
    criteria: Sequence[WeightDraft],
    key: str,
) -> Program:
    """In preparation; a form sent twice finds the first."""
    with transaction.atomic():
        if result := spend(key, actor=actor, purpose="program"):
            return remembered(Program, result)
        if not has_ability(actor, Ability.ORGANIZE, organizer):
            raise StepRefused(OFFICE_ONLY)
        program = Program(organizer=organizer, **_allowed(values, WRITABLE))
        program.save()
        _write_rows(program, phases, criteria)
        remember(key, program.pk)
        record(AuditKind.CHANGE, "建立创建活动", actor=actor, subject=program)
    return program


def update_program(
    program: Program,
    *,
    actor: Any,
    values: Mapping[str, Any],
    phases: Sequence[PhaseDraft],
    criteria: Sequence[WeightDraft],
    seen: str = "",
) -> Program:
    """In preparation everything may change; `seen` is when the copy on the form was saved."""
    with transaction.atomic():
        fresh = _locked(program, actor, seen)
        if fresh.status != ProgramStatus.PREPARING:
            raise BusinessError("创建活动启动后，阶段、评审标准和字数上限固定，不能再修改。")
        for name, value in _allowed(values, WRITABLE).items():
            setattr(fresh, name, value)
        fresh.save()
        _write_rows(fresh, phases, criteria)
        record(AuditKind.CHANGE, "修改创建活动", actor=actor, subject=fresh)
    return fresh


def adjust_program(
    program: Program, *, actor: Any, applications_until: date | None, purpose: str, reason: str, seen: str = ""
) -> Program:
    """Once open, the closing date and the purpose: what branches have begun to work by stays."""
    with transaction.atomic():
        fresh = _locked(program, actor, seen)
        if fresh.status != ProgramStatus.OPEN:
            raise BusinessError(f"创建活动{fresh.get_status_display()}，不能这样调整。")
        if not reason.strip():
            raise BusinessError("请写明调整原因。")
        if applications_until and not fresh.starts_on <= applications_until <= fresh.ends_on:
            raise BusinessError("申报截止日期应在活动起止日期之间。")
        fresh.applications_until, fresh.purpose = applications_until, purpose
        fresh.save(update_fields=["applications_until", "purpose", "updated_at"])
        details = {"applications_until": str(applications_until or ""), "reason": reason.strip()}
        record(AuditKind.CHANGE, "调整创建活动", actor=actor, subject=fresh, details=details)
    return fresh


def advance_program(program: Program, step: str, *, actor: Any, comment: str = "", seen: str | None = None) -> Program:
    """Open, close, reopen; `seen` is the state that the actor saw."""
    expect = {"status": seen} if seen else None
    return PROGRAM_FLOW.take(step, program, actor=actor, comment=comment, expect=expect)


def _locked(program: Program, actor: Any, seen: str) -> Program:
    fresh = Program.objects.select_for_update(of=("self",)).get(pk=program.pk)
    if not may_organize(actor, fresh):
        raise StepRefused(OFFICE_ONLY)
    if seen and fresh.updated_at.isoformat() != seen:
        raise StaleCopy(CHANGED)
    return fresh


def _allowed(values: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}


def _write_rows(program: Program, phases: Sequence[PhaseDraft], criteria: Sequence[WeightDraft]) -> None:
    """Phases keep their rows by order, as rounds refer to them; criteria are written anew."""
    present = {phase.order: phase for phase in program.phases.all()}
    for order, draft in enumerate(phases, start=1):
        phase = present.pop(order, None) or Phase(program=program, order=order)
        phase.name, phase.starts_on, phase.ends_on = draft.name, draft.starts_on, draft.ends_on
        phase.tasks, phase.deliverables = draft.tasks, draft.deliverables
        phase.save()
    Phase.objects.filter(pk__in=[phase.pk for phase in present.values()]).delete()
    program.criteria.all().delete()
    Criterion.objects.bulk_create(
        Criterion(program=program, order=order, name=row.name, description=row.description, weight=row.weight)
        for order, row in enumerate(criteria, start=1)
    )
