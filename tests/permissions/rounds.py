"""A round in every state on each side, taken there by the services, with points that nobody else may read."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from brands.documents.honour import draft_text, named_in
from brands.documents.selection import draft_notice_text
from brands.models import Honour, PublicNotice, ScoreSheet, SelectionRound
from brands.services import selection
from brands.services.honour import advance_honour
from brands.services.selection import Decision
from tests.factories.branches import fresh
from tests.factories.brands import ProgramFactory
from tests.factories.selection import marks, round_values
from tests.permissions import people
from tests.permissions.brands import accepted_filing, marked_brand
from tests.permissions.canaries import EVERYBODY, Canaries

ORDER = ("preparing", "nominating", "scoring", "scored", "shortlisted", "in_notice", "decided", "named")
# Rounds whose brands the public knows, or will: they belong to the branch directly below the committee.
PUBLIC = ("in_notice", "decided", "named")
# (state, judge) → points that stand nowhere else.
POINTS = {
    "": {
        ("scoring", "judge"): "87.31", ("scoring", "other_judge"): "76.43",
        ("scored", "judge"): "91.17", ("scored", "other_judge"): "83.59",
        ("shortlisted", "judge"): "92.27", ("shortlisted", "other_judge"): "84.69",
        ("in_notice", "judge"): "93.37", ("in_notice", "other_judge"): "85.73",
        ("decided", "judge"): "94.47", ("decided", "other_judge"): "86.83",
        ("named", "judge"): "95.57", ("named", "other_judge"): "87.93",
    },
    "foreign_": {
        ("scoring", "judge"): "71.13", ("scoring", "other_judge"): "72.19",
        ("in_notice", "judge"): "73.29", ("in_notice", "other_judge"): "74.37",
        ("named", "judge"): "77.41", ("named", "other_judge"): "78.53",
    },
}  # fmt: skip


def fill(side: Any, canaries: Canaries) -> None:
    states = ORDER if not side.prefix else ("scoring", "in_notice", "named")
    for state in states:
        side.things[f"{state}_round"] = Walk(side, canaries, state).go()
    if not side.prefix:
        for name in ("checked", "draft"):
            _notice_in(side, canaries, name)
        _revoked(side, canaries)
        _entering(side, canaries)


def _revoked(side: Any, canaries: Canaries) -> None:
    Walk(side, canaries, "named", mark="revoked").go()
    honour = side.things["revoked_honour"]
    comment = canaries.new("why the honour was revoked", side.names("direct_secretary", *people.RUN))
    side.things["revoked_honour"] = advance_honour(
        honour, "revoke", actor=fresh(side.people["director"]), comment=comment
    )


def _notice_in(side: Any, canaries: Canaries, status: str) -> None:
    """A second shortlisted round with a notice that is not public yet."""
    walk = Walk(side, canaries, "shortlisted", mark=f"{status}_notice")
    walk.go()
    mark = canaries.new(f"{status} notice", side.names(*people.RUN))
    values = draft_notice_text(walk.round) | {"working_days": 5, "body": f"{mark}正文", "contact": "受理部门"}
    notice = selection.draft_notice(walk.round, values=values, actor=walk.office)
    if status == "checked":
        notice = selection.advance_notice(notice, "check", actor=walk.office, comment=f"{mark}审查")
    side.things[f"{status}_notice"] = notice


def _entering(side: Any, canaries: Canaries) -> None:
    """An open round that the branch's brand has not entered yet, and one that waits to be opened or scored."""
    walk = Walk(side, canaries, "preparing", mark="entering", program=side.things["program"])
    walk.go()
    side.things["entering_round"] = selection.advance_round(walk.round, "open", actor=walk.office)


