"""A rubric from a spreadsheet: read, corrected in place, taken over as a draft."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import IO, Any

from django.db import transaction
from django.db.models import F

from assessments.enums.scheme import ImportStage, IndicatorKind
from assessments.imports.scheme import read_scheme
from assessments.models import Group, Scheme, SchemeImport
from assessments.services.scheme.common import (
    CHANGED,
    GROUPS_MOST,
    INDICATORS_MOST,
    OFFICE_ONLY,
    USUAL_GRADES,
)
from assessments.services.scheme.writing import RowDraft, create_scheme, write_indicators
from branches.enums import Ability
from branches.models import Organization
from branches.roles import has_ability
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError, StaleCopy, StepRefused

IMPORTS_KEPT = 20
DECIMALS = ("maximum", "floor", "per_event")
TEXTS = ("name", "responsible", "content", "mechanism", "method", "kind", "note")


def upload_scheme(file: IO[bytes], *, organizer: Organization, actor: Any, file_name: str) -> SchemeImport:
    """Reads the workbook; only the latest imports of a person are kept."""
    if not has_ability(actor, Ability.ORGANIZE, organizer):
        raise StepRefused(OFFICE_ONLY)
    reading = read_scheme(file)
    with transaction.atomic():
        draft = SchemeImport.objects.create(
            organizer=organizer,
            actor=actor,
            file_name=file_name[:120],
            title=reading.title,
            rows=[row.stored() for row in reading.rows],
            categories=reading.categories,
            left_out=[list(entry) for entry in reading.left_out],
            remarks=reading.remarks,
        )
        kept = SchemeImport.objects.filter(actor=actor).order_by("-pk").values_list("pk", flat=True)[:IMPORTS_KEPT]
        SchemeImport.objects.filter(actor=actor).exclude(pk__in=list(kept)).delete()
        details = {"file": draft.file_name, "rows": len(draft.rows)}
        record(AuditKind.CHANGE, "上传考核细则表格", actor=actor, subject=draft, details=details)
    return draft


def correct_rows(
    draft: SchemeImport, *, actor: Any, rows: Mapping[int, Mapping[str, Any] | None], seen: int | None = None
) -> SchemeImport:
    """What was corrected in place: number of the row → its values with `is_checked`; None drops the row."""
    with transaction.atomic():
        fresh = _locked(draft, actor, seen)
        kept = []
        for row in fresh.rows:
            values = rows.get(row["number"], row["values"])
            if values is None:
                fresh.left_out.append([row["number"], f"核对时不采用：{row['values'].get('name', '')[:40]}"])
                continue
            if row["number"] in rows:
                is_checked = bool(values.get("is_checked"))
                texts = {name: _text(value) for name, value in values.items() if name != "is_checked"}
                row = row | {"values": row["values"] | texts, "is_checked": is_checked}
            kept.append(row)
        fresh.rows, fresh.edit_version = kept, fresh.edit_version + 1
        fresh.save()
    return fresh


def take_over(draft: SchemeImport, *, actor: Any, name: str, year: int, key: str) -> Scheme:
    """A draft scheme with the usual grades; what was read and checked becomes its groups and lines."""
    with transaction.atomic():
        fresh = SchemeImport.objects.select_for_update(of=("self",)).get(pk=draft.pk)
        if fresh.stage == ImportStage.TAKEN and fresh.scheme_id:
            return Scheme.objects.get(pk=fresh.scheme_id)
        _check_open(fresh, actor)
        doubtful = sum(is_doubtful(row) for row in fresh.rows)
        if doubtful:
            raise BusinessError(f"还有{doubtful}行存疑，请逐行核对并勾选“已核对”。")
        if not fresh.rows:
            raise BusinessError("没有可以采用的行。")
        groups = by_category(fresh.rows)
        _check_sizes(groups)
        full = _full_score(groups, fresh.categories)
        values = {"name": name, "year": year} | ({"full_score": full} if full else {})
        scheme = create_scheme(fresh.organizer, actor=actor, values=values, grades=usual_grades(), key=key)
        for order, (category, rows) in enumerate(groups.items(), start=1):
            stated = fresh.categories.get(category)
            _write_group(scheme, order, category, rows, Decimal(stated) if stated else None)
        SchemeImport.objects.filter(pk=fresh.pk).update(
            stage=ImportStage.TAKEN, scheme=scheme, edit_version=F("edit_version") + 1
        )
        record(AuditKind.CHANGE, "由表格生成考核细则", actor=actor, subject=scheme, details={"file": fresh.file_name})
    return scheme


def discard_import(draft: SchemeImport, *, actor: Any) -> None:
    with transaction.atomic():
        fresh = _locked(draft, actor, None)
        SchemeImport.objects.filter(pk=fresh.pk).update(stage=ImportStage.DISCARDED)
        record(AuditKind.CHANGE, "放弃考核细则导入", actor=actor, subject=fresh)


def is_doubtful(row: Mapping[str, Any]) -> bool:
    """Something about it was not understood for sure, and nobody has looked yet."""
    return bool(row["doubts"]) and not row["is_checked"]


def by_category(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Categories in the order in which they first appear."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["values"]["category"], []).append(dict(row["values"]))
    return groups


def usual_grades() -> list[RowDraft]:
    return [RowDraft(None, {"name": n, "threshold": t, "quota": q}) for n, t, q in USUAL_GRADES]


def _locked(draft: SchemeImport, actor: Any, seen: int | None) -> SchemeImport:
    fresh = SchemeImport.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    _check_open(fresh, actor)
    if seen is not None and fresh.edit_version != seen:
        raise StaleCopy(CHANGED)
    return fresh


def _check_open(draft: SchemeImport, actor: Any) -> None:
    if draft.actor_id != actor.pk or not has_ability(actor, Ability.ORGANIZE, draft.organizer):
        raise StepRefused(OFFICE_ONLY)
    if draft.stage != ImportStage.OPEN:
        raise BusinessError(f"该导入{draft.get_stage_display()}，不能再修改。")


def _check_sizes(groups: Mapping[str, Sequence[Any]]) -> None:
    if len(groups) > GROUPS_MOST:
        raise BusinessError(f"一份细则最多{GROUPS_MOST}个类别，现有{len(groups)}个。")
    for category, rows in groups.items():
        if len(rows) > INDICATORS_MOST:
            raise BusinessError(f"一个类别最多{INDICATORS_MOST}项指标，“{category}”有{len(rows)}项。")


def _is_pool(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Nothing but deductions without points of their own, beside bonuses and vetoes."""
    counted = [row for row in rows if row["kind"] in (IndicatorKind.BASE, IndicatorKind.DEDUCTION)]
    return bool(counted) and all(row["kind"] == IndicatorKind.DEDUCTION and not row["maximum"] for row in counted)


