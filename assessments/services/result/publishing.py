"""The publication of a scheme's results: drafted, checked for secrecy, approved by another person, closed."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.enums.ledger import LedgerStatus, PublicationStatus
from assessments.models import Ledger, LedgerPublication, Scheme
from assessments.permissions.result import may_decide_publication, may_draft_publication
from assessments.permissions.scheme import may_organize_scheme
from assessments.rules.result import check_may_be_drafted
from assessments.services.result.moving import MOVE_JOB, MOVES
from assessments.workflow.result import PUBLICATION_FLOW
from brands.services.shown import wall_changed
from core.audit import record
from core.calendar import add_working_days
from core.enums import AuditKind, JobStatus, PublicationRange
from core.errors import BusinessError, StaleCopy, StepRefused
from core.jobs import enqueue
from core.models import Job
from core.onetime import remember, remembered, spend

FIELDS = ("title", "body", "contact", "wanted_range", "shows_totals", "appeal_days")
# How long the public may read the grades of a year.
PUBLIC_DAYS = 365


def draft_publication(
    scheme: Scheme, *, values: Mapping[str, Any], actor: Any, key: str | None = None
) -> LedgerPublication:
    """One for a scheme, unless an earlier one was withdrawn; a form sent twice finds the first."""
    with transaction.atomic():
        fresh = Scheme.objects.select_for_update(of=("self",), no_key=True).get(pk=scheme.pk)
        if key and (earlier := spend(key, actor=actor, purpose="ledger_publication")):
            return remembered(LedgerPublication, earlier)
        if not may_organize_scheme(actor, fresh):
            raise StepRefused("只有考核单位的工委办公室可以拟写公布件。")
        check_may_be_drafted(fresh)
        publication = LedgerPublication(scheme=fresh, drafted_by=actor)
        _assign(publication, values)
        publication.save(force_insert=True)
        record(AuditKind.CHANGE, "拟写考核结果公布", actor=actor, subject=publication)
        if key:
            remember(key, publication.pk)
    return publication


def update_publication(
    publication: LedgerPublication, *, values: Mapping[str, Any], actor: Any, seen: str | None = None
) -> LedgerPublication:
    """While it is a draft; `seen` is the time stamp of the copy that was edited (isoformat)."""
    with transaction.atomic():
        fresh = LedgerPublication.objects.select_for_update(of=("self",), no_key=True).get(pk=publication.pk)
        if not may_draft_publication(actor, fresh):
            raise StepRefused("只有考核单位的工委办公室可以修改公布件。")
        if fresh.status != PublicationStatus.DRAFT:
            raise BusinessError(f"公布件{fresh.get_status_display()}，不能再修改；如需修改请由工委负责人退回。")
        if seen is not None and fresh.updated_at.isoformat() != seen:
            raise StaleCopy("公布件刚刚已由其他同志修改。您填写的内容仍在下方，请核对后再次保存。")
        _assign(fresh, values)
        fresh.save()
        record(AuditKind.CHANGE, "修改考核结果公布", actor=actor, subject=fresh)
    return fresh


def _assign(publication: LedgerPublication, values: Mapping[str, Any]) -> None:
    for field in FIELDS:
        if field in values:
            setattr(publication, field, values[field])


def advance_publication(
    publication: LedgerPublication,
    step: str,
    *,
    actor: Any,
    comment: str = "",
    seen: str | None = None,
    version: str | None = None,
) -> LedgerPublication:
    """A step of the publication; all ledgers follow it by a job, but what may be seen changes with this one row.

    `seen` is the state and `version` the time stamp of the copy (isoformat) that the actor has read.
    """
    with transaction.atomic():
        scheme = Scheme.objects.select_for_update(of=("self",), no_key=True).get(pk=publication.scheme_id)
        rows = LedgerPublication.objects.select_for_update(of=("self",), no_key=True)
        if version is not None and rows.get(pk=publication.pk).updated_at.isoformat() != version:
            raise StaleCopy("公布件刚刚已由其他同志办理或修改，请刷新页面查看最新内容后再操作。")
        expect = {"status": seen} if seen else None
        changes = {"check": _checked, "send_back": _sent_back, "approve": _approved, "withdraw": _withdrawn}
        values = changes[step](actor, comment) if step in changes else {}
        fresh = PUBLICATION_FLOW.take(step, publication, actor=actor, comment=comment, expect=expect, **values)
        if step in MOVES:
            _move(fresh, step, scheme, actor, comment)
            wall_changed()
    return fresh


def _move(publication: LedgerPublication, step: str, scheme: Scheme, actor: Any, comment: str) -> Job:
    params = {"publication": publication.pk, "step": step, "comment": comment}
    return enqueue(MOVE_JOB, f"{MOVES[step].label}：{scheme}", params, actor)


def resume_publication(publication: LedgerPublication, *, actor: Any) -> Job:
    """The job that moves the ledgers was lost or refused: have the rest moved."""
    with transaction.atomic():
        fresh = LedgerPublication.objects.select_for_update(of=("self",), no_key=True).get(pk=publication.pk)
        if not may_decide_publication(actor, fresh):
            raise StepRefused("只有考核单位的工委负责人可以办理。")
        step = {
            PublicationStatus.PUBLISHED: "approve",
            PublicationStatus.WITHDRAWN: "withdraw",
            PublicationStatus.CLOSED: "close",
        }.get(PublicationStatus(fresh.status))
        if step is None or not left_behind(fresh):
            raise BusinessError("没有需要继续办理的台账。")
        return _move(fresh, step, fresh.scheme, actor, "继续办理")


def left_behind(publication: LedgerPublication) -> int:
    """Ledgers that have not followed their publication yet."""
    waiting = {
        PublicationStatus.PUBLISHED: LedgerStatus.CONFIRMED,
        PublicationStatus.WITHDRAWN: LedgerStatus.PUBLISHED,
        PublicationStatus.CLOSED: LedgerStatus.PUBLISHED,
    }.get(PublicationStatus(publication.status))
    if waiting is None:
        return 0
    if publication.status == PublicationStatus.WITHDRAWN and publication.scheme.publications.out().exists():
        return 0
    return Ledger.objects.filter(scheme=publication.scheme_id, status=waiting).count()


def is_moving(publication: LedgerPublication) -> bool:
    """A job is at work that lets the ledgers follow."""
    under_way = Job.objects.filter(kind=MOVE_JOB, status__in=(JobStatus.QUEUED, JobStatus.RUNNING))
    return under_way.filter(params__publication=publication.pk).exists()


def _checked(actor: Any, comment: str) -> dict[str, Any]:
    note = comment.strip()[:200]
    return {"secrecy_checked_by": actor, "secrecy_checked_at": timezone.now(), "secrecy_note": note}


def _sent_back(actor: Any, comment: str) -> dict[str, Any]:
    """What is changed afterwards is to be checked anew."""
    return {"secrecy_checked_by": None, "secrecy_checked_at": None, "secrecy_note": ""}


def _approved(actor: Any, comment: str) -> dict[str, Any]:
    """Shown from now; appeals to the end of the n-th working day after today."""
    now, today = timezone.now(), timezone.localdate()
    return {
        "approved_by": actor,
        "approved_at": now,
        "published_from": now,
        "published_until": now + timedelta(days=PUBLIC_DAYS),
        "publication_range": lambda fresh: fresh.wanted_range,
        "appeals_until": lambda fresh: add_working_days(today, fresh.appeal_days),
    }


def _withdrawn(actor: Any, comment: str) -> dict[str, Any]:
    return {"publication_range": PublicationRange.NONE, "published_until": timezone.now(), "appeals_until": None}
