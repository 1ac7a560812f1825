"""Appeals: filed within the days given, answered in words; an upheld one corrects what was confirmed."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.enums.ledger import Column
from assessments.models import Appeal, Indicator, Ledger, LedgerEntry
from assessments.permissions.ledger import may_self_score
from assessments.rules.ledger import NOTHING
from assessments.rules.result import check_appeals_open
from assessments.scoring import Given, score
from assessments.selectors.ledger import words_of
from assessments.selectors.scheme import spec_of
from assessments.services.ledger.filling import Said, locked_ledger, out_of_range
from assessments.services.ledger.settling import SETTLE_JOB
from assessments.services.ledger.steps import note_change, storable
from assessments.workflow.ledger import LEDGER_FLOW
from assessments.workflow.result import APPEAL_FLOW
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError, StepRefused
from core.jobs import enqueue
from core.onetime import remember, remembered, spend

LONGEST = 1000


def file_appeal(
    ledger: Ledger, *, text: str, indicator: Indicator | None, actor: Any, key: str | None = None
) -> Appeal:
    """The secretary's; about one indicator or the whole. A form sent twice finds the first."""
    with transaction.atomic():
        fresh = locked_ledger(ledger)
        if key and (earlier := spend(key, actor=actor, purpose="appeal")):
            return remembered(Appeal, earlier)
        if not may_self_score(actor, fresh):
            raise StepRefused("只有本单位书记可以提出申诉。")
        check_appeals_open(fresh)
        if not text.strip():
            raise BusinessError("请填写申诉理由。")
        entry = fresh.entries.filter(indicator=indicator).first() if indicator else None
        appeal = Appeal.objects.create(
            ledger=fresh, organization_path=fresh.organization_path, entry=entry, text=text.strip()[:LONGEST],
            filed_by=actor, filed_at=timezone.now(),
        )  # fmt: skip
        record(AuditKind.CHANGE, "提出考核申诉", actor=actor, subject=appeal)
        if key:
            remember(key, appeal.pk)
    return appeal


def withdraw_appeal(appeal: Appeal, *, actor: Any, comment: str = "", seen: str | None = None) -> Appeal:
    with transaction.atomic():
        locked_ledger(appeal.ledger)
        expect = {"status": seen} if seen else None
        return APPEAL_FLOW.take("withdraw", appeal, actor=actor, comment=comment, expect=expect)


def answer_appeal(
    appeal: Appeal,
    step: str,
    *,
    answer: str,
    comment: str,
    actor: Any,
    corrections: Mapping[int, Said] | None = None,
    seen: str | None = None,
) -> Appeal:
    """Upheld with what is corrected, or dismissed; `answer` is what the unit reads, `comment` the record of why."""
    if step not in ("uphold", "dismiss"):
        raise StepRefused("没有这个操作，请返回页面重新选择。")
    with transaction.atomic():
        if step == "uphold":
            note_change(appeal.ledger.scheme_id)
        ledger = locked_ledger(appeal.ledger)
        if not answer.strip():
            raise BusinessError("请填写答复。")
        values: dict[str, Any] = {"answer": answer.strip()[:LONGEST], "answered_at": timezone.now()}
        if step == "uphold" and APPEAL_FLOW[step].is_open(actor, appeal):
            values["correction"] = _correct(ledger, corrections or {}, actor, values["answer"])
        expect = {"status": seen} if seen else None
        fresh = APPEAL_FLOW.take(step, appeal, actor=actor, comment=comment, expect=expect, **values)
        if step == "uphold":
            enqueue(SETTLE_JOB, f"申诉更正后重新核算：{ledger.scheme}", {"scheme": ledger.scheme_id}, actor)
    return fresh


def _correct(ledger: Ledger, corrections: Mapping[int, Said], actor: Any, answer: str) -> list[list[str]]:
    """[indicator, before, after] of what changed; the ledger's own sum follows at once. All of it the unit reads."""
    indicators = {i.pk: i for i in Indicator.objects.of(ledger.scheme_id)}
    entries = {entry.indicator_id: entry for entry in ledger.entries.all()}
    changed = []
    for pk, said in corrections.items():
        if pk not in indicators:
            raise BusinessError("该指标不属于本台账的考核细则。")
        entry = entries.get(pk) or LedgerEntry(ledger=ledger, indicator_id=pk)
        before = entry.given(Column.CONFIRMED)
        if said.given in (before, NOTHING):
            continue
        if wrong := out_of_range(indicators[pk], said.given):
            raise BusinessError(wrong)
        entry.put(Column.CONFIRMED, said.given, said.reason or answer[:500])
        entry.save()
        entries[pk] = entry
        changed.append([indicators[pk].name, words_of(indicators[pk], before), words_of(indicators[pk], said.given)])
    if not changed:
        raise BusinessError("申诉成立的，请填写至少一项更正后的得分。")
    given: dict[Any, Given] = {pk: entry.given(Column.CONFIRMED) for pk, entry in entries.items()}
    organization = storable(score(spec_of(ledger.scheme), given).organization)
    LEDGER_FLOW.take("correct", ledger, actor=actor, comment=answer[:500], organization_score=organization)
    return changed
