"""Activities: entered one by one or many at once, changed by several hands, declared void, with their evidence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import partial
from pathlib import PurePath
from typing import Any
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from branches.models import Organization
from branches.paths import current_path
from brands.limits import EVIDENCE_SIDE
from brands.models import Activity, ActivityKind, Brand, Carrier, Evidence, PhaseRecord
from brands.permissions.activity import may_edit_activity, may_enter_activities
from brands.rules.activity import check_day, check_evidence, check_place
from brands.services.consequences import follow
from brands.services.guidance import lock_brands
from brands.services.taken import Taken
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError, StaleCopy, StepRefused
from core.onetime import remember, remember_all, remembered, remembered_all, spend
from core.uploads import clean_document

PICTURES = (".png", ".jpg", ".webp")
WRITERS_ONLY = "只有本组织的填报员或书记可以填报活动。"


@dataclass(frozen=True)
class ActivityDraft:
    """What the form holds of an activity."""

    kind: ActivityKind
    title: str
    held_on: date
    place: str = ""
    people: int | None = None
    strand: str = ""  # empty: the kind's own
    brand: Brand | None = None
    phase_record: PhaseRecord | None = None
    carrier: Carrier | None = None
    summary: str = ""
    link: str = ""
    checks: dict[str, bool] = field(default_factory=dict)

    def values(self) -> dict[str, Any]:
        values = {part.name: getattr(self, part.name) for part in fields(self)}
        return values | {"strand": self.strand or self.kind.strand}


@dataclass(frozen=True)
class KeptFile:
    """An uploaded file that has been checked and stored, and belongs to nothing yet."""

    key: str
    name: str
    size: int
    is_image: bool


@dataclass(frozen=True)
class Difference:
    """A field that two editors have left in different states."""

    label: str
    theirs: str
    mine: str


class ActivityConflict(StaleCopy):
    """Somebody saved meanwhile; `version` is the copy to save over once the differences have been seen."""

    def __init__(self, differences: list[Difference], version: int, by: str, at: datetime) -> None:
        super().__init__(f"{by}在{timezone.localtime(at):%H:%M}也修改了这项活动。您填写的内容都在，请核对后再保存。")
        self.differences, self.version = differences, version


def keep_evidence(uploaded: File) -> KeptFile:
    """Checked by its content, pictures drawn anew and small; BusinessError for what is no evidence."""
    content = clean_document(uploaded, max_side=EVIDENCE_SIDE)
    name = content.name or "材料"
    place = f"evidence/{timezone.localdate():%Y/%m}/{uuid4().hex}{PurePath(name).suffix}"
    key = default_storage.save(place, content)
    return KeptFile(key, name[-120:], content.size, key.lower().endswith(PICTURES))


def enter_activity(
    organization: Organization, *, draft: ActivityDraft, actor: Any, key: str, files: Sequence[KeptFile] = ()
) -> Activity:
    """One activity; the same form sent twice finds what the first one made."""
    with transaction.atomic():
        if earlier := spend(key, actor=actor, purpose="activity"):
            return remembered(Activity, earlier)
        _refuse_unless_writer(organization, actor)
        path = current_path(organization)
        shown = _lock_shown([draft.brand])
        check_evidence(organization, draft.brand, kept=0, added=[file.size for file in files])
        activity = _made(organization, path, draft, actor)
        _add(activity, files, actor)
        remember(key, activity.pk)
        record(AuditKind.CHANGE, "填报活动", actor=actor, subject=activity)
        follow("activity", "enter", Taken(activity, actor, {"brands": shown}))
    return activity


def enter_activities(
    organization: Organization, *, drafts: Sequence[ActivityDraft], actor: Any, key: str
) -> list[Activity]:
    """Several rows, all or none; the same form sent twice enters nothing more."""
    with transaction.atomic():
        if (earlier := spend(key, actor=actor, purpose="activities")) is not None:
            return remembered_all(Activity, earlier)
        _refuse_unless_writer(organization, actor)
        if not drafts:
            raise BusinessError("没有要保存的活动。")
        path = current_path(organization)
        shown = _lock_shown([draft.brand for draft in drafts])
        activities = []
        for number, draft in enumerate(drafts, start=1):
            try:
                activities.append(_made(organization, path, draft, actor))
            except BusinessError as error:
                raise BusinessError(f"第{number}项“{draft.title}”：{error.message}") from error
        remember_all(key, activities)
        details = {"number": len(activities), "first": activities[0].pk, "last": activities[-1].pk}
        record(AuditKind.CHANGE, "批量填报活动", actor=actor, subject=organization, details=details)
        follow("activity", "enter", Taken(organization, actor, {"brands": shown}))
    return activities


def _made(organization: Organization, path: str, draft: ActivityDraft, actor: Any) -> Activity:
    _check(organization, draft)
    return Activity.objects.create(
        organization=organization, organization_path=path, created_by=actor, edited_by=actor, **draft.values()
    )


def _check(organization: Organization, draft: ActivityDraft) -> None:
    check_day(draft.held_on)
    check_place(organization, brand=draft.brand, record=draft.phase_record, carrier=draft.carrier)


def update_activity(
    activity: Activity,
    *,
    draft: ActivityDraft,
    actor: Any,
    version: int,
    files: Sequence[KeptFile] = (),
    removed: Iterable[int] = (),
) -> Activity:
    """Save what was typed; `version` is the copy that was edited. Raises ActivityConflict, and changes nothing then."""
    with transaction.atomic():
        fresh = _locked(activity)
        _refuse_unless_editable(fresh, actor)
        if fresh.edit_version != version:
            raise _conflict(fresh, draft)
        _check(fresh.organization, draft)
        if files:
            current_path(fresh.organization)  # the quota is the organisation's: one after the other
        shown = _lock_shown([fresh.brand, draft.brand])
        gone = list(fresh.evidence.filter(pk__in=list(removed)))
        kept = fresh.evidence.count() - len(gone)
        check_evidence(fresh.organization, draft.brand, kept=kept, added=[file.size for file in files])
        before = _texts(fresh)
        for name, value in draft.values().items():
            setattr(fresh, name, value)
        fresh.edited_by = actor
        fresh.edit_version += 1
        fresh.save()
        _remove(gone)
        _add(fresh, files, actor)
        changed = [label for label, text in _texts(fresh).items() if before[label] != text]
        details = {"fields": changed, "files_added": len(files), "files_removed": len(gone)}
        record(AuditKind.CHANGE, "修改活动", actor=actor, subject=fresh, details=details)
        follow("activity", "change", Taken(fresh, actor, {"brands": shown}))
    return fresh


def void_activity(activity: Activity, *, reason: str, actor: Any, version: int) -> Activity:
    """Entered by mistake: kept with the reason, counted nowhere, not to be changed any more."""
    reason = reason.strip()
    with transaction.atomic():
        fresh = _locked(activity)
        _refuse_unless_editable(fresh, actor)
        if fresh.edit_version != version:
            raise StaleCopy("这项活动刚刚已由其他同志修改，请核对后再作废。")
        if not reason:
            raise BusinessError("请写明作废原因。")
        shown = _lock_shown([fresh.brand])
        fresh.is_void, fresh.void_reason = True, reason
        fresh.voided_by, fresh.voided_at = actor, timezone.now()
        fresh.edit_version += 1
        fresh.save()
        record(AuditKind.CHANGE, "作废活动", actor=actor, subject=fresh, details={"reason": reason})
        follow("activity", "void", Taken(fresh, actor, {"brands": shown}))
    return fresh


def _lock_shown(brands: Iterable[Brand | None]) -> list[int]:
    """The brands that the activities are about, locked in one order and before the audit trail's end."""
    return [brand.pk for brand in lock_brands({brand.pk for brand in brands if brand is not None})]