def _full_score(groups: Mapping[str, Sequence[Mapping[str, Any]]], stated: Mapping[str, str]) -> Decimal:
    total = Decimal(0)
    for category, rows in groups.items():
        if _is_pool(rows):
            total += Decimal(stated.get(category, "0"))
        else:
            counted = (row for row in rows if row["kind"] in (IndicatorKind.BASE, IndicatorKind.DEDUCTION))
            total += sum((Decimal(row["maximum"]) for row in counted if row["maximum"]), Decimal(0))
    return total


def _write_group(
    scheme: Scheme, order: int, category: str, rows: Sequence[Mapping[str, Any]], stated: Decimal | None
) -> None:
    is_pool = stated is not None and _is_pool(rows)
    has_points = any(row["kind"] in (IndicatorKind.BASE, IndicatorKind.DEDUCTION) for row in rows)
    group = Group.objects.create(
        scheme=scheme, order=order, name=category, maximum=stated if has_points else None, is_pool=is_pool
    )
    drafts = []
    for row in rows:
        values: dict[str, Any] = {name: row[name] for name in TEXTS}
        values |= {name: Decimal(row[name]) if row[name] else None for name in DECIMALS}
        drafts.append(RowDraft(None, values))
    write_indicators(group, drafts)


def _text(value: Any) -> str:
    return "" if value is None else f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
