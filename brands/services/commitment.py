"""Members' public promises: entered for one or for many, checked by the secretary."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from branches.models import Member, Organization
from branches.paths import current_path
from brands.models import Brand, Commitment
from brands.permissions.commitment import may_enter_commitments
from brands.rules.commitment import check_commitment
from brands.services.consequences import follow
from brands.services.taken import Taken
from brands.workflow.commitment import COMMITMENT_FLOW
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError, StepRefused
from core.onetime import remember_all, remembered_all, spend


@dataclass(frozen=True)
class Promise:
    """One member's words."""

    member: Member
    text: str


def enter_commitments(
    organization: Organization,
    *,
    promises: Sequence[Promise],
    made_on: date,
    due_on: date,
    brand: Brand | None,
    actor: Any,
    key: str,
) -> list[Commitment]:
    """All or none; the same form sent twice enters nothing more."""
    with transaction.atomic():
        if (earlier := spend(key, actor=actor, purpose="commitments")) is not None:
            return remembered_all(Commitment, earlier)
        if not may_enter_commitments(actor, organization):
            raise StepRefused("只有本组织的填报员或书记可以登记承诺。")
        if not promises:
            raise BusinessError("请至少为一名党员填写承诺内容。")
        path = current_path(organization)
        made = []
        for promise in promises:
            check_commitment(organization, member=promise.member, brand=brand, made_on=made_on, due_on=due_on)
            commitment = Commitment.objects.create(
                organization=organization,
                organization_path=path,
                brand=brand,
                member=promise.member,
                text=promise.text,
                made_on=made_on,
                due_on=due_on,
            )
            made.append(commitment)
        remember_all(key, made)
        record(AuditKind.CHANGE, "登记公开承诺", actor=actor, subject=organization, details={"number": len(made)})
    return made


def advance_commitment(
    commitment: Commitment, step: str, *, actor: Any, comment: str = "", seen: str | None = None
) -> Commitment:
    """Checked with the outcome in words, withdrawn, or opened again."""
    with transaction.atomic():
        expect = {"status": seen} if seen else None
        outcome = {"keep": comment.strip()[:200], "break": comment.strip()[:200], "reopen": ""}
        changes: dict[str, Any] = {"outcome": outcome[step]} if step in outcome else {}
        commitment = COMMITMENT_FLOW.take(step, commitment, actor=actor, comment=comment, expect=expect, **changes)
        follow("commitment", step, Taken(commitment, actor))
    return commitment