def _locked(activity: Activity) -> Activity:
    rows = Activity.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("organization", "kind", "brand__program", "edited_by").get(pk=activity.pk)


def _refuse_unless_writer(organization: Organization, actor: Any) -> None:
    if not may_enter_activities(actor, organization):
        raise StepRefused(WRITERS_ONLY)


def _refuse_unless_editable(activity: Activity, actor: Any) -> None:
    if not may_edit_activity(actor, activity):
        raise StepRefused(WRITERS_ONLY)
    if activity.is_void:
        raise StepRefused("这项活动已作废，不能再修改；需要时请重新填报。")


def _add(activity: Activity, files: Sequence[KeptFile], actor: Any) -> None:
    for file in files:
        Evidence.objects.create(
            activity=activity, file=file.key, name=file.name, size=file.size, is_image=file.is_image, uploaded_by=actor
        )


def _remove(gone: list[Evidence]) -> None:
    """The files themselves go once the change is there for all to read."""
    for evidence in gone:
        transaction.on_commit(partial(default_storage.delete, str(evidence.file.name)))
        evidence.delete()


LABELS = {
    "kind": "类型", "title": "主题", "held_on": "日期", "place": "地点", "people": "参加人数", "strand": "工作主线",
    "brand": "品牌", "phase_record": "创建阶段", "carrier": "载体", "summary": "内容摘要", "link": "相关链接",
    "checks": "要点",
}  # fmt: skip


def _texts(subject: Activity | ActivityDraft) -> dict[str, str]:
    """Each field as a person reads it."""
    values = subject.values() if isinstance(subject, ActivityDraft) else {n: getattr(subject, n) for n in LABELS}
    texts = {label: "" if values[name] is None else str(values[name]) for name, label in LABELS.items()}
    record = values["phase_record"]
    texts["创建阶段"] = record.phase.name if record else ""
    texts["工作主线"] = str(dict(Activity._meta.get_field("strand").flatchoices).get(values["strand"], ""))
    texts["要点"] = "、".join(item for item, is_met in values["checks"].items() if is_met)
    return texts


def _conflict(activity: Activity, draft: ActivityDraft) -> ActivityConflict:
    theirs, mine = _texts(activity), _texts(draft)
    differences = [Difference(label, theirs[label], mine[label]) for label in theirs if theirs[label] != mine[label]]
    return ActivityConflict(differences, activity.edit_version, str(activity.edited_by), activity.updated_at)
