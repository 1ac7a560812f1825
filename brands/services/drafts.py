"""Writing an application: begun once, saved by several hands without loss, files added and taken off."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from branches.enums import Ability, OrganizationKind
from branches.models import Member, Organization
from branches.paths import current_path
from branches.roles import has_ability
from brands.enums import ApplicationKind, ApplicationStatus
from brands.limits import ATTACHMENT_QUOTA, ATTACHMENTS_MOST
from brands.models import Application, ApplicationEdit, Attachment, Brand, Program, Resolution
from brands.permissions.application import may_edit_application
from brands.permissions.creation import may_file_for
from brands.rules.application import ALREADY_OPEN, check_may_start
from brands.rules.creation import check_may_be_revised
from brands.selectors.content import RESOLUTION_FIELDS, TEXT_FIELDS, as_text, content_of, flat, label_of
from brands.services.prefill import fill_from_survey
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError, StaleCopy, StepRefused
from core.onetime import remember, remembered, spend

KEPT_EDITS = 60
NOT_OPEN = "该申报{status}，不能修改。"


@dataclass(frozen=True)
class Draft:
    """What an editor's form holds. `logo`: a storage key to take over, "" to remove, None to leave as it is."""

    texts: Mapping[str, str]
    has_emblem: bool | None = None
    facets: list[dict[str, str]] = field(default_factory=list)
    carriers: list[dict[str, str]] = field(default_factory=list)
    plans: list[dict[str, Any]] = field(default_factory=list)
    resolution: Mapping[str, Any] = field(default_factory=dict)
    logo: str | None = None


@dataclass(frozen=True)
class Change:
    """A field that somebody else changed after this editor's copy was read."""

    key: str
    label: str
    by: str
    at: datetime
    theirs: str
    mine: str
    # This editor has not touched it: taking theirs loses nothing.
    is_untouched: bool


class EditConflict(StaleCopy):
    """Somebody saved meanwhile; `changes` says what, `version` is the copy to save over once that is settled."""

    def __init__(self, changes: list[Change], version: int, by: str, at: datetime, what: str = "申报") -> None:
        super().__init__(f"{by}在{timezone.localtime(at):%H:%M}也修改了这份{what}。您输入的内容都在，请核对后再保存。")
        self.changes, self.version, self.by, self.at = changes, version, by, at

    @property
    def disputed(self) -> list[Change]:
        """Changed on both sides: somebody has to choose."""
        return [change for change in self.changes if not change.is_untouched]

    @property
    def theirs_alone(self) -> list[Change]:
        """Changed on the other side only."""
        return [change for change in self.changes if change.is_untouched]


def start_application(program: Program, organization: Organization, *, actor: Any, key: str) -> Application:
    """A first filing, filled from the latest that was declined or withdrawn, else from the survey of highlights.

    A form sent twice finds the first.
    """
    with transaction.atomic():
        if found := _spent(key, actor, "application"):
            return found
        if not has_ability(actor, Ability.EDIT, organization):
            raise StepRefused("只有本组织的填报员或书记可以发起申报。")
        _refuse_place(program, organization)
        application = _begin(program, organization, actor, ApplicationKind.FIRST)
        if not _fill_from_former(application):
            fill_from_survey(application)
        return _begun(application, actor, key)


def start_revision(brand: Brand, *, actor: Any, key: str) -> Application:
    """A filing that asks to change an accepted brand, filled with the brand as it is."""
    with transaction.atomic():
        if found := _spent(key, actor, "revision"):
            return found
        if not may_file_for(actor, brand):
            raise StepRefused("只有本组织的填报员或书记可以发起修订。")
        check_may_be_revised(Brand.objects.get(pk=brand.pk))
        application = _begin(brand.program, brand.organization, actor, ApplicationKind.REVISION, brand=brand)
        for name in (*TEXT_FIELDS, "has_emblem", "facets"):
            setattr(application, name, getattr(brand, name))
        application.logo = brand.logo.name
        carriers = brand.carriers.filter(is_active=True)
        application.carriers = [{"kind": c.kind, "name": c.name, "text": c.text} for c in carriers]
        records = brand.phase_records.exclude(plan="").order_by("phase__order")
        application.plans = [{"phase": r.phase_id, "text": r.plan} for r in records]
        application.prefilled_from = f"现行品牌“{brand.name}”"[:100]
        return _begun(application, actor, key)


def _spent(key: str, actor: Any, purpose: str) -> Application | None:
    result = spend(key, actor=actor, purpose=purpose)
    if result is None:
        return None
    return remembered(Application, result) if result else None


