"""Writing the closing of a phase: saved by several hands without loss, complete or not."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from brands.enums import PhaseRecordStatus
from brands.limits import CLOSING_LIMITS
from brands.models import Brand, PhaseRecord, PhaseRecordEdit
from brands.permissions.phase import may_write_closing
from brands.rules.phase import check_goes_on, label_of
from brands.services.drafts import Change, EditConflict
from core.errors import StepRefused

KEPT_EDITS = 60
WHAT = "阶段小结"


def save_closing(
    record: PhaseRecord,
    *,
    texts: Mapping[str, str],
    actor: Any,
    version: int,
    take_theirs: frozenset[str] = frozenset(),
) -> PhaseRecord:
    """Save what was typed; `version` is the copy that was edited. `take_theirs`: fields left as they are stored.

    Raises EditConflict when somebody else has saved since; nothing is changed then.
    """
    with transaction.atomic():
        check_goes_on(Brand.objects.select_for_update(of=("self",)).get(pk=record.brand_id))
        rows = PhaseRecord.objects.select_for_update(of=("self",), no_key=True)
        fresh = rows.select_related("brand__organization").get(pk=record.pk)
        if fresh.status != PhaseRecordStatus.OPEN:
            raise StepRefused(f"该阶段{fresh.get_status_display()}，不能修改。")
        if not may_write_closing(actor, fresh):
            raise StepRefused("只有本组织的填报员或书记可以填写阶段小结。")
        before = {name: getattr(fresh, name) for name in CLOSING_LIMITS}
        typed = {name: before[name] if name in take_theirs else texts.get(name, "") for name in CLOSING_LIMITS}
        changes = {name: [before[name], text] for name, text in typed.items() if before[name] != text}
        if fresh.edit_version != version:
            raise _conflict(fresh, before, typed, version)
        return _write(fresh, actor, changes) if changes else fresh


def _write(record: PhaseRecord, actor: Any, changes: dict[str, list[str]]) -> PhaseRecord:
    for name, (_, text) in changes.items():
        setattr(record, name, text)
    record.edit_version += 1
    record.save(update_fields=[*changes, "edit_version", "updated_at"])
    PhaseRecordEdit.objects.create(record=record, version=record.edit_version, actor=actor, changes=changes)
    record.edits.filter(version__lte=record.edit_version - KEPT_EDITS).delete()
    return record


def _conflict(record: PhaseRecord, before: dict[str, str], typed: dict[str, str], version: int) -> EditConflict:
    """What others changed since the copy was read and this editor's form would undo."""
    edits = list(record.edits.filter(version__gt=version).select_related("actor"))
    # Of edits too long ago to be kept, everything that differs counts as changed by the last editor.
    complete = len(edits) == record.edit_version - version
    bases: dict[str, str] = {}
    last: dict[str, PhaseRecordEdit] = {}
    for edit in edits:
        for name, (former, _) in edit.changes.items():
            bases.setdefault(name, former)
            last[name] = edit
    latest = record.edits.select_related("actor").order_by("-version").first()
    by, at = (str(latest.actor), latest.at) if latest else ("其他同志", record.updated_at)
    changes = [
        Change(
            key=name,
            label=label_of(name),
            by=str(last[name].actor) if name in last else by,
            at=last[name].at if name in last else at,
            theirs=before[name],
            mine=text,
            is_untouched=name in bases and text == bases[name],
        )
        for name, text in typed.items()
        if text != before[name] and (name in last or not complete)
    ]
    return EditConflict(changes, record.edit_version, by, at, WHAT)
