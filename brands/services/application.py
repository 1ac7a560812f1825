"""An application's steps: submitted, up level by level, accepted or turned back; one by one or many at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from branches.models import Organization
from branches.paths import current_path
from brands.models import Application, Brand
from brands.rules.application import ALREADY_OPEN
from brands.selectors.climbing import next_holder
from brands.services.consequences import follow
from brands.services.taken import Taken
from brands.workflow.application import APPLICATION_FLOW
from core.enums import PublicationRange
from core.errors import BusinessError

# What a person saw of the application when deciding; the step is refused when any of it has changed.
SEEN_FIELDS = ("status", "held_by_id", "is_screened", "version_number", "edit_version")
# The steps that agree and pass on, as many at once.
BULK_STEPS = ("endorse", "screen")


@dataclass(frozen=True)
class Outcome:
    """What became of one application of many: taken, or why not."""

    application: Application
    label: str
    refused: str = ""


def seen_of(application: Application) -> dict[str, Any]:
    return {field: getattr(application, field) for field in SEEN_FIELDS}


def advance(
    application: Application,
    step: str,
    *,
    actor: Any,
    comment: str = "",
    seen: Mapping[str, Any] | None = None,
    publication_range: str = PublicationRange.NONE,
) -> Application:
    """Take a step with all that follows from it. `publication_range` is what the director decides at "accept"."""
    if step == "accept" and publication_range not in PublicationRange.values:
        raise BusinessError("请选择公开范围。")
    try:
        with transaction.atomic():
            spoke = _lock(application, step)
            taken = APPLICATION_FLOW.take(
                step,
                application,
                actor=actor,
                comment=comment,
                expect=dict(seen) if seen else None,
                event={"organization": spoke, "version_number": lambda locked: _version_after(locked, step)},
                **_changes(step, actor),
            )
            follow("application", step, Taken(taken, actor, {"publication_range": publication_range}))
    except IntegrityError as error:
        if step != "reopen":
            raise
        # It raced with a new filing of the same branch.
        raise BusinessError(ALREADY_OPEN) from error
    return taken


def _lock(application: Application, step: str) -> Organization:
    """Lock what the step touches, before the audit trail's end; returns the organisation that speaks by the step."""
    rows = Application.objects.select_for_update(of=("self",)).select_related("organization", "held_by")
    fresh = rows.get(pk=application.pk)
    if step == "accept":
        current_path(fresh.organization)
        if fresh.brand_id:
            Brand.objects.select_for_update(of=("self",)).get(pk=fresh.brand_id)
    return fresh.held_by or fresh.organization


def _version_after(application: Application, step: str) -> int:
    """The version the step speaks of: submitting makes the next one."""
    return application.version_number + (step == "submit")


def _changes(step: str, actor: Any) -> dict[str, Any]:
    """The columns that a step sets besides the state; functions get the row as it was."""
    now = timezone.now()
    if step == "submit":
        return {
            "version_number": lambda locked: locked.version_number + 1,
            "submitted_name": lambda locked: locked.name,
            "submitted_by": actor,
            "submitted_at": now,
            "held_by": next_holder,
            "held_since": now,
            "is_screened": False,
        }
    if step in ("endorse", "forward"):
        return {"held_by": next_holder, "held_since": now}
    if step == "screen":
        return {"is_screened": True, "held_since": now}
    return {"held_by": None, "is_screened": False}


def bulk_step(user: Any, application: Application) -> str | None:
    """The step by which this person would agree and pass it on; None where there is none."""
    steps = [step.name for step in APPLICATION_FLOW.open_steps(user, application) if step.name in BULK_STEPS]
    return steps[0] if steps else None


def advance_many(
    applications: Sequence[tuple[Application, Mapping[str, Any]]], *, actor: Any, comment: str = ""
) -> list[Outcome]:
    """Agree to each and pass it on, each in a transaction of its own; one that is refused stops no other."""
    outcomes = []
    for application, seen in applications:
        step = bulk_step(actor, application)
        if step is None:
            outcomes.append(Outcome(application, "", "当前不由您审核，可能已有其他同志处理。"))
            continue
        label = APPLICATION_FLOW[step].label
        try:
            outcomes.append(Outcome(advance(application, step, actor=actor, comment=comment, seen=seen), label))
        except BusinessError as error:
            outcomes.append(Outcome(application, label, " ".join([error.message, *error.details])))
    return outcomes