class Walk:
    """Takes one round from its preparation as far as wanted; two judges score one brand."""

    def __init__(self, side: Any, canaries: Canaries, state: str, *, mark: str = "", program: Any = None) -> None:
        self.side, self.canaries, self.state, self.mark = side, canaries, state, mark or state
        self.office = fresh(side.people[f"{side.prefix}office"])
        self.director = fresh(side.people[f"{side.prefix}director"])
        self.judges = [side.people[f"{side.prefix}{name}"] for name in people.JUDGES]
        self.program, self.is_public = program, state in PUBLIC
        self.round: SelectionRound

    def go(self) -> SelectionRound:
        side, names = self.side, self.side.names
        if self.program is None:
            insiders = [name for name in people.OWN if name not in people.ADMINISTRATORS or name == "auditor"]
            known = EVERYBODY if self.is_public else None
            title = self.canaries.new(f"{self.mark}: program", [known] if known else names(*insiders))
            self.program = ProgramFactory(organizer=side.places["top"], name=title)
            place = "direct" if self.is_public else "branch"
            readers = [EVERYBODY] if self.is_public else [*names(*people.BRANCH, *people.ABOVE), *self._judging()]
            self.brand = marked_brand(side, self.canaries, self.program, place, tuple(readers))
            side.things[f"{self.mark}_brand"] = self.brand
            accepted_filing(self.brand)
        self.round = selection.create_round(self.program, actor=self.office, values=round_values(name=self._name()))
        steps = ORDER[: ORDER.index(self.state) + 1]
        for step in steps[1:]:
            getattr(self, f"to_{step}")()
        self.round = SelectionRound.objects.get(pk=self.round.pk)
        return self.round

    def _judging(self) -> tuple[str, ...]:
        return () if self.state in ("preparing",) else self.side.names(*people.JUDGES)

    def _name(self) -> str:
        if self.is_public:
            return self.canaries.new(f"{self.mark}: round", [EVERYBODY]) + "评选"
        known = people.RUN if self.mark == "preparing" else [
            name for name in people.OWN if name not in people.ADMINISTRATORS
        ]  # fmt: skip
        return self.canaries.new(f"{self.mark}: round", self.side.names(*known, "auditor")) + "评选"

    def to_nominating(self) -> None:
        self.round = selection.advance_round(self.round, "open", actor=self.office)
        insiders = self.side.names(*(people.BRANCH if not self.is_public else ("direct_secretary",)), *people.ABOVE)
        statement = self.canaries.new(f"{self.mark}: why it takes part", [*insiders, *self.side.names(*people.JUDGES)])
        selection.nominate(self.round, brands=[self.brand], actor=self.office, statement=statement)
        self.nomination = self.round.nominations.get()
        self.side.things[f"{self.mark}_nomination"] = self.nomination

    def to_scoring(self) -> None:
        selection.advance_nomination(self.nomination, "admit", actor=self.office)
        made = selection.name_judges(self.round, users=self.judges, actor=self.office)
        self.side.things[f"{self.mark}_judge"] = made[0]
        self.round = selection.assign_judges(self.round, actor=self.office, seed=7)
        self.round = selection.advance_round(self.round, "start_scoring", actor=self.office)
        for judge, role in zip(self.judges, people.JUDGES, strict=True):
            self._score(judge, role, hand_in=role == "judge" or self.state != "scoring")

    def _score(self, judge: Any, role: str, *, hand_in: bool) -> None:
        sheet = ScoreSheet.objects.get(nomination=self.nomination, judge__user=judge)
        run = self.side.names(*people.RUN) if self.state != "scoring" else ()
        own = f"{self.side.prefix}{role}"
        points = POINTS[self.side.prefix].get((self.state, role), "88.88")
        if self.mark == self.state:
            released = [f"{self.side.prefix}direct_secretary"] if self.state == "named" else []
            self.canaries.figure(points, [own, *run, *released])
        note = self.canaries.new(f"{self.mark}: note of {own}", [own, *run])
        act = selection.submit_scores if hand_in else selection.save_scores
        act(sheet, marks=marks(self.round, Decimal(points), note), comment=f"{note}总评",
            actor=fresh(judge), version=sheet.edit_version)  # fmt: skip
        self.side.things[f"{self.mark}_sheet_{role}"] = ScoreSheet.objects.get(pk=sheet.pk)

    def to_scored(self) -> None:
        self.round = selection.advance_round(self.round, "close_scoring", actor=self.office)

    def to_shortlisted(self) -> None:
        self.round = selection.shortlist(self.round, actor=self.office)

    def to_in_notice(self) -> None:
        values = draft_notice_text(self.round) | {"working_days": 5}
        notice = selection.draft_notice(self.round, values=values, actor=self.office)
        secrecy = self.canaries.new(f"{self.mark}: secrecy check", self.side.names(*people.RUN))
        notice = selection.advance_notice(notice, "check", actor=self.office, comment=secrecy)
        notice = selection.advance_notice(notice, "approve", actor=self.director)
        opinion = self._object(notice)
        if self.state != "in_notice":
            opinion = selection.advance_opinion(
                opinion, "dismiss", actor=self.office, comment=secrecy, reply="经核实不影响命名。"
            )
            day = timezone.localdate()
            PublicNotice.objects.filter(pk=notice.pk).update(
                starts_on=day - timedelta(days=10), ends_on=day - timedelta(days=1)
            )
        notice.refresh_from_db()
        self.side.things |= {f"{self.mark}_notice": notice, f"{self.mark}_opinion": opinion}

    def _object(self, notice: PublicNotice) -> Any:
        run = self.side.names(*people.RUN)
        text, who, where = (
            self.canaries.new(f"{self.mark}: opinion's {what}", run) for what in ("text", "name", "contact")
        )
        return selection.receive_opinion(notice, nomination=self.nomination, name=who, contact=where, text=text)

    def to_decided(self) -> None:
        rows = self.round.nominations.shortlisted()
        decisions = {n.pk: Decision(True) for n in rows}
        self.round = selection.decide(self.round, decisions=decisions, actor=self.director)

    def to_named(self) -> None:
        text = draft_text(self.round, named_in(self.round))
        self.side.things[f"{self.mark}_document"] = selection.issue_document(self.round, text=text, actor=self.director)
        self.side.things[f"{self.mark}_honour"] = Honour.objects.get(round=self.round)
