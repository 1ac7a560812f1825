"""From the scores to the names: shortlist, decision, the numbered document and the honours it grants."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from branches.paths import current_path
from brands import scoring
from brands.documents.honour import DocumentText
from brands.enums import NominationStatus, NoticeStatus, OpinionStatus
from brands.models import Brand, Nomination, OfficialDocument, Opinion, SelectionRound
from brands.services.consequences import follow
from brands.services.selection.locks import locked_nominations, locked_notice, locked_round
from brands.services.taken import Taken
from brands.workflow.selection import NOMINATION_FLOW, ROUND_FLOW
from core.errors import BusinessError
from core.onetime import remember, remembered, spend


@dataclass(frozen=True)
class Decision:
    """What the director decides of one shortlisted brand."""

    is_named: bool
    reason: str = ""


def shortlist(
    round: SelectionRound,
    *,
    actor: Any,
    tied_choice: Collection[int] = (),
    reason: str = "",
    seen: str | None = None,
) -> SelectionRound:
    """The best by rank within the quota; of equals at the cut those chosen (nominations' keys), with a reason."""
    with transaction.atomic():
        fresh = locked_round(round, seen=seen)
        rows = [n for n in locked_nominations(fresh) if n.status == NominationStatus.ELIGIBLE]
        fresh = ROUND_FLOW.take("shortlist", fresh, actor=actor, comment=reason)
        found = scoring.cut({n.pk: n.rank for n in rows if n.rank is not None}, fresh.quota)
        _refuse_bad_choice(found, tied_choice, reason)
        chosen = {*found.chosen, *tied_choice}
        for nomination in rows:
            step = "shortlist" if nomination.pk in chosen else "leave_out"
            NOMINATION_FLOW.take(step, nomination, actor=actor)
    return fresh


def _refuse_bad_choice(found: scoring.Cut, tied_choice: Collection[int], reason: str) -> None:
    if set(tied_choice) - set(found.tied):
        raise BusinessError("所选品牌不在并列名单中，请刷新页面后重新选择。")
    if len(set(tied_choice)) != found.seats:
        raise BusinessError(
            f"有{len(found.tied)}个品牌在名额线上并列，还有{found.seats}个名额，请从中选择{found.seats}个。"
        )
    if found.tied and not reason.strip():
        raise BusinessError("请写明在并列品牌中如此选择的理由。")


def decide(
    round: SelectionRound,
    *,
    decisions: Mapping[int, Decision],
    actor: Any,
    comment: str = "",
    seen: str | None = None,
) -> SelectionRound:
    """The director's decision on every shortlisted brand at once; the notice ends with it."""
    with transaction.atomic():
        fresh = locked_round(round, seen=seen)
        # An opinion that is just coming in holds this row: it is seen here, or comes too late by the calendar.
        locked_notice(fresh, NoticeStatus.PUBLISHED, NoticeStatus.CLOSED)
        rows = [n for n in locked_nominations(fresh) if n.status == NominationStatus.SHORTLISTED]
        fresh = ROUND_FLOW.take("decide", fresh, actor=actor, comment=comment)
        _refuse_incomplete(rows, decisions)
        for nomination in rows:
            decision = decisions[nomination.pk]
            step = "name" if decision.is_named else "pass_over"
            NOMINATION_FLOW.take(step, nomination, actor=actor, comment=decision.reason)
        follow("round", "decide", Taken(fresh, actor))
    return fresh


def _refuse_incomplete(rows: Sequence[Nomination], decisions: Mapping[int, Decision]) -> None:
    upheld = set(
        Opinion.objects.filter(nomination__in=rows, status=OpinionStatus.UPHELD).values_list("nomination", flat=True)
    )
    missing = []
    for nomination in rows:
        decision = decisions.get(nomination.pk)
        if decision is None:
            missing.append(f"请决定“{nomination.brand}”是否命名。")
        elif not decision.is_named and not decision.reason.strip():
            missing.append(f"请写明不予命名“{nomination.brand}”的理由。")
        elif decision.is_named and nomination.pk in upheld and not decision.reason.strip():
            missing.append(f"“{nomination.brand}”有查实的公示意见，仍予命名的请写明理由。")
    if set(decisions) - {nomination.pk for nomination in rows}:
        missing.append("入围名单已有变化，请刷新页面后重新决定。")
    if rows and not any(decision.is_named for decision in decisions.values()):
        missing.append("至少应命名一个品牌；全部不予命名的，请取消本批次。")
    if missing:
        raise BusinessError("还不能决定命名：", details=missing)


def issue_document(
    round: SelectionRound, *, text: DocumentText, actor: Any, key: str | None = None
) -> OfficialDocument:
    """Issue the naming document: number, snapshot, honours and the release of all results in one transaction.

    A form sent twice finds the first document; a second person is told that it has been issued.
    """
    with transaction.atomic():
        fresh = locked_round(round)
        if key and (earlier := spend(key, actor=actor, purpose="naming")):
            return remembered(OfficialDocument, earlier)
        _lock_named(fresh)
        fresh = ROUND_FLOW.take("issue", fresh, actor=actor, released_at=timezone.now())
        follow("round", "issue", Taken(fresh, actor, {"text": text}))
        document = OfficialDocument.objects.get(round=fresh)
        if key:
            remember(key, document.pk)
    return document


def _lock_named(round: SelectionRound) -> None:
    """Places in the tree first, as a move of the organisation does, then what stands in them."""
    brands = Brand.objects.filter(nominations__round=round, nominations__status=NominationStatus.NAMED)
    for brand in brands.select_related("organization").order_by("organization"):
        current_path(brand.organization)
    locked_nominations(round)
    named = round.nominations.filter(status=NominationStatus.NAMED).values("brand")
    list(Brand.objects.select_for_update(of=("self",)).filter(pk__in=named).order_by("pk"))
