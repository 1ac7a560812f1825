"""What follows from the steps of selection and naming; which from which stands in consequences.py."""

import secrets
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from brands import scoring
from brands.documents.honour import named_in, snapshot_of
from brands.enums import NominationStatus, NoticeStatus, RegulationStatus, ScoreSheetStatus
from brands.models import Brand, Honour, Nomination, OfficialDocument, Recheck, ScoreSheet, SelectionRound
from brands.rules.honour import last_day
from brands.services.codes import unused_code
from brands.services.shown import brand_changed, wall_changed
from brands.services.taken import Taken
from brands.workflow.regulation import REGULATION_FLOW
from brands.workflow.selection import NOTICE_FLOW, ROUND_FLOW
from core.audit import record
from core.enums import AuditKind, PublicationRange
from core.numbers import next_number


def sum_up(taken: Taken) -> None:
    """Scoring is closed: score, rank and arithmetic are frozen on each nomination."""
    round: SelectionRound = taken.subject
    nominations = list(round.nominations.eligible().order_by("pk"))
    criteria = [scoring.Weighted(c.pk, c.name, c.weight) for c in round.criteria.all()]
    sheets: dict[int, list[ScoreSheet]] = {n.pk: [] for n in nominations}
    for sheet in ScoreSheet.objects.filter(nomination__in=nominations).prefetch_related("scores"):
        sheets[sheet.nomination_id].append(sheet)
    outcomes = {}
    for nomination in nominations:
        counted = [s for s in sheets[nomination.pk] if s.status == ScoreSheetStatus.SUBMITTED]
        # 评委1, 评委2 … of each brand in an order of its own that nobody can trace back.
        secrets.SystemRandom().shuffle(counted)
        points = [{score.criterion_id: score.points for score in sheet.scores.all()} for sheet in counted]
        outcomes[nomination.pk] = scoring.aggregate(points, criteria)
        nomination.arithmetic = _arithmetic(outcomes[nomination.pk], points, criteria, sheets[nomination.pk])
        nomination.score = outcomes[nomination.pk].score
    ranks = scoring.ranks(outcomes)
    for nomination in nominations:
        nomination.rank = ranks[nomination.pk]
    Nomination.objects.bulk_update(nominations, ["score", "rank", "arithmetic"])


def _arithmetic(
    outcome: scoring.Outcome,
    points: Sequence[Mapping[int, Decimal]],
    criteria: Sequence[scoring.Weighted],
    sheets: Sequence[ScoreSheet],
) -> dict[str, Any]:
    """The way from the points to the score as it is shown and printed; without any judge's name."""
    statuses = [sheet.status for sheet in sheets]
    return {
        "criteria": [[criterion.name, criterion.weight] for criterion in criteria],
        "sheets": [
            {
                "label": f"评委{number}",
                "points": [scoring.plain(given[criterion.key]) for criterion in criteria],
                "total": scoring.plain(part.total),
                "dropped": part.dropped,
            }
            for number, (part, given) in enumerate(zip(outcome.sheets, points, strict=True), start=1)
        ],
        "recused": statuses.count(ScoreSheetStatus.RECUSED),
        "missing": statuses.count(ScoreSheetStatus.ASSIGNED),
        "line": scoring.arithmetic_line(outcome),
        "score": str(outcome.score),
        "tie_breakers": [[name, str(value)] for name, value in outcome.tie_breakers],
    }


def begin_notice(taken: Taken) -> None:
    """The notice is published: its round is in notice."""
    ROUND_FLOW.take("begin_notice", taken.subject.round, actor=taken.actor)


def reopen_shortlist(taken: Taken) -> None:
    """The notice is withdrawn: its round waits for another one."""
    ROUND_FLOW.take("withdraw_notice", taken.subject.round, actor=taken.actor, comment=taken.extra["comment"])


def renew_boards(taken: Taken) -> None:
    wall_changed()


