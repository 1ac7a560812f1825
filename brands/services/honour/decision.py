"""What the director decides of honours: one numbered document for one or several, and what follows from it."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from branches.models import Organization
from branches.paths import current_path
from brands.documents.decision import Verdict, decision_snapshot, draft_decision
from brands.documents.honour import DocumentText
from brands.enums import DocumentKind
from brands.models import Brand, Honour, OfficialDocument, Recheck
from brands.permissions.honour import may_decide_honour
from brands.rules.honour import check_correct_by
from brands.services.codes import unused_code
from brands.services.consequences import follow
from brands.services.shown import wall_changed
from brands.services.taken import Taken
from brands.workflow.honour import DOCUMENT_FLOW, HONOUR_FLOW, RECHECK_FLOW
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError, StepRefused
from core.numbers import next_number
from core.onetime import remember, remembered, spend

BY_RECHECK = ("keep", "lower", "correct")
CHOICES = (*BY_RECHECK, "revoke", "restore")


def decide_honours(
    verdicts: Sequence[Verdict], *, text: DocumentText, actor: Any, key: str | None = None
) -> OfficialDocument:
    """Number, snapshot, and every honour's new state in one transaction; a form sent twice finds the first document."""
    with transaction.atomic():
        if key and (earlier := spend(key, actor=actor, purpose="honour_decision")):
            return remembered(OfficialDocument, earlier)
        verdicts = _locked(verdicts)
        _refuse(verdicts, actor)
        # The trail's end before the number, as the naming does.
        record(AuditKind.CHANGE, "签发称号处理决定", actor=actor, details={"honours": [v.honour.pk for v in verdicts]})
        document = _make_document(verdicts, text, actor)
        for verdict in verdicts:
            _take(verdict, document, actor)
        if key:
            remember(key, document.pk)
    return document


def advance_honour(honour: Honour, step: str, *, actor: Any, comment: str = "", seen: str | None = None) -> Honour:
    """One honour by a document with the proposed text."""
    if step not in CHOICES:
        raise StepRefused("没有这个操作，请返回页面重新选择。")
    verdict = Verdict(honour, step, comment, seen=seen)
    decide_honours([verdict], text=draft_decision([verdict], on=timezone.localdate()), actor=actor)
    return Honour.objects.get(pk=honour.pk)


def annul_document(document: OfficialDocument, *, actor: Any, reason: str) -> OfficialDocument:
    """The number stays taken; the public check says from now on that the document is void."""
    with transaction.atomic():
        document = DOCUMENT_FLOW.take("annul", document, actor=actor, comment=reason)
        wall_changed()
    return document


def _locked(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Places in the tree first, then brands, rechecks and honours, each in the order of their keys."""
    if not verdicts:
        raise BusinessError("请选择要决定的称号。")
    keys = [verdict.honour.pk for verdict in verdicts]
    if len(set(keys)) != len(keys):
        raise BusinessError("同一个称号不能在一份文件中决定两次。")
    brands = Brand.objects.filter(honours__in=keys)
    for organization in Organization.objects.filter(pk__in=brands.values("organization")).order_by("pk"):
        current_path(organization)
    list(Brand.objects.select_for_update(of=("self",)).filter(pk__in=brands.values("pk")).order_by("pk"))
    list(Recheck.objects.select_for_update(of=("self",), no_key=True).alive().filter(honour__in=keys).order_by("pk"))
    rows = Honour.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys).order_by("pk")
    fresh = {
        honour.pk: honour
        for honour in rows.select_related("brand__organization", "document__organization", "round__program")
    }
    return [Verdict(fresh[v.honour.pk], v.step, v.reason.strip(), v.correct_by, v.seen) for v in verdicts]


def _refuse(verdicts: Sequence[Verdict], actor: Any) -> None:
    missing = []
    first = verdicts[0].honour
    for verdict in verdicts:
        honour = verdict.honour
        if verdict.step not in CHOICES:
            raise StepRefused("没有这个操作，请返回页面重新选择。")
        if not may_decide_honour(actor, honour):
            raise StepRefused("只有授予称号的工委负责人可以决定。")
        if not verdict.reason:
            missing.append(f"请写明对“{honour.brand}”如此决定的理由。")
        if verdict.step == "correct":
            check_correct_by(honour, verdict.correct_by)
        if (honour.document.organization_id, _code(honour)) != (first.document.organization_id, _code(first)):
            missing.append(f"“{honour.brand}”由其他机关或以其他代字命名，请另行决定。")
    if not _code(first):
        missing.append(f"创建活动“{first.round.program}”未设置发文代字。")
    if missing:
        raise StepRefused("还不能签发决定：" + missing[0], details=missing[1:])


def _code(honour: Honour) -> str:
    return honour.round.program.document_code


def _make_document(verdicts: Sequence[Verdict], text: DocumentText, actor: Any) -> OfficialDocument:
    """In the committee's one series of the year; known to everybody below, not to the public."""
    today, organ, code = timezone.localdate(), verdicts[0].honour.document.organization, _code(verdicts[0].honour)
    document = OfficialDocument(
        kind=DocumentKind.DECISION,
        organization=organ,
        code=code,
        year=today.year,
        number=next_number(f"{organ.pk}:{code}:{today.year}"),
        title=text.title,
        issued_on=today,
        issued_by=actor,
        check_code=unused_code(OfficialDocument.objects.all(), "check_code"),
    )
    document.snapshot = decision_snapshot(verdicts, text, reference=document.reference, issued_on=today)
    document.save(force_insert=True)
    return document


def _take(verdict: Verdict, document: OfficialDocument, actor: Any) -> None:
    """The honour's step, the recheck's end, and what follows."""
    honour, today = verdict.honour, document.issued_on
    recheck = Recheck.objects.alive().filter(honour=honour).first()
    level, until = verdict.level_after(), verdict.expires_after(today)
    event = {
        "document": document,
        "level_before": honour.level,
        "level_after": level,
        "expires_before": honour.expires_on,
        "expires_after": until,
    }
    changes = {
        "level": level,
        "expires_on": until,
        "correct_by": verdict.correct_by if verdict.step == "correct" else None,
    }
    expect = {"status": verdict.seen} if verdict.seen else None
    honour = HONOUR_FLOW.take(
        verdict.step, honour, actor=actor, comment=verdict.reason, expect=expect, event=event, **changes
    )
    if recheck:
        _end(recheck, verdict, actor)
    follow("honour", verdict.step, Taken(honour, actor, {"correct_by": verdict.correct_by}))


def _end(recheck: Recheck, verdict: Verdict, actor: Any) -> None:
    """Decided by this verdict; a revocation out of turn ends it unheard."""
    if recheck.advice:
        RECHECK_FLOW.take(
            "decide", recheck, actor=actor, comment=verdict.reason, result=verdict.step, decided_on=timezone.localdate()
        )
    else:
        RECHECK_FLOW.take("cancel", recheck, actor=actor, comment="称号已另行决定撤销，复核终止。")