def _refuse_place(program: Program, organization: Organization) -> None:
    inside = organization.is_within(program.organizer) and organization.pk != program.organizer_id
    if not inside or organization.kind == OrganizationKind.WORKING_COMMITTEE or not organization.is_active:
        raise BusinessError("只有组织单位之下的党组织可以在该创建活动中申报。")


def _begin(program: Program, organization: Organization, actor: Any, kind: str, **fields: Any) -> Application:
    path = current_path(organization)
    check_may_start(program, organization, ApplicationKind(kind))
    return Application(
        program=program,
        organization=organization,
        organization_path=path,
        kind=kind,
        created_by=actor,
        edited_by=actor,
        **fields,
    )


def _fill_from_former(application: Application) -> bool:
    former = (
        Application.objects.filter(
            organization=application.organization,
            status__in=[ApplicationStatus.DECLINED, ApplicationStatus.WITHDRAWN],
        )
        .order_by("-updated_at", "-pk")
        .first()
    )
    if former is None:
        return False
    for name in (*TEXT_FIELDS, "has_emblem", "facets", "carriers"):
        setattr(application, name, getattr(former, name))
    application.logo = former.logo.name
    if former.program_id == application.program_id:
        application.plans = former.plans
    day = timezone.localtime(former.updated_at)
    application.prefilled_from = f"{day:%Y年%-m月%-d日}的申报“{former}”（{former.get_status_display()}）"[:100]
    return True


def _begun(application: Application, actor: Any, key: str) -> Application:
    try:
        with transaction.atomic():
            application.save()
    except IntegrityError as error:
        raise BusinessError(ALREADY_OPEN) from error
    Resolution.objects.create(application=application, expected=expected_members(application.organization) or None)
    remember(key, application.pk)
    record(AuditKind.CHANGE, "建立申报", actor=actor, subject=application)
    return application


def expected_members(organization: Organization) -> int:
    """Who may vote: the formal members on the register."""
    return Member.objects.active().filter(organization=organization, status="formal").count()


def save_draft(
    application: Application, *, draft: Draft, actor: Any, version: int, take_theirs: frozenset[str] = frozenset()
) -> Application:
    """Save what was typed; `version` is the copy that was edited. `take_theirs`: fields left as they are stored.

    Raises EditConflict when somebody else has saved since; nothing is changed then.
    """
    with transaction.atomic():
        fresh = _locked(application)
        _refuse_unless_editable(fresh, actor)
        before = flat(content_of(fresh))
        typed = _typed(draft, before, take_theirs)
        if fresh.edit_version != version:
            raise _conflict(fresh, before, typed, version)
        changes = {key: [before.get(key), value] for key, value in typed.items() if before.get(key) != value}
        if not changes:
            return fresh
        _write(fresh, typed)
        return _count_edit(fresh, actor, changes)


def _typed(draft: Draft, before: dict[str, Any], take_theirs: frozenset[str]) -> dict[str, Any]:
    """The form as flat fields; what the form does not hold stays out."""
    typed: dict[str, Any] = {name: draft.texts.get(name, "") for name in TEXT_FIELDS}
    typed |= {"has_emblem": draft.has_emblem, "facets": draft.facets, "carriers": draft.carriers}
    typed |= {key: "" for key in before if key.startswith("plan:")}
    typed |= {f"plan:{plan['phase']}": plan["text"] for plan in draft.plans}
    typed |= {f"resolution:{name}": draft.resolution.get(name) for name in RESOLUTION_FIELDS}
    held_on = typed["resolution:held_on"]
    typed["resolution:held_on"] = held_on.isoformat() if held_on else None
    for name in ("kind", "opinions_asked"):
        typed[f"resolution:{name}"] = typed[f"resolution:{name}"] or ""
    if draft.logo is not None:
        typed["logo"] = draft.logo
    typed = {key: value for key, value in typed.items() if before.get(key) is not None or value not in ("", None)}
    return {key: before.get(key) if key in take_theirs else value for key, value in typed.items()}


def _write(application: Application, typed: dict[str, Any]) -> None:
    for name in (*TEXT_FIELDS, "has_emblem", "facets", "carriers", "logo"):
        if name in typed:
            setattr(application, name, typed[name])
    plans = {int(key.partition(":")[2]): text for key, text in typed.items() if key.startswith("plan:") and text}
    application.plans = [{"phase": phase, "text": text} for phase, text in sorted(plans.items())]
    values = {name: typed.get(f"resolution:{name}") for name in RESOLUTION_FIELDS}
    values |= {name: values[name] or "" for name in ("kind", "opinions_asked")}
    Resolution.objects.update_or_create(application=application, defaults=values)


