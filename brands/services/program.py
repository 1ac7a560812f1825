"""Programs: written by the organiser's office, frozen once open but for the closing date and the purpose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
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
from core.onetime import remember, spend

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
    "document_code",
)
# What branches have begun to work by is not changed under their hands.
WRITABLE_WHEN_OPEN = ("applications_until", "purpose")


@dataclass(frozen=True)
class PhaseDraft:
    name: str
    starts_on: date
    ends_on: date
    tasks: str = ""
    deliverables: str = ""


@dataclass(frozen=True)
class CriterionRow:
    name: str
    description: str
    weight: int


def create_program(
    organizer: Organization,
    *,
    actor: Any,
    values: Mapping[str, Any],
    phases: Sequence[PhaseDraft],
    criteria: Sequence[CriterionRow],
    key: str,
) -> Program:
    """In preparation; a form sent twice finds the first."""
    with transaction.atomic():
        if result := spend(key, actor=actor):
            return Program.objects.get(pk=int(result))
        if not has_ability(actor, Ability.ORGANIZE, organizer):
            raise StepRefused("只有工委办公室可以建立创建活动。")
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
    phases: Sequence[PhaseDraft] = (),
    criteria: Sequence[CriterionRow] = (),
    seen: datetime | None = None,
) -> Program:
    """In preparation everything; once open the closing date and the purpose."""
    with transaction.atomic():
        fresh = Program.objects.select_for_update(of=("self",)).get(pk=program.pk)
        if not may_organize(actor, fresh):
            raise StepRefused("只有组织单位的工委办公室可以修改创建活动。")
        if fresh.status == ProgramStatus.CLOSED:
            raise BusinessError("创建活动已结束，不能修改。")
        if seen is not None and fresh.updated_at != seen:
            raise StaleCopy("该创建活动刚刚已由其他同志修改。您填写的内容仍在下方，请核对后再次保存。")
        is_open = fresh.status == ProgramStatus.OPEN
        allowed = _allowed(values, WRITABLE_WHEN_OPEN if is_open else WRITABLE)
        changed = {name: value for name, value in allowed.items() if getattr(fresh, name) != value}
        for name, value in changed.items():
            setattr(fresh, name, value)
        fresh.save()
        if not is_open:
            _write_rows(fresh, phases, criteria)
        labels = [str(Program._meta.get_field(name).verbose_name) for name in changed]
        record(AuditKind.CHANGE, "修改创建活动", actor=actor, subject=fresh, details={"fields": labels})
    return fresh


def advance_program(
    program: Program, step: str, *, actor: Any, comment: str = "", seen: Mapping[str, Any] | None = None
) -> Program:
    """Open, close, reopen."""
    return PROGRAM_FLOW.take(step, program, actor=actor, comment=comment, expect=dict(seen) if seen else None)


def _allowed(values: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}


def _write_rows(program: Program, phases: Sequence[PhaseDraft], criteria: Sequence[CriterionRow]) -> None:
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
