"""A finding after it was told: answered by the branch, closed, sent back or put off by those who inspected."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from brands.limits import WORDS_MOST
from brands.models import Activity, Finding
from brands.rules.inspection import later_day
from brands.services.consequences import follow
from brands.services.guidance import lock_brands_of
from brands.services.taken import Taken
from brands.workflow.inspection import FINDING_FLOW
from core.errors import BusinessError

# What a person saw of the finding; a step is refused when what it rests on has changed.
SEEN_FIELDS = ("status", "due_on")
RESTS_ON = {"extend": SEEN_FIELDS}


def seen_of(finding: Finding) -> dict[str, Any]:
    return {name: getattr(finding, name) for name in SEEN_FIELDS}


def answer_finding(
    finding: Finding,
    *,
    answer: str,
    activities: Iterable[Activity] = (),
    actor: Any,
    seen: Mapping[str, Any] | None = None,
) -> Finding:
    """The branch says what was done, and which of its activities show it."""
    answer, chosen = answer.strip(), list(activities)
    if not answer:
        raise BusinessError("请填写整改情况。")
    if len(answer) > WORDS_MOST:
        raise BusinessError(f"整改情况不超过{WORDS_MOST}字。")
    if any(activity.organization_id != finding.organization_id or activity.is_void for activity in chosen):
        raise BusinessError("只能选择本党支部的活动，请重新选择。")
    with transaction.atomic():
        finding = _take(finding, "answer", actor, seen=seen, answer=answer, answered_on=timezone.localdate())
        finding.activities.set(chosen)
    return finding


def advance_finding(
    finding: Finding,
    step: str,
    *,
    actor: Any,
    comment: str = "",
    until: date | None = None,
    seen: Mapping[str, Any] | None = None,
) -> Finding:
    """Closed, sent back with reasons, put off to a later day with reasons, settled without an answer."""
    changes: dict[str, Any] = {}
    event: dict[str, Any] = {}
    if step in ("close", "settle"):
        changes = {"closed_on": timezone.localdate()}
    if step == "extend":
        changes = {"due_on": lambda locked: later_day(locked, until)}
        event = {"due_before": lambda before: before.due_on, "due_after": until}
    if step == "answer" or step == "tell":
        raise BusinessError("请从问题页面办理。")
    return _take(finding, step, actor, comment=comment, seen=seen, event=event, **changes)


def _take(
    finding: Finding,
    step: str,
    actor: Any,
    *,
    comment: str = "",
    seen: Mapping[str, Any] | None = None,
    event: dict[str, Any] | None = None,
    **changes: Any,
) -> Finding:
    with transaction.atomic():
        lock_brands_of([finding.organization_id])
        fields = RESTS_ON.get(step, ("status",))
        # Without a page: the copy in hand is what was seen of the day, so that of two extensions the second is told.
        seen = seen or ({"due_on": finding.due_on} if step == "extend" else {})
        expect = {name: seen[name] for name in fields if name in seen}
        finding = FINDING_FLOW.take(step, finding, actor=actor, comment=comment, expect=expect, event=event, **changes)
        follow("finding", step, Taken(finding, actor))
    return finding
