"""A round: prepared from its program, opened, put off, cancelled."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from brands.enums import NoticeStatus, ProgramStatus, RoundStatus
from brands.models import Program, RoundCriterion, SelectionRound
from brands.permissions.program import may_organize
from brands.permissions.selection import may_organize_round
from brands.rules.selection import RUBRIC_OPEN
from brands.services.consequences import follow
from brands.services.selection.judging import close_scoring as close_scoring_of
from brands.services.selection.judging import exclude_by_tree
from brands.services.selection.locks import locked_nominations, locked_notice, locked_round, locked_sheets
from brands.services.taken import Taken
from brands.workflow.selection import ROUND_FLOW
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError, StaleCopy, StepRefused
from core.onetime import remember, remembered, spend


@dataclass(frozen=True)
class CriterionDraft:
    name: str
    description: str
    weight: int


def create_round(
    program: Program,
    *,
    actor: Any,
    values: Mapping[str, Any],
    criteria: Sequence[CriterionDraft] | None = None,
    key: str | None = None,
) -> SelectionRound:
    """A round in preparation; without own criteria it starts from the program's. The same key finds the same round."""
    with transaction.atomic():
        if key and (earlier := spend(key, actor=actor, purpose="round")):
            return remembered(SelectionRound, earlier)
        if not may_organize(actor, program):
            raise StepRefused("只有组织单位的工委办公室可以建立评选批次。")
        if program.status == ProgramStatus.CLOSED:
            raise BusinessError("创建活动已结束，不能再建立评选批次。")
        round = SelectionRound(program=program, **values)
        _refuse_same_name(round)
        round.save(force_insert=True)
        if criteria is None:
            criteria = [CriterionDraft(c.name, c.description, c.weight) for c in program.criteria.all()]
        _write_criteria(round, criteria)
        record(AuditKind.CHANGE, "建立评选批次", actor=actor, subject=round)
        if key:
            remember(key, round.pk)
    return round


def update_round(
    round: SelectionRound,
    *,
    actor: Any,
    values: Mapping[str, Any],
    criteria: Sequence[CriterionDraft],
    seen: str | None = None,
) -> SelectionRound:
    """Until scoring begins; `seen` is the time stamp of the copy that was edited (isoformat)."""
    with transaction.atomic():
        fresh = locked_round(round)
        if not may_organize_round(actor, fresh):
            raise StepRefused("只有组织单位的工委办公室可以修改评选批次。")
        if fresh.status not in RUBRIC_OPEN:
            raise BusinessError(f"本批次{fresh.get_status_display()}，评分标准和名额等已经固定，不能再修改。")
        if seen is not None and fresh.updated_at.isoformat() != seen:
            raise StaleCopy("该批次刚刚已由其他同志修改。您填写的内容仍在下方，请核对后再次保存。")
        for field, value in values.items():
            setattr(fresh, field, value)
        _refuse_same_name(fresh)
        fresh.save()
        fresh.criteria.all().delete()
        _write_criteria(fresh, criteria)
        record(AuditKind.CHANGE, "修改评选批次", actor=actor, subject=fresh)
    return fresh


def _refuse_same_name(round: SelectionRound) -> None:
    if SelectionRound.objects.filter(program=round.program_id, name=round.name).exclude(pk=round.pk).exists():
        raise BusinessError(f"本创建活动已有名为“{round.name}”的批次，请换一个名称。")


def _write_criteria(round: SelectionRound, criteria: Sequence[CriterionDraft]) -> None:
    RoundCriterion.objects.bulk_create(
        RoundCriterion(round=round, order=order, name=c.name, description=c.description, weight=c.weight)
        for order, c in enumerate(criteria, start=1)
    )


def advance_round(
    round: SelectionRound, step: str, *, actor: Any, comment: str = "", seen: str | None = None
) -> SelectionRound:
    """A step of the round that has a plain page of confirmation; the others have services of their own."""
    services: dict[str, Callable[..., SelectionRound]] = {
        "open": _open,
        "start_scoring": _start_scoring,
        "close_scoring": _close_scoring,
        "cancel": _cancel,
    }
    if step not in services:
        raise StepRefused("该操作请在相应的页面办理。")
    with transaction.atomic():
        return services[step](locked_round(round, seen=seen), actor, comment)


def _open(round: SelectionRound, actor: Any, comment: str) -> SelectionRound:
    return ROUND_FLOW.take("open", round, actor=actor, comment=comment)


def _start_scoring(round: SelectionRound, actor: Any, comment: str) -> SelectionRound:
    """Whoever has meanwhile come to belong to a nominated branch is recused first."""
    locked_nominations(round)
    if may_organize_round(actor, round):
        exclude_by_tree(locked_sheets(round), actor=actor)
    return ROUND_FLOW.take("start_scoring", round, actor=actor, comment=comment)


def _close_scoring(round: SelectionRound, actor: Any, comment: str) -> SelectionRound:
    return close_scoring_of(round, actor=actor, comment=comment)


def _cancel(round: SelectionRound, actor: Any, comment: str) -> SelectionRound:
    locked_notice(round, NoticeStatus.PUBLISHED)
    round = ROUND_FLOW.take("cancel", round, actor=actor, comment=comment)
    follow("round", "cancel", Taken(round, actor, {"comment": comment}))
    return round


def extend_scoring(
    round: SelectionRound, *, until: date, actor: Any, comment: str, seen: str | None = None
) -> SelectionRound:
    """A later last day for the judges; never an earlier one, which would cut off sheets in work."""
    with transaction.atomic():
        fresh = locked_round(round, seen=seen)
        if fresh.status == RoundStatus.SCORING and until <= max(fresh.scoring_until, timezone.localdate()):
            raise BusinessError(f"新的截止日期应晚于今天，也晚于原截止日期（{fresh.scoring_until}）。")
        return ROUND_FLOW.take("extend", fresh, actor=actor, comment=comment, scoring_until=until)
