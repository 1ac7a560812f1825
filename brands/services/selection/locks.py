"""Rows are locked from the round downwards, and before the first step writes into the audit trail.

Whoever took the trail's end first and a row afterwards could wait for somebody who waits for the trail.
No lock here is a key's: a judge's second save of one sheet makes PostgreSQL look the nomination up again, and
must not wait there for the close, which waits for the judge.
"""

from brands.models import Nomination, PublicNotice, ScoreSheet, SelectionRound
from core.errors import StaleCopy


def locked_round(round: SelectionRound, *, seen: str | None = None) -> SelectionRound:
    """The round as it stands now; `seen` is the state that the actor saw."""
    fresh = SelectionRound.objects.select_for_update(of=("self",), no_key=True).get(pk=round.pk)
    if seen is not None and fresh.status != seen:
        raise StaleCopy("该批次刚刚已由其他同志处理，请刷新页面查看最新情况后再操作。")
    return fresh


def locked_nominations(round: SelectionRound) -> list[Nomination]:
    rows = round.nominations.select_for_update(of=("self",), no_key=True).select_related("brand__organization")
    return list(rows.order_by("pk"))


def locked_sheets(round: SelectionRound) -> list[ScoreSheet]:
    rows = ScoreSheet.objects.select_for_update(of=("self",), no_key=True).filter(nomination__round=round)
    return list(rows.select_related("judge__organization", "nomination__brand__organization").order_by("pk"))


def locked_notice(round: SelectionRound, *statuses: str) -> PublicNotice | None:
    return round.notices.select_for_update(of=("self",), no_key=True).filter(status__in=statuses).first()
