"""Filling in one column of a ledger by several hands without loss, and picking what an entry rests on."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from assessments.enums.ledger import Column, EvidenceKind
from assessments.enums.scheme import IndicatorKind
from assessments.models import Indicator, Ledger, LedgerEntry, LedgerEvidence
from assessments.permissions.ledger import column_to_fill
from assessments.rules.ledger import check_before_publication
from assessments.scoring import Given, entry_range, plain
from assessments.selectors.evidence import found_in
from assessments.selectors.scheme import indicator_spec
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError, StaleCopy, StepRefused

MOST_EVIDENCE = 20
NOTHING = Given()


@dataclass(frozen=True)
class Said:
    """What one column says of one indicator."""

    given: Given
    reason: str = ""

    @property
    def is_empty(self) -> bool:
        return self.given == NOTHING and not self.reason


class LedgerConflict(StaleCopy):
    """Somebody has changed the same lines since: `disputed` says which, `version` is the copy to save over then."""

    def __init__(self, by: str, version: int, disputed: Mapping[int, Said]) -> None:
        super().__init__(f"{by}刚刚也修改了同一项指标。您填写的内容仍在下方，请核对后再次保存。")
        self.by, self.version, self.disputed = by, version, dict(disputed)


def locked_ledger(ledger: Ledger) -> Ledger:
    """The row alone; what hangs on it is read afterwards, so that what came first is seen."""
    return Ledger.objects.select_for_update(of=("self",), no_key=True).get(pk=ledger.pk)


def save_column(
    ledger: Ledger,
    column: Column,
    *,
    said: Mapping[int, Said],
    actor: Any,
    version: int,
    base: Mapping[int, Said] | None = None,
) -> Ledger:
    """Keep what was filled in; indicators that are not named stay as they are.

    `version` is the copy that was edited, `base` what it said of the lines named. What two people changed in different
    lines is all kept; for the same line the second is told (LedgerConflict), and nothing is written.
    """
    with transaction.atomic():
        fresh = locked_ledger(ledger)
        _refuse_unless_fillable(fresh, column, actor)
        entries = {entry.indicator_id: entry for entry in fresh.entries.filter(indicator__in=said)}
        if fresh.edit_version != version:
            stored = {pk: _stored(entries.get(pk), column) for pk in said}
            disputed = {pk: stored[pk] for pk in said if stored[pk] not in (said[pk], (base or {}).get(pk))}
            if disputed:
                raise LedgerConflict(str(fresh.edited_by or "其他同志"), fresh.edit_version, disputed)
        if not _write(fresh, column, said, entries):
            return fresh
        _touch(fresh, actor)
        record(AuditKind.CHANGE, f"填写{column.label}", actor=actor, subject=fresh)
    return fresh


def _touch(ledger: Ledger, actor: Any) -> None:
    """One edit more."""
    ledger.edit_version += 1
    ledger.edited_by = actor
    ledger.save(update_fields=["edit_version", "edited_by", "updated_at"])


def _stored(entry: LedgerEntry | None, column: Column) -> Said:
    return Said(entry.given(column), entry.reason(column)) if entry else Said(NOTHING)


def _refuse_unless_fillable(ledger: Ledger, column: Column, actor: Any) -> None:
    check_before_publication(ledger)
    if column_to_fill(actor, ledger) != column:
        raise StepRefused(f"台账{ledger.get_status_display()}，您现在不能填写{column.label}，请刷新页面查看。")


def _write(ledger: Ledger, column: Column, said: Mapping[int, Said], entries: dict[int, LedgerEntry]) -> bool:
    """True when anything has changed."""
    indicators = {i.pk: i for i in Indicator.objects.of(ledger.scheme_id)}
    if set(said) - set(indicators):
        raise BusinessError("考核指标已有变化，请刷新页面后再填写。")
    wrong = [text for pk, one in said.items() if (text := out_of_range(indicators[pk], one.given))]
    if wrong:
        raise BusinessError("填写的分数不符合细则：", details=wrong)
    new, changed = [], []
    for pk, one in said.items():
        entry = entries.get(pk)
        if entry is None:
            if one.is_empty:
                continue
            entry = LedgerEntry(ledger=ledger, indicator_id=pk)
            new.append(entry)
        elif (entry.given(column), entry.reason(column)) == (one.given, one.reason):
            continue
        else:
            changed.append(entry)
        entry.put(column, one.given, one.reason)
    LedgerEntry.objects.bulk_create(new)
    LedgerEntry.objects.bulk_update(changed, [f"{column}_{name}" for name in ("points", "times", "mark", "reason")])
    return bool(new or changed)


def out_of_range(indicator: Indicator, given: Given) -> str:
    """Why the entry does not fit the indicator; empty when it does."""
    least, most = entry_range(indicator_spec(indicator))
    if indicator.kind == IndicatorKind.VETO:
        return f"{indicator.name}：一票否决项只填有无。" if given.points is not None or given.times is not None else ""
    if given.is_hit:
        return f"{indicator.name}：不是一票否决项。"
    if given.times is not None and indicator.per_event is None:
        return f"{indicator.name}：不按次计分。"
    if given.points is None:
        return ""
    if given.points < least or (most is not None and given.points > most):
        bounds = f"{plain(least)}到{plain(most)}" if most is not None else f"不小于{plain(least)}"
        return f"{indicator.name}：应填{bounds}的分数。"
    return ""


# Evidence ----------------------------------------------------------------------------------------------------------


def pick_evidence(ledger: Ledger, indicator: Indicator, *, keys: Collection[str], actor: Any) -> LedgerEntry:
    """Rest the entry on exactly these things (`kind:key`) of the unit's year; nothing is uploaded again."""
    with transaction.atomic():
        fresh = locked_ledger(ledger)
        _refuse_unless_fillable(fresh, Column.SELF, actor)
        if indicator.group.scheme_id != fresh.scheme_id:
            raise BusinessError("该指标不属于本台账的考核细则。")
        wanted = set(keys)
        if len(wanted) > MOST_EVIDENCE:
            raise BusinessError(f"每项指标最多关联{MOST_EVIDENCE}条佐证，请选最能说明问题的。")
        entry, _ = LedgerEntry.objects.get_or_create(ledger=fresh, indicator=indicator)
        present = {f"{row.kind}:{row.object_id}": row for row in entry.evidence.all()}
        chosen = {found.key: found for found in found_in(fresh.organization, fresh.year) if found.key in wanted}
        if wanted - set(chosen) - set(present):
            raise BusinessError("所选记录不在本单位本年度的记录中，请从页面上重新选择。")
        entry.evidence.filter(pk__in=[row.pk for key, row in present.items() if key not in wanted]).delete()
        LedgerEvidence.objects.bulk_create(
            LedgerEvidence(entry=entry, kind=one.kind, object_id=one.object_id, label=one.label, day=one.day)
            for key, one in chosen.items()
            if key not in present
        )
        if set(present) != wanted:
            _touch(fresh, actor)
            record(AuditKind.CHANGE, "关联佐证", actor=actor, subject=fresh, details={"indicator": str(indicator)})
    return entry


def drop_evidence(evidence: LedgerEvidence, *, actor: Any) -> None:
    """Take one thing off again."""
    with transaction.atomic():
        entry = evidence.entry
        fresh = locked_ledger(entry.ledger)
        _refuse_unless_fillable(fresh, Column.SELF, actor)
        kind = EvidenceKind(evidence.kind)
        if entry.evidence.filter(pk=evidence.pk).delete()[0]:
            _touch(fresh, actor)
        details = {"indicator": str(entry.indicator), "kind": kind.value}
        record(AuditKind.CHANGE, "取消关联佐证", actor=actor, subject=fresh, details=details)
