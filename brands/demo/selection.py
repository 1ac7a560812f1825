"""The rounds as they went: nominated, judged, shown to the public, named."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from accounts.models import User
from branches.enums import Role
from branches.models import Organization
from branches.services.account import assign_role
from brands.demo.accounts import Cast
from brands.demo.clock import Clock, Story
from brands.demo.naming import notice_story
from brands.demo.programs import Programs
from brands.demo.rounds import NOTES, REJECTION, REMARKS, Plan, Stage
from brands.demo.texts import EARLIER, texts
from brands.enums import ScoreSheetStatus
from brands.models import Brand, Nomination, Program, ScoreSheet, SelectionRound
from brands.services import selection as services
from brands.services.selection.judging import Mark

# How many sheets each judge has handed in while scoring goes on; all, where none is said.
PROGRESS = {"judge1": 0, "judge3": 2, "judge5": 1, "judge7": 1}
BEST, STEP = 94.0, 2.4  # points of the first nominee, and how far each next lies behind
# Days after the opening.
ADMITTED, DEALT, BEGUN, CLOSED = 6, 7, 8, 16


@dataclass(frozen=True)
class Scene:
    """What the story of a round goes by."""

    plan: Plan
    programs: Programs
    organizations: dict[str, Organization]
    cast: Cast
    clock: Clock

    @property
    def program(self) -> Program:
        return self.programs.earlier if self.plan.program == EARLIER else self.programs.current

    @property
    def office(self) -> User:
        return self.cast["office"]

    @property
    def director(self) -> User:
        return self.cast["director"]

    def day(self, after: int) -> date:
        """So many days after the round opened."""
        return self.clock.today - timedelta(days=self.plan.opened - after)

    def brand(self, key: str) -> Brand:
        return Brand.objects.get(program=self.program, organization=self.organizations[key])

    def nomination(self, round: SelectionRound, key: str) -> Nomination:
        return round.nominations.get(brand__organization=self.organizations[key])


def round_story(scene: Scene) -> Story:
    plan, clock = scene.plan, scene.clock
    yield clock.on(scene.day(-4), 15)
    round = _created(scene)
    if plan.stage == Stage.PREPARED:
        return
    yield clock.on(scene.day(0), 9)
    round = services.advance_round(round, "open", actor=scene.office)
    yield from _nominations(scene, round)
    if plan.cancelled:
        yield clock.on(scene.day(5), 11)
        services.advance_round(round, "cancel", actor=scene.director, comment=plan.cancelled)
        return
    yield clock.on(scene.day(ADMITTED), 10)
    _screen(scene, round)
    if plan.stage == Stage.OPEN:
        return
    yield clock.on(scene.day(DEALT), 10)
    _deal(scene, round)
    yield clock.on(scene.day(BEGUN), 9)
    _move(scene)
    round = services.advance_round(round, "start_scoring", actor=scene.office)
    yield from _scoring(scene, round)
    if plan.stage == Stage.SCORING:
        return
    yield clock.on(scene.day(CLOSED), 17)
    round = services.close_scoring(round, actor=scene.office)
    if plan.stage > Stage.SCORED:
        yield from notice_story(scene, round)


def _created(scene: Scene) -> SelectionRound:
    plan = scene.plan
    # What is selected in January still bears the year before.
    this_year = (scene.clock.today - timedelta(days=45)).year
    open_for, scored_within = (21, 40) if plan.stage <= Stage.OPEN else (5, 33 if plan.stage == Stage.SCORING else 20)
    values = {
        "name": plan.name.format(year=this_year - plan.year, next=this_year + 1),
        "year": this_year + 1 if plan.stage == Stage.PREPARED else this_year - plan.year,
        "level": plan.level,
        "quota": plan.quota,
        "nominations_until": scene.day(open_for),
        "scoring_until": scene.day(scored_within),
        "judges_per_nomination": plan.judges,
    }
    return services.create_round(scene.program, actor=scene.office, values=values)


def _nominations(scene: Scene, round: SelectionRound) -> Story:
    """By the branches' secretaries, in another order than that of the result."""
    plan = scene.plan
    others = [key for key in (plan.rejected, plan.withdrawn) if key]
    for number, key in enumerate(sorted([*plan.nominees, *others, *plan.waiting])):
        yield scene.clock.on(scene.day(1 + number // 2), 10 + number % 6, 20)
        services.nominate(
            round,
            brands=[scene.brand(key)],
            actor=scene.cast.secretaries[key],
            statement=texts(plan.program)[key].statement,
        )


def _screen(scene: Scene, round: SelectionRound) -> None:
    plan = scene.plan
    if plan.rejected:
        nomination = scene.nomination(round, plan.rejected)
        services.advance_nomination(nomination, "reject", actor=scene.office, comment=REJECTION)
    if plan.withdrawn:
        nomination = scene.nomination(round, plan.withdrawn)
        services.advance_nomination(nomination, "withdraw", actor=scene.cast.secretaries[plan.withdrawn])
    found = [scene.nomination(round, key) for key in plan.nominees]
    services.admit_all(round, nominations=found, actor=scene.office)


def _deal(scene: Scene, round: SelectionRound) -> None:
    services.name_judges(round, users=scene.cast.judges, actor=scene.office)
    services.assign_judges(round, actor=scene.office, seed=scene.plan.opened)


def _move(scene: Scene) -> None:
    """A judge comes to belong to a department once the sheets are dealt out: those of its brands are recused."""
    if scene.plan.moved:
        username, key = scene.plan.moved
        assign_role(
            scene.cast[username],
            organization=scene.organizations[key],
            role=Role.MEMBER,
            actor=scene.cast["security"],
        )


def _scoring(scene: Scene, round: SelectionRound) -> Story:
    plan = scene.plan
    for number, judge in enumerate(scene.cast.judges):
        mine = ScoreSheet.objects.filter(judge__round=round, judge__user=judge, status=ScoreSheetStatus.ASSIGNED)
        sheets = list(mine.select_related("nomination__brand__organization").order_by("pk"))
        if plan.declared and plan.declared[0] == judge.username and sheets:
            yield scene.clock.on(scene.day(BEGUN + 1), 9, 30)
            sheets = _recuse(scene, sheets, judge)
        if plan.stage == Stage.SCORING:
            sheets = sheets[: PROGRESS.get(judge.username, len(sheets))]
        for sheet in sheets:
            yield scene.clock.on(scene.day(BEGUN + 1 + number), 14, 7 * number)
            _score(scene, sheet, judge)


def _recuse(scene: Scene, sheets: list[ScoreSheet], judge: User) -> list[ScoreSheet]:
    """By the judge's own declaration; the sheets that are left."""
    assert scene.plan.declared
    organization = scene.organizations[scene.plan.declared[1]]
    left = [sheet for sheet in sheets if sheet.nomination.brand.organization_id != organization.pk]
    for sheet in sheets:
        if sheet not in left:
            services.recuse(sheet, reason="曾参与该品牌的策划论证，为保证公正申请回避。", actor=judge)
    return left


def _score(scene: Scene, sheet: ScoreSheet, judge: User) -> None:
    key = next(k for k, o in scene.organizations.items() if o.pk == sheet.nomination.brand.organization_id)
    place = scene.plan.nominees.index(key)
    random = Random(f"{scene.plan.opened} {key} {judge.username}")  # noqa: S311  (a demonstration)
    lean = random.uniform(-1.5, 1.5)
    marks = {
        criterion.pk: Mark(_points(BEST - STEP * place + lean + random.uniform(-2, 2)), NOTES.get(criterion.name, ""))
        for criterion in sheet.nomination.round.criteria.all()
    }
    remark = REMARKS[min(place, len(REMARKS) - 1)]
    services.submit_scores(sheet, marks=marks, comment=remark, actor=judge, version=sheet.edit_version)


def _points(value: float) -> Decimal:
    """In steps of a half."""
    return Decimal(round(min(value, 100.0) * 2)) / 2
