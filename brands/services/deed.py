"""Good deeds: written, agreed to by the person, carried to the brand's public page, and gone when the consent ends."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from branches.models import Member, Organization
from branches.paths import current_path
from brands.enums import DeedStatus
from brands.models import Brand, Deed
from brands.permissions.deed import may_enter_deeds, may_keep_deed
from brands.services.consequences import follow
from brands.services.selection.notices import end_of
from brands.services.shown import brand_changed
from brands.services.taken import Taken
from brands.workflow.deed import DEED_FLOW
from core.audit import record
from core.enums import AuditKind, PublicationRange
from core.errors import BusinessError, StaleCopy, StepRefused
from core.onetime import remember, remembered, spend

WRITERS_ONLY = "只有本组织的填报员或书记可以登记好人好事。"


@dataclass(frozen=True)
class DeedDraft:
    member: Member
    title: str
    text: str
    happened_on: date
    brand: Brand | None = None


@dataclass(frozen=True)
class Consent:
    """What the person agreed to: when, how it was given, until when, and whether by full name."""

    on: date
    until: date
    note: str
    full_name: bool = False


def enter_deed(organization: Organization, *, draft: DeedDraft, actor: Any, key: str) -> Deed:
    with transaction.atomic():
        if earlier := spend(key, actor=actor, purpose="deed"):
            return remembered(Deed, earlier)
        if not may_enter_deeds(actor, organization):
            raise StepRefused(WRITERS_ONLY)
        _check(organization, draft)
        deed = Deed.objects.create(
            organization=organization, organization_path=current_path(organization), created_by=actor, **vars_of(draft)
        )
        remember(key, deed.pk)
        record(AuditKind.CHANGE, "登记好人好事", actor=actor, subject=deed)
    return deed


def update_deed(deed: Deed, *, draft: DeedDraft, actor: Any, version: int) -> Deed:
    """Not while it is on its way to the public: what was checked is what is shown. A new person consents anew."""
    with transaction.atomic():
        fresh = _locked(deed, actor)
        if fresh.status != DeedStatus.RECORDED:
            raise StepRefused(f"该事迹{fresh.get_status_display()}，不能修改；请先停止公开或撤回申请。")
        if fresh.edit_version != version:
            raise StaleCopy("该事迹刚刚已由其他同志修改。您填写的内容都在，请核对后再次保存。")
        _check(fresh.organization, draft)
        if draft.member.pk != fresh.member_id:
            fresh.consented_on = fresh.consent_until = fresh.consent_withdrawn_on = None
            fresh.consent_note, fresh.consent_full_name, fresh.consent_recorded_by = "", False, None
        for name, value in vars_of(draft).items():
            setattr(fresh, name, value)
        _save(fresh)
        record(AuditKind.CHANGE, "修改好人好事", actor=actor, subject=fresh)
    return fresh


def record_consent(deed: Deed, *, consent: Consent, actor: Any, version: int) -> Deed:
    """Who wrote it down is kept; while it is public, only the end may be moved."""
    with transaction.atomic():
        fresh = _locked(deed, actor)
        if fresh.edit_version != version:
            raise StaleCopy("该事迹刚刚已由其他同志修改。您填写的内容都在，请核对后再次保存。")
        if consent.on > timezone.localdate():
            raise BusinessError("本人同意的日期不能晚于今天。")
        if consent.until < max(consent.on, timezone.localdate()):
            raise BusinessError("同意公开的截止日期不能早于今天。")
        if not consent.note.strip():
            raise BusinessError("请写明同意的方式，如“书面同意书，存支部档案”。")
        if fresh.status != DeedStatus.RECORDED and consent.full_name != fresh.consent_full_name:
            raise StepRefused(f"该事迹{fresh.get_status_display()}，不能改变姓名的公开方式；请先停止公开或撤回申请。")
        fresh.consented_on, fresh.consent_until = consent.on, consent.until
        fresh.consent_note, fresh.consent_full_name = consent.note.strip(), consent.full_name
        fresh.consent_recorded_by, fresh.consent_withdrawn_on = actor, None
        if fresh.status == DeedStatus.PUBLISHED:
            fresh.published_until = end_of(consent.until)
        _save(fresh)
        details = {"until": consent.until, "full_name": consent.full_name}
        record(AuditKind.CHANGE, "记录本人同意公开", actor=actor, subject=fresh, details=details)
    return fresh


def advance_deed(
    deed: Deed, step: str, *, actor: Any, comment: str = "", seen: str | None = None, version: int | None = None
) -> Deed:
    """`seen` is the state and `version` the copy of the text that the actor has read."""
    with transaction.atomic():
        expect: dict[str, Any] = {"edit_version": version} if version is not None else {}
        expect |= {"status": seen} if seen else {}
        values = _CHANGES[step](actor) if step in _CHANGES else {}
        deed = DEED_FLOW.take(step, deed, actor=actor, comment=comment, expect=expect, **values)
        follow("deed", step, Taken(deed, actor, {"comment": comment}))
        if deed.brand:
            brand_changed(deed.brand)
    return deed


def _checked(actor: Any) -> dict[str, Any]:
    return {"secrecy_checked_by": actor, "secrecy_checked_at": timezone.now()}


def _approved(actor: Any) -> dict[str, Any]:
    now = timezone.now()
    return {
        "approved_by": actor,
        "approved_at": now,
        "published_from": now,
        "published_until": lambda fresh: end_of(fresh.consent_until),
        "publication_range": PublicationRange.PUBLIC,
    }


def _unpublished(actor: Any) -> dict[str, Any]:
    """Whatever is shown later is checked and approved anew."""
    names = ("secrecy_checked_by", "secrecy_checked_at", "approved_by", "approved_at", "published_from")
    return dict.fromkeys(names) | {"published_until": None, "publication_range": PublicationRange.NONE}


def _consent_withdrawn(actor: Any) -> dict[str, Any]:
    return _unpublished(actor) | {"consent_withdrawn_on": timezone.localdate()}


_CHANGES = {
    "check": _checked,
    "approve": _approved,
    "retract": _unpublished,
    "return": _unpublished,
    "take_down": _unpublished,
    "withdraw_consent": _consent_withdrawn,
}


def vars_of(draft: DeedDraft) -> dict[str, Any]:
    return {part.name: getattr(draft, part.name) for part in fields(draft)}


def _check(organization: Organization, draft: DeedDraft) -> None:
    if draft.member.organization_id != organization.pk:
        raise BusinessError("请选择本组织的党员。")
    if draft.brand and draft.brand.organization_id != organization.pk:
        raise BusinessError("所选品牌不是本组织的品牌，请重新选择。")
    if draft.happened_on > timezone.localdate():
        raise BusinessError("事迹日期不能晚于今天。")


def _locked(deed: Deed, actor: Any) -> Deed:
    rows = Deed.objects.select_for_update(of=("self",), no_key=True).select_related("organization", "brand", "member")
    fresh = rows.get(pk=deed.pk)
    if not may_keep_deed(actor, fresh):
        raise StepRefused(WRITERS_ONLY)
    return fresh


def _save(deed: Deed) -> None:
    deed.edit_version += 1
    deed.save()
    if deed.brand:
        brand_changed(deed.brand)