def take_notice_down(taken: Taken) -> None:
    """The round is cancelled: a notice that is running goes with it."""
    notice = taken.subject.notices.filter(status=NoticeStatus.PUBLISHED).first()
    if notice:
        NOTICE_FLOW.take(
            "withdraw",
            notice,
            actor=taken.actor,
            comment=taken.extra["comment"],
            publication_range=PublicationRange.NONE,
            published_until=timezone.now(),
        )
        wall_changed()


def end_notice(taken: Taken) -> None:
    """The decision is taken: the notice has done its work."""
    notice = taken.subject.notices.filter(status=NoticeStatus.PUBLISHED).first()
    if notice:
        NOTICE_FLOW.take("close", notice, actor=taken.actor)


def make_document(taken: Taken) -> None:
    """The naming document with its number, in the transaction that releases the results."""
    round: SelectionRound = taken.subject
    now, today = timezone.now(), timezone.localdate()
    organ, code = round.program.organizer, round.program.document_code
    notice = round.notices.filter(status=NoticeStatus.CLOSED).first()
    document = OfficialDocument(
        organization=organ,
        round=round,
        code=code,
        year=today.year,
        number=next_number(f"{organ.pk}:{code}:{today.year}"),
        title=taken.extra["text"].title,
        issued_on=today,
        issued_by=taken.actor,
        check_code=unused_code(OfficialDocument.objects.all(), "check_code"),
        # The list was checked and shown with the notice; whoever issues the document approves its publication.
        publication_range=PublicationRange.PUBLIC,
        secrecy_checked_by=notice.secrecy_checked_by if notice else None,
        secrecy_checked_at=notice.secrecy_checked_at if notice else None,
        approved_by=taken.actor,
        approved_at=now,
        published_from=now,
    )
    text, reference = taken.extra["text"], document.reference
    document.snapshot = snapshot_of(round, named_in(round), text, reference=reference, issued_on=today)
    document.save(force_insert=True)


def grant_honours(taken: Taken) -> None:
    """Each named brand holds the round's honour by the document, for the round's number of years."""
    round: SelectionRound = taken.subject
    document = OfficialDocument.objects.get(round=round)
    for nomination in round.nominations.filter(status=NominationStatus.NAMED).select_related("brand__organization"):
        Honour.objects.create(
            brand=nomination.brand,
            organization_path=nomination.brand.organization.path,
            level=round.level,
            round=round,
            document=document,
            granted_on=document.issued_on,
            expires_on=last_day(document.issued_on, round.valid_years),
        )
        show_highest(nomination.brand)


def show_highest(brand: Brand) -> None:
    """Copy the highest honour in force to the brand, as the wall sorts and filters by it."""
    fresh = Brand.objects.select_for_update(of=("self",)).get(pk=brand.pk)
    highest = fresh.honours.valid().select_related("round").order_by("-level", "-granted_on", "-pk").first()
    fresh.honour_level = highest.level if highest else 0
    fresh.named_year = highest.round.year if highest else None
    fresh.save(update_fields=["honour_level", "named_year", "updated_at"])
    brand_changed(fresh)


def show_honour(taken: Taken) -> None:
    show_highest(taken.subject.brand)


def look_again(taken: Taken) -> None:
    """Time was given to mend: by its end the branch reports again and is decided on again."""
    honour: Honour = taken.subject
    day = taken.extra["correct_by"]
    recheck = Recheck.objects.create(
        honour=honour,
        organization_path=honour.brand.organization.path,
        reason=f"限期整改至{day.year}年{day.month}月{day.day}日，期满复核整改情况。",
        opened_by=taken.actor,
        opened_on=timezone.localdate(),
        due_on=day,
    )
    record(AuditKind.CHANGE, "启动称号复核", actor=taken.actor, subject=recheck, details={"reason": recheck.reason})


def supersede_former(taken: Taken) -> None:
    """A new version is in force: the former one, if it still was, has done its work."""
    former = taken.subject.former
    if former and former.status == RegulationStatus.IN_FORCE:
        REGULATION_FLOW.take("supersede", former, actor=taken.actor, comment=f"已发布第{taken.subject.version}版。")
