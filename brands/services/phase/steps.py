"""The steps of a phase: handed in, accepted or turned back, its last day moved with a reason."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from brands.models import Brand, PhaseRecord
from brands.permissions.phase import superior_of
from brands.rules.phase import check_goes_on, extended_to
from brands.services.consequences import follow
from brands.services.taken import Taken
from brands.workflow.phase import PHASE_FLOW
from core.errors import BusinessError

# What a person saw of the record; each step is refused when what it rests on has changed.
SEEN_FIELDS = ("status", "edit_version", "due_on")
RESTS_ON = {"extend": ("status", "due_on"), "take_over": ("status",), "withdraw": ("status",)}
RESTS_ON_TEXT = ("status", "edit_version")


def seen_of(record: PhaseRecord) -> dict[str, Any]:
    return {field: getattr(record, field) for field in SEEN_FIELDS}


def advance_phase(
    record: PhaseRecord,
    step: str,
    *,
    actor: Any,
    comment: str = "",
    seen: Mapping[str, Any] | None = None,
    until: date | None = None,
) -> PhaseRecord:
    """Take a step with all that follows from it. `until`: the later day that "extend" grants."""
    with transaction.atomic():
        # Before the record and the audit trail's end, as every act on brands does.
        brand = Brand.objects.select_for_update(of=("self",)).get(pk=record.brand_id)
        PHASE_FLOW[step]
        check_goes_on(brand)
        fields = RESTS_ON.get(step, RESTS_ON_TEXT)
        taken = PHASE_FLOW.take(
            step,
            record,
            actor=actor,
            comment=comment,
            expect={name: seen[name] for name in fields} if seen else None,
            event=_event(step, until),
            **_changes(step, actor, until),
        )
        follow("phase", step, Taken(taken, actor))
    return taken


def _event(step: str, until: date | None) -> dict[str, Any]:
    return {"due_before": lambda locked: locked.due_on, "due_after": until} if step == "extend" else {}


def _changes(step: str, actor: Any, until: date | None) -> dict[str, Any]:
    """The columns that a step sets besides the state; functions get the row as it was."""
    if step == "extend":
        return {
            "due_on": lambda locked: extended_to(locked, until),
            "first_due_on": lambda locked: locked.first_due_on or locked.due_on,
        }
    if step == "submit":
        return {
            "submitted_by": actor,
            "submitted_at": timezone.now(),
            "handed_in_on": lambda locked: locked.handed_in_on or timezone.localdate(),
            "held_by": lambda locked: desk_of(locked, actor),
        }
    if step == "withdraw":
        return {"held_by": None, "handed_in_on": _handed_in_before, "submitted_at": _submitted_before}
    if step == "return":
        return {"held_by": None}
    if step == "take_over":
        return {"held_by": lambda locked: locked.brand.program.organizer}
    return {"accepted_on": timezone.localdate()}


def desk_of(record: PhaseRecord, submitter: Any) -> Any:
    """Whose turn it is: the nearest level with somebody else who reviews, else the organiser."""
    organization, organizer = record.brand.organization, record.brand.program.organizer
    if not organization.is_within(organizer):
        raise BusinessError(f"“{organization.name}”不在“{organizer.name}”之下，无法提交验收，请联系工委办公室。")
    return superior_of(organization, organizer, besides=submitter) or organizer


def _was_returned(record: PhaseRecord) -> bool:
    return record.events.filter(step="return").exists()


def _handed_in_before(record: PhaseRecord) -> date | None:
    """Taken back by the branch, a first submission does not count; one that was turned back still does."""
    return record.handed_in_on if _was_returned(record) else None


def _submitted_before(record: PhaseRecord) -> Any:
    return record.submitted_at if _was_returned(record) else None
