"""Ledgers in every state on each side; every score is a figure that stands nowhere else, and says who may read it."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from assessments.enums.ledger import Column
from assessments.models import Ledger, LedgerProposal
from assessments.scoring import Given
from assessments.services import result
from assessments.services.ledger import Said, open_ledgers, settle
from tests.factories import ledgers as made
from tests.factories.branches import fresh
from tests.permissions.canaries import Canaries
from tests.permissions.people import ABOVE, BRANCH, BUSINESS, RUN

# Of the other line, so that no total is a figure of somebody else's.
REST = Decimal(19)
# (column, place) of the running year → points; the foreign side's are its own.
POINTS = {
    "": {
        ("self", "branch"): "41.37", ("superior", "branch"): "42.43", ("confirmed", "branch"): "43.61",
        ("self", "sibling"): "44.27", ("superior", "sibling"): "45.83", ("self", "direct"): "46.91",
        ("out", "branch"): "51.13", ("out", "sibling"): "52.29", ("out", "other_branch"): "53.47",
        ("out", "direct"): "54.59",
    },
    "foreign_": {
        ("self", "branch"): "31.37", ("superior", "branch"): "32.43", ("confirmed", "branch"): "33.61",
        ("self", "sibling"): "34.27", ("superior", "sibling"): "35.83", ("self", "direct"): "36.91",
        ("out", "branch"): "21.13", ("out", "sibling"): "22.29", ("out", "other_branch"): "23.47",
        ("out", "direct"): "24.59",
    },
}  # fmt: skip
NEAR = {
    "branch": (*BRANCH, *ABOVE),
    "sibling": ("sibling_secretary", *ABOVE),
    "other_branch": ("other_reviewer", *RUN),
    "direct": ("direct_secretary", *RUN),
}


def fill(side: Any, canaries: Canaries) -> None:
    # Names of drawings, where an address has one.
    side.things |= {name: SimpleNamespace(pk=name) for name in ("groups", "years", "gaps")}
    _running(Scene(side, canaries, "running ledgers"))
    _out(Scene(side, canaries, "published ledgers"))


class Scene:
    """One scheme of the side, and acting in the names of its people."""

    def __init__(self, side: Any, canaries: Canaries, what: str) -> None:
        self.side, self.canaries = side, canaries
        known = [*side.names(*(BUSINESS if not side.prefix else RUN)), *side.names("auditor")]
        if side.prefix:
            known += side.names("clerk", "secretary", "committee_reviewer", "judge")
        self.title = canaries.new(f"{side.prefix}{what}: scheme", known)
        self.scheme = made.scheme_of(side.places["top"], name=f"{self.title}细则", mass_share=0, organization_share=100)
        open_ledgers(self.scheme)
        self.lines = made.lines_of(self.scheme)

    def ledger(self, place: str) -> Ledger:
        return Ledger.objects.get(scheme=self.scheme, organization=self.side.places[place])

    def points(self, column: str, place: str, readers: tuple[str, ...]) -> Decimal:
        figure = POINTS[self.side.prefix][column, place]
        return Decimal(self.canaries.figure(figure, self.side.names(*readers)))

    def write(self, place: str, column: Column, points: Decimal, readers: tuple[str, ...]) -> Ledger:
        """The line with the canary, the other base line, and a reason with a mark of its own."""
        mark = self.canaries.new(f"{self.title} {place} {column}: reason", self.side.names(*readers))
        said = {
            self.lines["组织生活"].pk: Said(Given(points=points), f"{mark}说明"),
            self.lines["品牌创建"].pk: Said(Given(points=REST), f"{mark}说明"),
        }
        ledger = self.ledger(place)
        for pk, one in said.items():
            entry, _ = ledger.entries.get_or_create(indicator_id=pk)
            entry.put(column, one.given, one.reason)
            entry.save()
        return ledger

    def move(self, place: str, status: str, **values: Any) -> Ledger:
        Ledger.objects.filter(scheme=self.scheme, organization=self.side.places[place]).update(status=status, **values)
        return self.ledger(place)


def _running(scene: Scene) -> None:
    side = scene.side
    near = NEAR["branch"]
    handed_on = tuple(name for name in near if name != "member")
    for column, readers in (("self", handed_on), ("superior", handed_on), ("confirmed", RUN)):
        points = scene.points(column, "branch", readers)
        scene.write("branch", Column(column), points, readers)
    side.things["checked_ledger"] = scene.move("branch", "checked")
    readers = NEAR["sibling"]
    scene.write("sibling", Column.SELF, scene.points("self", "sibling", readers), readers)
    writing = ("general_reviewer",)
    scene.write("sibling", Column.SUPERIOR, scene.points("superior", "sibling", writing), writing)
    side.things["self_scored_ledger"] = scene.move("sibling", "self_scored")
    own = ("direct_secretary",)
    scene.write("direct", Column.SELF, scene.points("self", "direct", own), own)
    side.things["open_ledger"] = scene.ledger("direct")
    side.things["ledger_scheme"] = scene.scheme
    side.things["ledger_line"] = scene.lines["组织生活"]


def _out(scene: Scene) -> None:
    """Published in the range of each branch: nobody beside reads anything."""
    side = scene.side
    for place, readers in NEAR.items():
        points = scene.points("out", place, readers)
        for column in Column:
            scene.write(place, column, points, readers)
        total = points + REST
        scene.canaries.figure(f"{total}", side.names(*readers))
        scene.move(place, "confirmed", self_score=total, superior_score=total, organization_score=total)
    Ledger.objects.filter(scheme=scene.scheme, status="open").update(status="excluded")
    office, director = fresh(side.people[f"{side.prefix}office"]), fresh(side.people[f"{side.prefix}director"])
    settle(scene.scheme, actor=office).effect()
    values = made.publication_values(wanted_range="branch", shows_totals=True)
    publication = result.draft_publication(scene.scheme, values=values, actor=office)
    note = scene.canaries.new(f"{scene.title}: secrecy", side.names(*RUN))
    publication = result.advance_publication(publication, "check", actor=office, comment=note)
    publication = result.advance_publication(publication, "approve", actor=director)
    result.move_ledgers(publication, "approve", actor=director)
    side.things["published_ledger"] = scene.ledger("branch")
    side.things["publication"] = publication
    side.things["published_scheme"] = scene.scheme
    held = scene.canaries.new(f"{scene.title}: appeal", side.names(*(n for n in NEAR["branch"] if n != "member")))
    side.things["appeal"] = result.file_appeal(
        scene.ledger("branch"), text=held, indicator=None, actor=fresh(side.people[f"{side.prefix}secretary"])
    )
    side.things["proposal"] = LedgerProposal.objects.create(
        ledger=scene.ledger("branch"), brand=side.things["brand"], kind="honour",
        reason=scene.canaries.new(f"{scene.title}: proposal", side.names(*RUN)),
    )  # fmt: skip
    _draft(scene, office)


def _draft(scene: Scene, office: Any) -> None:
    """A publication that is still being prepared."""
    waiting = made.scheme_of(scene.side.places["top"], name=f"{scene.title}待公布细则")
    mark = scene.canaries.new(f"{scene.title}: draft publication", scene.side.names(*RUN))
    values = made.publication_values(body=mark)
    scene.side.things["draft_publication"] = result.draft_publication(waiting, values=values, actor=office)
