"""What the pages of selection show: where a round stands, what is to be done, what a branch may know."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from brands import scoring
from brands.enums import (
    NominationStatus,
    NoticeStatus,
    OpinionStatus,
    RoundStatus,
    ScoreSheetStatus,
)
from brands.models import Judge, Nomination, Opinion, PublicNotice, ScoreSheet, SelectionRound
from brands.permissions.selection import may_run_round
from brands.rules.recusal import belonging, conflicts

STAGES = (
    ("筹备", (RoundStatus.PREPARING,)),
    ("受理参评", (RoundStatus.NOMINATING,)),
    ("评委评分", (RoundStatus.SCORING,)),
    ("确定初选", (RoundStatus.SCORED,)),
    ("公示", (RoundStatus.SHORTLISTED, RoundStatus.IN_NOTICE)),
    ("决定命名", ()),
    ("印发文件", (RoundStatus.DECIDED,)),
)
UNDER_WAY = (
    NominationStatus.ELIGIBLE,
    NominationStatus.SHORTLISTED,
    NominationStatus.NOT_SHORTLISTED,
    NominationStatus.NAMED,
    NominationStatus.NOT_NAMED,
)
# As a condition on notices.
OPEN_OPINIONS = Q(opinions__status__in=[OpinionStatus.RECEIVED, OpinionStatus.UNDER_INQUIRY])
# Steps that tell a result; their events are shown to others when all results are.
RESULT_STEPS = ("shortlist", "leave_out", "name", "pass_over")


@dataclass(frozen=True)
class Shown:
    """A state as one person may know it; drawn like any other state."""

    status: str
    label: str

    def get_status_display(self) -> str:
        return self.label


def shown_status(nomination: Nomination, user: Any, listed: Iterable[int] | None = None) -> Shown:
    """The nomination's state for this person: results below the organiser only when all are released.

    `listed`: the nominations on the round's published notice, None while there is none. What anybody may read there
    is no secret here.
    """
    true = Shown(nomination.status, nomination.get_status_display())
    released = nomination.round.status == RoundStatus.NAMED
    if nomination.status not in UNDER_WAY or released or may_run_round(user, nomination.round):
        return true
    if nomination.round.status == RoundStatus.CANCELLED:
        return Shown("cancelled", "批次已取消")
    if nomination.round.status == RoundStatus.NOMINATING:
        return true
    if listed is not None:
        return Shown("published", "已列入公示") if nomination.pk in listed else Shown("closed", "未列入公示")
    return Shown("in_review", "评审中")


def listed_in_notices(rounds: Iterable[SelectionRound]) -> dict[int, set[int]]:
    """Round → nominations on its published notice; one query."""
    pks = [round.pk for round in rounds if round.status in (RoundStatus.IN_NOTICE, RoundStatus.DECIDED)]
    if not pks:
        return {}
    notices = PublicNotice.objects.filter(round__in=pks, status__in=[NoticeStatus.PUBLISHED, NoticeStatus.CLOSED])
    return {round: {row["nomination"] for row in rows} for round, rows in notices.values_list("round", "entries")}


def shown_events(nomination: Nomination, user: Any) -> list[Any]:
    events = nomination.events.all()
    if nomination.round.status == RoundStatus.NAMED or may_run_round(user, nomination.round):
        return list(events)
    return list(events.exclude(step__in=RESULT_STEPS))


def stages(round: SelectionRound) -> list[tuple[str, str]]:
    """The steps bar: (name, done / current / todo)."""
    if round.status == RoundStatus.NAMED:
        return [(name, "done") for name, _ in STAGES]
    if round.status == RoundStatus.CANCELLED:
        return [(name, "todo") for name, _ in STAGES]
    now = next(place for place, (_, statuses) in enumerate(STAGES) if round.status in statuses)
    if round.status == RoundStatus.IN_NOTICE and not is_in_notice_period(round):
        now += 1
    states = ["done"] * now + ["current"] + ["todo"] * (len(STAGES) - now - 1)
    return [(name, state) for (name, _), state in zip(STAGES, states, strict=True)]


def is_in_notice_period(round: SelectionRound) -> bool:
    """Uses the notices that the page has fetched already, if it has."""
    today = timezone.localdate()
    return any(n.status == NoticeStatus.PUBLISHED and n.ends_on and n.ends_on >= today for n in round.notices.all())


@dataclass(frozen=True)
class RoundFigures:
    """Counts for the cockpit; not a single score among them."""

    nominations: Counter = field(default_factory=Counter)
    sheets: Counter = field(default_factory=Counter)
    judges: int = 0
    without_judge: int = 0

    @property
    def taking_part(self) -> int:
        return sum(n for s, n in self.nominations.items() if s not in ("rejected", "withdrawn"))

    @property
    def sheets_due(self) -> int:
        return self.sheets["assigned"] + self.sheets["submitted"]


def figures(round: SelectionRound) -> RoundFigures:
    """Two queries, whatever the round's size."""
    by_status = round.nominations.order_by().values("status").annotate(n=Count("pk"))
    nominations = Counter({row["status"]: row["n"] for row in by_status})
    under_way = Q(sheets__nomination__status__in=UNDER_WAY)
    alive = under_way & ~Q(sheets__status=ScoreSheetStatus.RECUSED)
    counts = round.judges.order_by().aggregate(
        **{status: Count("sheets", filter=under_way & Q(sheets__status=status)) for status in ScoreSheetStatus.values},
        judged=Count("sheets__nomination", filter=alive, distinct=True),
        judges=Count("pk", distinct=True),
    )
    judged, judges = counts.pop("judged"), counts.pop("judges")
    field_size = sum(nominations[status] for status in UNDER_WAY)
    return RoundFigures(nominations, Counter(counts), judges, max(0, field_size - judged))


