"""Who mans a pioneer post or belongs to a team: added, ended with a day, never forgotten."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from branches.models import Member
from brands.models import Carrier, CarrierMember
from brands.permissions.carrier import may_man_carrier
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError, StepRefused

WRITERS_ONLY = "只有本组织的填报员或书记可以调整载体成员。"


def man_carrier(carrier: Carrier, *, member: Member, since: date, duty: str = "", actor: Any) -> CarrierMember:
    """A member begins to serve; whoever serves already is not added twice."""
    with transaction.atomic():
        if not may_man_carrier(actor, carrier):
            raise StepRefused(WRITERS_ONLY)
        if not carrier.is_active:
            raise BusinessError("该载体已停用，不能再增加成员。")
        if member.organization_id != carrier.brand.organization_id or not member.is_active:
            raise BusinessError(f"“{member.name}”不是本组织的在册党员，请重新选择。")
        try:
            with transaction.atomic():
                made = CarrierMember.objects.create(carrier=carrier, member=member, since=since, duty=duty)
        except IntegrityError as error:
            raise BusinessError(f"“{member.name}”已是该载体的成员。") from error
        record(AuditKind.CHANGE, "增加载体成员", actor=actor, subject=carrier, details={"member": member.pk})
    return made


def end_service(service: CarrierMember, *, until: date, actor: Any) -> CarrierMember:
    """The last day of service; the history stays."""
    with transaction.atomic():
        fresh = CarrierMember.objects.select_for_update(of=("self",), no_key=True).get(pk=service.pk)
        carrier = fresh.carrier
        if not may_man_carrier(actor, carrier):
            raise StepRefused(WRITERS_ONLY)
        if fresh.until is not None:
            raise BusinessError(f"该成员已于{fresh.until:%Y-%m-%d}结束，请刷新页面查看。")
        if until < fresh.since:
            raise BusinessError("截止日期不能早于起始日期。")
        fresh.until = until
        fresh.save(update_fields=["until"])
        record(AuditKind.CHANGE, "结束载体成员", actor=actor, subject=carrier, details={"member": fresh.member_id})
    return fresh
