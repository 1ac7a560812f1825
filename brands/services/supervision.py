"""督办: one note to each superior level about what is late below it, answered and settled."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from branches.models import Organization
from branches.paths import current_path
from brands.limits import SUPERVISED_MOST
from brands.models import PhaseRecord, Supervision
from brands.permissions.phase import may_oversee, superior_of
from brands.workflow.supervision import SUPERVISION_FLOW
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError, StepRefused
from core.onetime import remember_all, remembered_all, spend


@dataclass(frozen=True)
class Plan:
    """What of the chosen phases goes to whom."""

    groups: dict[Organization, list[PhaseRecord]]
    # Directly below the organiser: there is no level in between that could be urged.
    direct: list[PhaseRecord]
    sender: Organization | None

    @property
    def total(self) -> int:
        return sum(map(len, self.groups.values()))


def plan_supervision(records: Iterable[PhaseRecord], *, actor: Any) -> Plan:
    """The chosen phases by the level that is responsible: the nearest one above the branch with a reviewer.

    Raises BusinessError where they belong to several organisers, StepRefused where they are not the actor's to run.
    """
    found = list(records)
    organizers = {row.brand.program.organizer for row in found}
    if len(organizers) > 1:
        raise BusinessError("所选阶段属于不同组织单位的创建活动，请分别督办。")
    if not all(may_oversee(actor, row) for row in found):
        raise StepRefused("只有组织单位的工委办公室可以发出督办。")
    sender = next(iter(organizers), None)
    groups: dict[Organization, list[PhaseRecord]] = {}
    direct: list[PhaseRecord] = []
    superiors = _superiors(found, sender) if sender else {}
    for row in found:
        superior = superiors[row.pk]
        (groups.setdefault(superior, []) if superior else direct).append(row)
    return Plan(groups, direct, sender)


def _superiors(records: list[PhaseRecord], organizer: Organization) -> dict[int, Organization | None]:
    """Below the organiser; each parent is looked up once."""
    known: dict[int | None, Organization | None] = {}
    for row in records:
        parent = row.brand.organization.parent_id
        if parent not in known:
            superior = superior_of(row.brand.organization, organizer)
            known[parent] = superior if superior and superior.pk != organizer.pk else None
    return {row.pk: known[row.brand.organization.parent_id] for row in records}


def send_supervisions(
    records: Iterable[PhaseRecord], *, title: str, text: str, due_on: date, actor: Any, key: str
) -> list[Supervision]:
    """One note to each responsible level with the phases below it; a form sent twice finds the first ones."""
    with transaction.atomic():
        if (result := spend(key, actor=actor, purpose="supervisions")) is not None:
            return remembered_all(Supervision, result)
        plan = plan_supervision(records, actor=actor)
        _check(plan, title=title, text=text, due_on=due_on)
        assert plan.sender is not None
        made = []
        for addressee, rows in plan.groups.items():
            supervision = Supervision.objects.create(
                sender=plan.sender,
                addressee=addressee,
                addressee_path=current_path(addressee),
                title=title.strip(),
                text=text.strip(),
                due_on=due_on,
                created_by=actor,
            )
            supervision.records.set(rows)
            record(AuditKind.CHANGE, "发出督办", actor=actor, subject=supervision, details={"records": len(rows)})
            made.append(supervision)
        remember_all(key, made)
    return made


def _check(plan: Plan, *, title: str, text: str, due_on: date) -> None:
    if plan.total > SUPERVISED_MOST:
        raise BusinessError(f"一次最多选择{SUPERVISED_MOST}个阶段。")
    if not plan.groups:
        raise BusinessError("所选阶段没有可以督办的上级党组织。")
    if not title.strip() or not text.strip():
        raise BusinessError("请写明督办事项和要求。")
    if due_on < timezone.localdate():
        raise BusinessError("反馈期限不能早于今天。")


def advance_supervision(
    supervision: Supervision, step: str, *, actor: Any, comment: str = "", seen: Mapping[str, Any] | None = None
) -> Supervision:
    """Answer, settle, send back, withdraw; what is answered stands on the note, too."""
    changes: dict[str, Any] = {"answer": comment.strip()} if step == "answer" else {}
    return SUPERVISION_FLOW.take(
        step, supervision, actor=actor, comment=comment, expect=dict(seen) if seen else None, **changes
    )
