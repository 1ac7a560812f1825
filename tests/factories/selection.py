"""A round with everybody it needs, taken as far as a test wants by the services themselves."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.models import User
from branches.enums import Role
from branches.models import Organization
from brands.documents.honour import draft_text, named_in
from brands.documents.selection import draft_notice_text
from brands.models import Brand, Nomination, OfficialDocument, Program, PublicNotice, ScoreSheet, SelectionRound
from brands.services import selection
from brands.services.selection import Decision
from brands.services.selection.judging import Mark
from tests.factories.accounts import UserFactory
from tests.factories.branches import OrganizationFactory, fresh, person
from tests.factories.brands import BrandFactory, ProgramFactory

AHEAD = 30  # days to the last day of scoring


@dataclass
class Stage:
    """A working committee with office, director, branches with a secretary each, judges from outside, one round."""

    top: Organization
    program: Program
    office: User
    second_office: User
    director: User
    judges: list[User]
    brands: list[Brand]
    secretaries: list[User]
    round: SelectionRound
    notice: PublicNotice | None = None
    document: OfficialDocument | None = None
    points: dict[int, int] = field(default_factory=dict)

    def reload(self) -> SelectionRound:
        self.round = SelectionRound.objects.get(pk=self.round.pk)
        return self.round

    def nomination(self, number: int) -> Nomination:
        return Nomination.objects.get(round=self.round, brand=self.brands[number])

    def everybody(self) -> dict[str, User]:
        """All who might try, the named ones with roles at the right place."""
        foreign = OrganizationFactory(kind="working_committee")
        home = self.brands[0].organization
        return {
            "office": self.office,
            "director": self.director,
            "judge": self.judges[0],
            "secretary": self.secretaries[0],
            "other_secretary": self.secretaries[1],
            "clerk": person(Role.CLERK, home),
            "member": person(Role.MEMBER, home),
            "foreign_office": person(Role.OFFICE, foreign),
            "foreign_director": person(Role.DIRECTOR, foreign),
            "auditor": person(Role.AUDITOR, self.top),
            "outsider": UserFactory(),
        }

    def sheets_of(self, judge: int) -> list[ScoreSheet]:
        return list(ScoreSheet.objects.filter(judge__user=self.judges[judge]).order_by("pk"))


def round_values(**changes) -> dict:
    today = timezone.localdate()
    return {
        "name": "2026年度示范品牌评选",
        "year": 2026,
        "level": 3,
        "quota": 2,
        "earliest_phase": None,
        "nominations_until": today + timedelta(days=10),
        "scoring_until": today + timedelta(days=AHEAD),
        "judges_per_nomination": 3,
        "notice_days": 5,
        "valid_years": 3,
    } | changes


def prepared(*, brands: int = 3, judges: int = 4, **changes) -> Stage:
    """A round in preparation, and brands of branches directly below the committee."""
    top = OrganizationFactory(name="云岭市直属机关工作委员会", short_name="市直机关工委", kind="working_committee")
    program = ProgramFactory(organizer=top)
    office = person(Role.OFFICE, top)
    homes = [OrganizationFactory(parent=top) for _ in range(brands)]
    made = [BrandFactory(program=program, organization=home) for home in homes]
    return Stage(
        top=top,
        program=program,
        office=office,
        second_office=person(Role.OFFICE, top),
        director=person(Role.DIRECTOR, top),
        judges=[person(Role.JUDGE, top) for _ in range(judges)],
        brands=made,
        secretaries=[person(Role.SECRETARY, home) for home in homes],
        round=selection.create_round(program, actor=office, values=round_values(**changes)),
    )


def nominating(**changes) -> Stage:
    """Open; all brands nominated by the office."""
    stage = prepared(**changes)
    stage.round = selection.advance_round(stage.round, "open", actor=stage.office)
    if stage.brands:
        selection.nominate(stage.round, brands=stage.brands, actor=stage.office)
    return stage


def assigned(**changes) -> Stage:
    """Screened, judges named and dealt out."""
    stage = nominating(**changes)
    for nomination in stage.round.nominations.all():
        selection.advance_nomination(nomination, "admit", actor=stage.office)
    selection.name_judges(stage.round, users=stage.judges, actor=stage.office)
    stage.round = selection.assign_judges(stage.round, actor=stage.office, seed=7)
    return stage


def scoring(**changes) -> Stage:
    stage = assigned(**changes)
    stage.round = selection.advance_round(stage.round, "start_scoring", actor=stage.office)
    return stage


def marks(round: SelectionRound, points: Decimal | int | str, note: str = "") -> dict[int, Mark]:
    """The same points for every criterion."""
    return {criterion.pk: Mark(Decimal(points), note) for criterion in round.criteria.all()}


def hand_in(sheet: ScoreSheet, points: Decimal | int | str, note: str = "") -> ScoreSheet:
    actor = fresh(sheet.judge.user)
    given = marks(sheet.nomination.round, points, note)
    return selection.submit_scores(sheet, marks=given, comment="", actor=actor, version=sheet.edit_version)


def scored(points: tuple[int, ...] = (95, 85, 75), **changes) -> Stage:
    """All sheets handed in: every judge gives the n-th brand the n-th number of points; scoring closed."""
    stage = scoring(**changes)
    for nomination, given in zip(stage.round.nominations.order_by("pk"), points, strict=False):
        for sheet in nomination.sheets.all():
            hand_in(sheet, given)
    stage.round = selection.advance_round(stage.round, "close_scoring", actor=stage.office)
    return stage


def shortlisted(**changes) -> Stage:
    stage = scored(**changes)
    stage.round = selection.shortlist(stage.round, actor=stage.office)
    return stage


def noticed(**changes) -> Stage:
    """A published notice."""
    stage = shortlisted(**changes)
    values = draft_notice_text(stage.round) | {"working_days": 5}
    notice = selection.draft_notice(stage.round, values=values, actor=stage.office)
    notice = selection.advance_notice(notice, "check", actor=stage.office, comment="无涉密内容，信息准确。")
    stage.notice = selection.advance_notice(notice, "approve", actor=stage.director)
    stage.reload()
    return stage


def end_notice(stage: Stage, on: date | None = None) -> Stage:
    """As if the notice had been published long enough ago."""
    day = on or timezone.localdate()
    PublicNotice.objects.filter(pk=stage.notice.pk).update(
        starts_on=day - timedelta(days=10), ends_on=day - timedelta(days=1)
    )
    stage.notice.refresh_from_db()
    return stage


def decided(**changes) -> Stage:
    """Everybody on the shortlist named."""
    stage = end_notice(noticed(**changes))
    rows = stage.round.nominations.shortlisted()
    decisions = {n.pk: Decision(True) for n in rows}
    stage.round = selection.decide(stage.round, decisions=decisions, actor=stage.director)
    return stage


def named(**changes) -> Stage:
    stage = decided(**changes)
    text = draft_text(stage.round, named_in(stage.round))
    stage.document = selection.issue_document(stage.round, text=text, actor=stage.director)
    stage.reload()
    return stage


WALKS = {
    "preparing": prepared,
    "nominating": assigned,
    "scoring": scoring,
    "scored": scored,
    "shortlisted": shortlisted,
    "in_notice": noticed,
    "decided": decided,
    "named": named,
}


def cancelled(**changes) -> Stage:
    stage = nominating(**changes)
    stage.round = selection.advance_round(stage.round, "cancel", actor=stage.director, comment="机构调整")
    return stage


def stage_in(status: str, **changes) -> Stage:
    return (WALKS | {"cancelled": cancelled})[status](**changes)
