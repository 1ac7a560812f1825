"""Honours and awards from outside: entered by the branch, several at once, and made void with a reason."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from branches.models import Organization
from branches.paths import current_path
from brands.models import Award
from brands.permissions.regulation import may_enter_awards, may_void_award
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError, StepRefused
from core.onetime import remember_all, remembered_all, spend

COLUMNS = ("title", "awarded_by", "level", "awarded_on", "note", "brand")


def enter_awards(organization: Organization, *, actor: Any, rows: Sequence[Mapping[str, Any]], key: str) -> list[Award]:
    """All rows or none; what is on the register already is named and refused. A form sent twice enters once."""
    with transaction.atomic():
        if (result := spend(key, actor=actor, purpose="awards")) is not None:
            return remembered_all(Award, result)
        path = current_path(organization)
        if not may_enter_awards(actor, organization):
            raise StepRefused("只有本组织的填报员或书记可以登记荣誉。")
        if not rows:
            raise BusinessError("请至少填写一项荣誉。")
        if any(row.get("brand") and row["brand"].organization_id != organization.pk for row in rows):
            raise BusinessError("只能关联本组织的品牌。")
        _refuse_doubles(organization, rows)
        awards = [
            Award.objects.create(
                organization=organization,
                organization_path=path,
                created_by=actor,
                **{name: row[name] for name in COLUMNS if name in row},
            )
            for row in rows
        ]
        remember_all(key, awards)
        details = {"titles": [award.title for award in awards]}
        record(AuditKind.CHANGE, "登记荣誉", actor=actor, subject=organization, details=details)
    return awards


def _refuse_doubles(organization: Organization, rows: Sequence[Mapping[str, Any]]) -> None:
    known = set(
        Award.objects.filter(organization=organization, is_void=False).values_list("title", "awarded_by", "awarded_on")
    )
    doubles = []
    for number, row in enumerate(rows, start=1):
        fact = (row["title"], row["awarded_by"], row["awarded_on"])
        if fact in known:
            doubles.append(f"第{number}行“{row['title']}”已经登记，请勿重复填写。")
        known.add(fact)
    if doubles:
        raise BusinessError("还不能保存：", details=doubles)


def void_award(award: Award, *, actor: Any, reason: str) -> Award:
    """Entered by mistake: it stays on the register with the reason and is counted no more."""
    with transaction.atomic():
        fresh = Award.objects.select_for_update(of=("self",)).get(pk=award.pk)
        if not may_void_award(actor, fresh):
            raise StepRefused("只有登记单位的填报员或书记可以作废。")
        if fresh.is_void:
            raise BusinessError("该荣誉已经作废。")
        if not reason.strip():
            raise BusinessError("请写明作废原因。")
        fresh.is_void, fresh.void_reason = True, reason.strip()
        fresh.save(update_fields=["is_void", "void_reason", "updated_at"])
        record(AuditKind.CHANGE, "作废荣誉", actor=actor, subject=fresh, details={"reason": fresh.void_reason})
    return fresh