@dataclass(frozen=True)
class JudgeRow:
    judge: Judge
    assigned: int
    submitted: int
    recused: int

    @property
    def due(self) -> int:
        return self.assigned + self.submitted


JUDGE_COUNTS = (ScoreSheetStatus.ASSIGNED, ScoreSheetStatus.SUBMITTED, ScoreSheetStatus.RECUSED)


def judge_rows(round: SelectionRound) -> list[JudgeRow]:
    """Each judge's progress as counts."""
    alive = Q(sheets__nomination__status__in=UNDER_WAY)
    counts = {status: Count("sheets", filter=alive & Q(sheets__status=status)) for status in ScoreSheetStatus.values}
    judges = round.judges.select_related("user", "organization").annotate(**counts).order_by("pk")
    return [JudgeRow(judge, *(getattr(judge, status) for status in JUDGE_COUNTS)) for judge in judges]


@dataclass(frozen=True)
class Matrix:
    """What each judge is to each nomination of a page, and who stepped back from which of them and why."""

    rows: list[tuple[Nomination, list[str]]]
    recusals: list[tuple[Judge, Nomination, str]]

    @property
    def without_judge(self) -> int:
        return sum("assigned" not in cells for _, cells in self.rows)


def assignment_matrix(judges: Sequence[Judge], nominations: Sequence[Nomination]) -> Matrix:
    """Cells: assigned, recused, barred (by the tree) or nothing; whether a sheet was handed in is not told here."""
    fields = ("judge", "nomination", "status", "recusal_reason")
    sheets = {
        (judge, nomination): (status, reason)
        for judge, nomination, status, reason in ScoreSheet.objects.filter(nomination__in=nominations).values_list(
            *fields
        )
    }
    paths = belonging(judges)

    def cell(judge: Judge, nomination: Nomination) -> str:
        status, _ = sheets.get((judge.pk, nomination.pk), ("", ""))
        if status == ScoreSheetStatus.RECUSED:
            return "recused"
        if conflicts(paths[judge.pk], nomination):
            return "barred"
        return "assigned" if status else ""

    rows = [(nomination, [cell(judge, nomination) for judge in judges]) for nomination in nominations]
    recusals = [
        (judge, nomination, sheets[judge.pk, nomination.pk][1])
        for nomination, cells in rows
        for judge, word in zip(judges, cells, strict=True)
        if word == "recused"
    ]
    return Matrix(rows, recusals)


@dataclass(frozen=True)
class Preview:
    """The shortlist as the quota would make it."""

    chosen: list[Nomination]
    tied: list[Nomination]
    seats: int
    left: list[Nomination]


def shortlist_preview(round: SelectionRound) -> Preview:
    rows = round.nominations.eligible().exclude(rank=None).select_related("brand__organization")
    nominations = list(rows.order_by("rank", "pk"))
    found = scoring.cut({n.pk: n.rank for n in nominations}, round.quota)
    inside = {*found.chosen, *found.tied}
    return Preview(
        chosen=[n for n in nominations if n.pk in found.chosen],
        tied=[n for n in nominations if n.pk in found.tied],
        seats=found.seats,
        left=[n for n in nominations if n.pk not in inside],
    )


def opinions_of(nominations: Iterable[Nomination]) -> dict[int, list[Opinion]]:
    found: dict[int, list[Opinion]] = {}
    for opinion in Opinion.objects.filter(nomination__in=[n.pk for n in nominations]).order_by("pk"):
        if opinion.nomination_id:
            found.setdefault(opinion.nomination_id, []).append(opinion)
    return found


def sheet_progress(user: Any) -> tuple[int, int]:
    """(submitted, due) of a judge's sheets in rounds being scored."""
    counts = ScoreSheet.objects.filter(
        judge__user=user.pk, nomination__status=NominationStatus.ELIGIBLE, nomination__round__status=RoundStatus.SCORING
    ).aggregate(
        done=Count("pk", filter=Q(status=ScoreSheetStatus.SUBMITTED)),
        open=Count("pk", filter=Q(status=ScoreSheetStatus.ASSIGNED)),
    )
    return counts["done"], counts["done"] + counts["open"]


def is_secrecy_checker(user: Any, notice: PublicNotice) -> bool:
    """This person has checked the notice that now waits for approval, and so may not approve it."""
    return notice.status == NoticeStatus.CHECKED and notice.secrecy_checked_by_id == user.pk
