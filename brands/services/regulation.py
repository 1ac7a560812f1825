"""The register of rules: drafted, put in force, revised by a new version, repealed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from branches.enums import Ability
from branches.models import Organization
from branches.roles import has_ability
from brands.enums import RegulationStatus
from brands.models import Program, Regulation
from brands.permissions.regulation import may_keep_regulation
from brands.rules.regulation import check_may_revise
from brands.services.consequences import follow
from brands.services.taken import Taken
from brands.workflow.regulation import REGULATION_FLOW
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError, StaleCopy, StepRefused
from core.onetime import remember, remembered, spend

WRITABLE = ("title", "reference", "effective_on", "text")
OFFICE_ONLY = "只有制定单位的工委办公室可以办理。"
CHANGED = "该制度刚刚已由其他同志修改。您填写的内容仍在下方，请核对后再次保存。"


def create_regulation(
    organization: Organization,
    *,
    actor: Any,
    values: Mapping[str, Any],
    programs: Sequence[Program] = (),
    content: ContentFile | None = None,
    key: str,
) -> Regulation:
    """A draft; a form sent twice finds the first."""
    with transaction.atomic():
        if result := spend(key, actor=actor, purpose="regulation"):
            return remembered(Regulation, result)
        if not has_ability(actor, Ability.ORGANIZE, organization):
            raise StepRefused(OFFICE_ONLY)
        regulation = Regulation(organization=organization, created_by=actor)
        _write(regulation, values, programs, content)
        remember(key, regulation.pk)
        record(AuditKind.CHANGE, "录入制度", actor=actor, subject=regulation)
    return regulation


def revise_regulation(regulation: Regulation, *, actor: Any, key: str) -> Regulation:
    """The draft of the next version, filled with the one in force; until it is issued nothing changes."""
    with transaction.atomic():
        if result := spend(key, actor=actor, purpose="regulation_revision"):
            return remembered(Regulation, result)
        former = _locked(regulation, actor)
        check_may_revise(former)
        draft = Regulation.objects.create(
            organization=former.organization,
            title=former.title,
            reference=former.reference,
            version=former.version + 1,
            former=former,
            effective_on=former.effective_on,
            text=former.text,
            file=former.file.name,
            file_name=former.file_name,
            created_by=actor,
        )
        draft.programs.set(former.programs.all())
        remember(key, draft.pk)
        record(AuditKind.CHANGE, "修订制度", actor=actor, subject=draft)
    return draft


def update_regulation(
    regulation: Regulation,
    *,
    actor: Any,
    values: Mapping[str, Any],
    programs: Sequence[Program] = (),
    content: ContentFile | None = None,
    seen: str = "",
) -> Regulation:
    """While it is a draft; `seen` is when the copy on the form was saved."""
    with transaction.atomic():
        fresh = _locked(regulation, actor)
        if fresh.status != RegulationStatus.DRAFT:
            raise BusinessError(f"该制度{fresh.get_status_display()}，不能直接修改，请修订为新版本。")
        if seen and fresh.updated_at.isoformat() != seen:
            raise StaleCopy(CHANGED)
        _write(fresh, values, programs, content)
        record(AuditKind.CHANGE, "修改制度", actor=actor, subject=fresh)
    return fresh


def advance_regulation(
    regulation: Regulation, step: str, *, actor: Any, comment: str = "", seen: str | None = None
) -> Regulation:
    """Put in force (the former version is superseded with it), or repeal; `seen`: see `seen_of`."""
    if step not in ("issue", "repeal"):
        raise StepRefused("没有这个操作，请返回页面重新选择。")
    with transaction.atomic():
        expect = _expected(seen) if seen else None
        regulation = REGULATION_FLOW.take(step, regulation, actor=actor, comment=comment, expect=expect)
        follow("regulation", step, Taken(regulation, actor))
    return regulation


def seen_of(regulation: Regulation) -> str:
    """The state, and when the copy on the page was saved."""
    return f"{regulation.status}/{regulation.updated_at.isoformat()}"


def _expected(seen: str) -> dict[str, Any]:
    """What `seen_of` wrote, as columns; a moment that is none matches no copy."""
    status, _, saved = seen.partition("/")
    try:
        return {"status": status} | ({"updated_at": datetime.fromisoformat(saved)} if saved else {})
    except ValueError:
        return {"status": status, "updated_at": None}


def _locked(regulation: Regulation, actor: Any) -> Regulation:
    fresh = Regulation.objects.select_for_update(of=("self",)).get(pk=regulation.pk)
    if not may_keep_regulation(actor, fresh):
        raise StepRefused(OFFICE_ONLY)
    return fresh


def _write(
    regulation: Regulation, values: Mapping[str, Any], programs: Sequence[Program], content: ContentFile | None
) -> None:
    for name in WRITABLE:
        if name in values:
            setattr(regulation, name, values[name])
    if content is not None:
        regulation.file_name = (content.name or "附件")[:120]
        regulation.file.save(content.name or "file", content, save=False)
    regulation.save()
    regulation.programs.set([p for p in programs if p.organizer_id == regulation.organization_id])
