"""Honours are revoked and restored with reasons; they are granted by a naming document, see outcomes.py."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from branches.paths import current_path
from brands.models import Brand, Honour, Recheck
from brands.permissions.honour import may_open_recheck
from brands.rules.honour import check_recheck_may_open
from brands.services.consequences import follow
from brands.services.taken import Taken
from brands.workflow.honour import HONOUR_FLOW
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError, StepRefused


def advance_honour(honour: Honour, step: str, *, actor: Any, comment: str = "", seen: str | None = None) -> Honour:
    """Revoke or restore; the brand then shows the highest honour that is left."""
    with transaction.atomic():
        # Before the trail's end is locked, as every act on brands does.
        Brand.objects.select_for_update(of=("self",)).get(pk=honour.brand_id)
        expect = {"status": seen} if seen else None
        honour = HONOUR_FLOW.take(step, honour, actor=actor, comment=comment, expect=expect)
        follow("honour", step, Taken(honour, actor))
    return honour


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
