"""A pair of a strong brand and a weak branch: proposed, agreed, worked on together, ended."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from branches.models import Organization
from brands.limits import WORDS_MOST
from brands.models import Activity, Brand, Pairing
from brands.permissions.guidance import may_pair_from
from brands.permissions.pairing import may_link_activities
from brands.rules.pairing import check_active, check_own_activity, check_pair
from brands.services.consequences import follow
from brands.services.taken import Taken
from brands.workflow.pairing import PAIRING_FLOW
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError, StepRefused
from core.onetime import remember, remembered, spend


def propose_pairing(
    strong: Brand,
    weak: Organization,
    *,
    goals: str,
    starts_on: date,
    ends_on: date,
    actor: Any,
    key: str,
) -> Pairing:
    """By the office of the brand's organiser; a form sent twice finds the first."""
    organizer = strong.program.organizer
    with transaction.atomic():
        if earlier := spend(key, actor=actor, purpose="pairing"):
            return remembered(Pairing, earlier)
        if not may_pair_from(actor, organizer):
            raise StepRefused("只有组织单位的工委办公室可以提议结对。")
        # Two proposals of the same two at once: the second waits here.
        Brand.objects.select_for_update(of=("self",), no_key=True).get(pk=strong.pk)
        check_pair(strong, weak, starts_on=starts_on, ends_on=ends_on, goals=goals)
        pairing = Pairing.objects.create(
            organizer=organizer,
            strong=strong,
            strong_path=strong.organization_path,
            weak=weak,
            weak_path=weak.path,
            goals=goals.strip(),
            starts_on=starts_on,
            ends_on=ends_on,
            created_by=actor,
        )
        remember(key, pairing.pk)
        record(AuditKind.CHANGE, "提议结对共建", actor=actor, subject=pairing)
    return pairing


def advance_pairing(
    pairing: Pairing, step: str, *, actor: Any, comment: str = "", result: str = "", seen: str | None = None
) -> Pairing:
    """Agreed by one side, declined, withdrawn, or ended with its result."""
    if step == "begin":
        raise BusinessError("双方确认后自动开始，不需要另行办理。")
    changes: dict[str, Any] = {}
    if step == "agree_strong":
        changes = {"strong_agreed_on": timezone.localdate()}
    elif step == "agree_weak":
        changes = {"weak_agreed_on": timezone.localdate()}
    elif step == "end":
        if not result.strip():
            raise BusinessError("请写明共建成效。")
        if len(result.strip()) > WORDS_MOST:
            raise BusinessError(f"共建成效不超过{WORDS_MOST}字。")
        changes = {"result": result.strip()}
    with transaction.atomic():
        expect: Mapping[str, Any] = {"status": seen} if seen else {}
        pairing = PAIRING_FLOW.take(step, pairing, actor=actor, comment=comment, expect=dict(expect), **changes)
        follow("pairing", step, Taken(pairing, actor))
    return Pairing.objects.get(pk=pairing.pk)


def link_activity(pairing: Pairing, activity: Activity, *, actor: Any) -> Pairing:
    """A joint activity, as it was entered by one of the two branches."""
    return _change(pairing, activity, actor, adds=True)


def unlink_activity(pairing: Pairing, activity: Activity, *, actor: Any) -> Pairing:
    return _change(pairing, activity, actor, adds=False)


def _change(pairing: Pairing, activity: Activity, actor: Any, *, adds: bool) -> Pairing:
    with transaction.atomic():
        fresh = Pairing.objects.select_for_update(of=("self",), no_key=True).get(pk=pairing.pk)
        if not may_link_activities(actor, fresh):
            raise StepRefused("只有结对双方的填报员或书记可以增减共建活动。")
        check_active(fresh)
        if adds:
            check_own_activity(fresh, activity)
            fresh.activities.add(activity)
        else:
            fresh.activities.remove(activity)
        word = "增加" if adds else "移出"
        record(AuditKind.CHANGE, f"{word}共建活动：{activity}"[:80], actor=actor, subject=fresh)
    return fresh
