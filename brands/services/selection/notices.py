"""The public notice: drafted, checked, published, ended; and what people say of it."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from brands.documents.selection import notice_entries
from brands.enums import NoticeStatus, RoundStatus
from brands.models import Nomination, Opinion, PublicNotice, SelectionRound
from brands.permissions.selection import may_draft_notice, may_organize_round
from brands.services.codes import unused_code
from brands.services.consequences import follow
from brands.services.selection.locks import locked_nominations, locked_round
from brands.services.taken import Taken
from brands.workflow.selection import NOTICE_FLOW, OPINION_FLOW
from core.audit import record
from core.calendar import add_working_days
from core.enums import AuditKind, PublicationRange
from core.errors import BusinessError, StaleCopy, StepRefused
from core.onetime import remember, remembered, spend

NOTICE_FIELDS = ("title", "body", "contact", "working_days")


def draft_notice(
    round: SelectionRound, *, values: Mapping[str, Any], actor: Any, key: str | None = None
) -> PublicNotice:
    """One notice a round, unless an earlier one was withdrawn."""
    with transaction.atomic():
        fresh = locked_round(round)
        if key and (earlier := spend(key, actor=actor, purpose="notice")):
            return remembered(PublicNotice, earlier)
        if not may_organize_round(actor, fresh):
            raise StepRefused("只有组织单位的工委办公室可以拟写公示。")
        if fresh.status != RoundStatus.SHORTLISTED:
            raise BusinessError("确定初选名单之后才能拟写公示。")
        if fresh.notices.exclude(status=NoticeStatus.WITHDRAWN).exists():
            raise BusinessError("本批次已有公示，请在原公示上修改。")
        notice = PublicNotice(round=fresh, organization=fresh.program.organizer, drafted_by=actor)
        _assign(notice, values)
        notice.save(force_insert=True)
        record(AuditKind.CHANGE, "拟写公示", actor=actor, subject=notice)
        if key:
            remember(key, notice.pk)
    return notice


def update_notice(
    notice: PublicNotice, *, values: Mapping[str, Any], actor: Any, seen: str | None = None
) -> PublicNotice:
    """While it is a draft; `seen` is the time stamp of the copy that was edited (isoformat)."""
    with transaction.atomic():
        fresh = PublicNotice.objects.select_for_update(of=("self",), no_key=True).get(pk=notice.pk)
        if not may_draft_notice(actor, fresh):
            raise StepRefused("只有公示单位的工委办公室可以修改公示。")
        if fresh.status != NoticeStatus.DRAFT:
            raise BusinessError(f"公示{fresh.get_status_display()}，不能再修改；如需修改请由工委负责人退回。")
        if seen is not None and fresh.updated_at.isoformat() != seen:
            raise StaleCopy("公示刚刚已由其他同志修改。您填写的内容仍在下方，请核对后再次保存。")
        _assign(fresh, values)
        fresh.save()
        record(AuditKind.CHANGE, "修改公示", actor=actor, subject=fresh)
    return fresh


def _assign(notice: PublicNotice, values: Mapping[str, Any]) -> None:
    for field in NOTICE_FIELDS:
        if field in values:
            setattr(notice, field, values[field])


def advance_notice(
    notice: PublicNotice, step: str, *, actor: Any, comment: str = "", seen: str | None = None
) -> PublicNotice:
    """A step of the notice, and with it what the round and the public page need."""
    with transaction.atomic():
        locked_round(notice.round)
        expect = {"status": seen} if seen else None
        changes = {"check": _checked, "send_back": _sent_back, "approve": _approved, "withdraw": _withdrawn}
        values = changes[step](notice, actor, comment) if step in changes else {}
        notice = NOTICE_FLOW.take(step, notice, actor=actor, comment=comment, expect=expect, **values)
        follow("notice", step, Taken(notice, actor, {"comment": comment}))
    return notice


def _checked(notice: PublicNotice, actor: Any, comment: str) -> dict[str, Any]:
    note = comment.strip()[:200]
    return {"secrecy_checked_by": actor, "secrecy_checked_at": timezone.now(), "secrecy_note": note}


def _sent_back(notice: PublicNotice, actor: Any, comment: str) -> dict[str, Any]:
    """What is changed afterwards is to be checked anew."""
    return {"secrecy_checked_by": None, "secrecy_checked_at": None, "secrecy_note": ""}


def _approved(notice: PublicNotice, actor: Any, comment: str) -> dict[str, Any]:
    """Shown from now to the end of the n-th working day after today; the list is frozen."""
    now, today = timezone.now(), timezone.localdate()
    locked_nominations(notice.round)
    return {
        "approved_by": actor,
        "approved_at": now,
        "starts_on": today,
        "ends_on": lambda fresh: add_working_days(today, fresh.working_days),
        "published_from": now,
        "published_until": lambda fresh: end_of(add_working_days(today, fresh.working_days)),
        "publication_range": PublicationRange.PUBLIC,
        "entries": notice_entries(notice.round),
    }


def _withdrawn(notice: PublicNotice, actor: Any, comment: str) -> dict[str, Any]:
    return {"publication_range": PublicationRange.NONE, "published_until": timezone.now()}


def end_of(day: Any) -> datetime:
    """The first moment after the day, in the site's own time."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def receive_opinion(
    notice: PublicNotice,
    *,
    nomination: Nomination | None = None,
    is_anonymous: bool = False,
    name: str = "",
    contact: str = "",
    text: str,
) -> Opinion:
    """Register what somebody says during the period; the code of the receipt leads to the reply.

    The sender of an anonymous opinion leaves no trace: no name, no contact, no address.
    """
    with transaction.atomic():
        fresh = PublicNotice.objects.select_for_update(of=("self",), no_key=True).get(pk=notice.pk)
        if not fresh.is_running():
            raise BusinessError("公示已经结束，不再受理意见。如有情况反映，请直接与受理部门联系。")
        name, contact, text = name.strip(), contact.strip(), text.strip()
        if not text:
            raise BusinessError("请填写意见内容。")
        if not is_anonymous and not name:
            raise BusinessError("实名反映请填写姓名，或选择匿名反映。")
        listed = {row["nomination"] for row in fresh.entries}
        if nomination is not None and nomination.pk not in listed:
            raise BusinessError("所选品牌不在公示名单中，请重新选择。")
        opinion = Opinion.objects.create(
            notice=fresh,
            nomination=nomination,
            code=unused_code(Opinion.objects.all(), "code"),
            is_anonymous=is_anonymous,
            name="" if is_anonymous else name[:40],
            contact="" if is_anonymous else contact[:60],
            text=text[:1000],
        )
        # About the notice, not the opinion: its code opens the reply.
        record(AuditKind.CHANGE, "收到公示意见", subject=fresh)
    return opinion


def advance_opinion(
    opinion: Opinion, step: str, *, actor: Any, comment: str = "", reply: str = "", seen: str | None = None
) -> Opinion:
    """Taken up, upheld or dismissed; `comment` is the record of the inquiry, `reply` what the sender may read."""
    with transaction.atomic():
        values: dict[str, Any] = {}
        if step in ("uphold", "dismiss"):
            if not reply.strip():
                raise BusinessError("请填写给反映人的答复。")
            values = {"reply": reply.strip()[:1000], "handled_at": timezone.now()}
        expect = {"status": seen} if seen else None
        return OPINION_FLOW.take(step, opinion, actor=actor, comment=comment, expect=expect, **values)