def _count_edit(application: Application, actor: Any, changes: dict[str, Any]) -> Application:
    application.edit_version += 1
    application.edited_by = actor
    application.save()
    ApplicationEdit.objects.create(
        application=application, version=application.edit_version, actor=actor, changes=changes
    )
    application.edits.filter(version__lte=application.edit_version - KEPT_EDITS).delete()
    return application


def _conflict(application: Application, before: dict[str, Any], typed: dict[str, Any], version: int) -> EditConflict:
    """What others changed since the copy was read and this editor's form would undo."""
    phases = {phase.pk: phase.name for phase in application.program.phases.all()}
    edits = list(application.edits.filter(version__gt=version).select_related("actor"))
    # Of edits too long ago to be kept, everything that differs counts as changed by the last editor.
    complete = len(edits) == application.edit_version - version
    bases: dict[str, Any] = {}
    last: dict[str, ApplicationEdit] = {}
    for edit in edits:
        for key, (former, _) in edit.changes.items():
            bases.setdefault(key, former)
            last[key] = edit
    keys = [key for key in typed if typed[key] != before.get(key) and (key in last or not complete)]
    by = str(application.edited_by)
    changes = [
        Change(
            key=key,
            label=label_of(key, phases),
            by=str(last[key].actor) if key in last else by,
            at=last[key].at if key in last else application.updated_at,
            theirs=as_text(key, before.get(key)),
            mine=as_text(key, typed[key]),
            is_untouched=key in bases and typed[key] == bases[key],
        )
        for key in keys
    ]
    return EditConflict(changes, application.edit_version, by, application.updated_at)


def keep_logo(content: ContentFile) -> str:
    """A checked picture in the store, to be taken over by the next save; its storage key."""
    return default_storage.save(f"logos/{timezone.localdate():%Y/%m}/{content.name}", content)


def attach(application: Application, *, content: ContentFile, actor: Any) -> Attachment:
    """One checked file more, within the number for a form and the branch's quota."""
    with transaction.atomic():
        _lock_all_of(application.organization_id)
        fresh = _locked(application)
        _refuse_unless_editable(fresh, actor)
        if fresh.attachments.filter(is_active=True).count() >= ATTACHMENTS_MOST:
            raise BusinessError(f"附件最多{ATTACHMENTS_MOST}个，“{content.name}”未上传。")
        used = Attachment.objects.filter(application__organization=fresh.organization_id).aggregate(n=Sum("size"))["n"]
        if (used or 0) + content.size > ATTACHMENT_QUOTA:
            limit = ATTACHMENT_QUOTA // 1024 // 1024
            raise BusinessError(f"本组织的附件合计不能超过{limit}MB，“{content.name}”未上传，请先删除不需要的附件。")
        attachment = Attachment.objects.create(
            application=fresh, file=content, name=content.name or "附件", size=content.size, uploaded_by=actor
        )
        record(AuditKind.CHANGE, "上传附件", actor=actor, subject=fresh, details={"name": attachment.name})
    return attachment


def detach(application: Application, *, attachments: list[Attachment], actor: Any) -> None:
    """Take files off the form; what a submitted version names is kept for those who read that version."""
    with transaction.atomic():
        fresh = _locked(application)
        _refuse_unless_editable(fresh, actor)
        for attachment in attachments:
            if fresh.version_number:
                fresh.attachments.filter(pk=attachment.pk).update(is_active=False)
            else:
                fresh.attachments.filter(pk=attachment.pk).delete()
                transaction.on_commit(partial(default_storage.delete, str(attachment.file.name)))
            record(AuditKind.CHANGE, "删除附件", actor=actor, subject=fresh, details={"name": attachment.name})


def _locked(application: Application) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).select_related("program", "organization", "edited_by")
    return rows.get(pk=application.pk)


def _lock_all_of(organization_id: int) -> None:
    """The quota is the organisation's: two forms of it must not each take what is left."""
    rows = Application.objects.select_for_update(of=("self",), no_key=True).filter(organization=organization_id)
    list(rows.order_by("pk").values_list("pk"))


def _refuse_unless_editable(application: Application, actor: Any) -> None:
    if application.status != ApplicationStatus.DRAFT:
        raise StepRefused(NOT_OPEN.format(status=application.get_status_display()))
    if not may_edit_application(actor, application):
        raise StepRefused("只有本组织的填报员或书记可以修改申报。")
