"""Ledgers: last year's closed for every branch, this year's under way in all its states."""

import tomllib
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from assessments.demo.scheme import STARTED, write_rubric
from assessments.enums.ledger import Column
from assessments.enums.scheme import IndicatorKind
from assessments.models import Indicator, Ledger, Scheme
from assessments.scoring import Given
from assessments.services import result
from assessments.services.ledger import Said, advance_ledger, open_ledgers, save_column, settle
from assessments.services.scheme import advance_scheme
from branches.models import Organization
from brands.demo.clock import Story
from brands.demo.registry import Stage
from core.enums import PublicationRange

SEED = 20_250_101
# Days ago: drafted, begun, self-scored, checked, confirmed, published, closed.
DRAFTED, BEGUN, SELF, CHECKED, CONFIRMED, PUBLISHED, CLOSED = 400, 395, 380, 372, 365, 360, 345
LINKED = STARTED + 3  # while this year's scheme is a draft
SELF_NOW, CHECKED_NOW, CONFIRMED_NOW = 24, 16, 8
# Of the branches in their order: how far each has come this year; the rest are still to score themselves.
UNDER_WAY = (
    "confirmed", "confirmed", "checked", "checked", "checked", "self_scored", "self_scored", "returned", "written",
    "excluded",
)  # fmt: skip
LOWERED = "按走访和查阅记录情况评分，个别服务事项缺少前后对比。"
RETURNED = "公开承诺兑现情况与系统记录不一致，请核对后重新提交。"
NEW_BRANCH = "本年度由两个支部合并设立，经研究不参加本年度考核。"


def ledger_stories(stage: Stage) -> list[Story]:
    desk = LedgerDesk(stage)
    return [_last_year(desk), _this_year(desk)]


class LedgerDesk:
    """Acting in the name of whoever has the turn."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.cast = stage, stage.cast
        self.keys = {organization.pk: key for key, organization in stage.organizations.items()}
        self.random = Random(SEED)  # noqa: S311 - the same figures every time

    @property
    def organizer(self) -> Organization:
        return self.stage.organizations["gw"]

    def ledgers(self, scheme: Scheme) -> list[Ledger]:
        rows = Ledger.objects.filter(scheme=scheme).select_related("organization__parent")
        return list(rows.order_by("organization_path"))

    def secretary(self, ledger: Ledger) -> Any:
        return self.cast.secretaries[self.keys[ledger.organization_id]]

    def reviewer(self, ledger: Ledger) -> Any:
        parent = ledger.organization.parent_id
        if parent is None or parent == self.organizer.pk:
            return self.cast["office"]
        return self.cast.reviewers[self.keys[parent]]

    def self_score(self, ledger: Ledger, lines: list[Indicator], *, submit: bool = True) -> Ledger:
        said = {line.pk: Said(self._given(line)) for line in lines if line.kind != IndicatorKind.VETO}
        actor = self.secretary(ledger)
        ledger = save_column(ledger, Column.SELF, said=said, actor=actor, version=ledger.edit_version)
        return advance_ledger(ledger, "submit", actor=actor) if submit else ledger

    def _given(self, line: Indicator) -> Given:
        """Most lines are full or nearly so."""
        if line.per_event is not None:
            return Given(times=self.random.choice((0, 0, 0, 1)))
        most = int(line.maximum or 0)
        return Given(points=Decimal(most - self.random.choice((0, 1, 1, 2, 3, most // 3))))

    def check(self, ledger: Ledger, lines: list[Indicator]) -> Ledger:
        """Now and then the superior sees it differently."""
        actor = self.reviewer(ledger)
        scored = [line for line in lines if line.kind == IndicatorKind.BASE and line.maximum]
        if self.random.random() < 0.4:
            line = self.random.choice(scored)
            entry = ledger.entries.get(indicator=line)
            lower = max(Decimal(0), (entry.self_points or Decimal(0)) - 2)
            said = {line.pk: Said(Given(points=lower), LOWERED)}
            ledger = save_column(ledger, Column.SUPERIOR, said=said, actor=actor, version=ledger.edit_version)
        return advance_ledger(ledger, "check", actor=actor)

    def confirm(self, ledger: Ledger) -> Ledger:
        return advance_ledger(ledger, "confirm", actor=self.cast["director"])


def lines_of(scheme: Scheme) -> list[Indicator]:
    return list(Indicator.objects.of(scheme))


def _last_year(desk: LedgerDesk) -> Story:
    stage, cast = desk.stage, desk.cast
    rubric = tomllib.loads((Path(__file__).parent / "schemes.toml").read_text(encoding="utf-8"))["yearly"]
    yield stage.clock.at(DRAFTED, 15)
    scheme = write_rubric(desk.organizer, rubric, actor=cast["office"], year=stage.clock.today.year - 1)
    yield stage.clock.at(BEGUN, 9)
    scheme = advance_scheme(scheme, "start", actor=cast["office"])
    open_ledgers(scheme, actor=cast["office"])
    lines = lines_of(scheme)
    yield stage.clock.at(SELF, 16)
    for ledger in desk.ledgers(scheme):
        desk.self_score(ledger, lines)
    yield stage.clock.at(CHECKED, 10)
    for ledger in desk.ledgers(scheme):
        desk.check(ledger, lines)
    yield stage.clock.at(CONFIRMED, 15)
    for ledger in desk.ledgers(scheme):
        desk.confirm(ledger)
    outcome = settle(scheme, actor=cast["office"])
    if outcome.effect:
        outcome.effect()
    yield from _made_known(desk, scheme)


def _made_known(desk: LedgerDesk, scheme: Scheme) -> Story:
    clock, cast = desk.stage.clock, desk.cast
    yield clock.at(PUBLISHED, 9)
    values = {
        "title": f"{scheme.year}年度党支部考核结果",
        "body": "经自评、上级审核和会议审定，现将考核结果予以公布，对本单位结果有异议的请在申诉期内提出。",
        "contact": "机关工委办公室，电话 0000-8860100",
        "wanted_range": PublicationRange.PUBLIC,
        "shows_totals": False,
        "appeal_days": 5,
    }
    publication = result.draft_publication(scheme, values=values, actor=cast["office"])
    checked = "名单和等次已逐一核对，不涉及不宜公开的内容。"
    publication = result.advance_publication(publication, "check", actor=cast["office"], comment=checked)
    publication = result.advance_publication(publication, "approve", actor=cast["director"])
    result.move_ledgers(publication, "approve", actor=cast["director"])
    yield clock.at(CLOSED, 10)
    publication = result.advance_publication(publication, "close", actor=cast["director"])
    result.move_ledgers(publication, "close", actor=cast["director"])
    advance_scheme(scheme, "close", actor=cast["office"], comment="本年度考核已全部归档。")


def _this_year(desk: LedgerDesk) -> Story:
    clock, year = desk.stage.clock, desk.stage.clock.today.year
    yield clock.at(LINKED, 9)
    _continue_last_year(desk, year)
    yield clock.at(SELF_NOW, 15)
    scheme = _schemes(desk, year).in_force().order_by("pk").first()
    if scheme is None:
        return
    open_ledgers(scheme, actor=desk.cast["office"])
    lines, chosen = lines_of(scheme), list(zip(desk.ledgers(scheme), UNDER_WAY, strict=False))
    for ledger, state in chosen:
        if state not in ("written", "excluded"):
            desk.self_score(ledger, lines)
        elif state == "written":
            desk.self_score(ledger, lines, submit=False)
    yield clock.at(CHECKED_NOW, 10)
    for ledger, state in _fresh(chosen):
        if state in ("confirmed", "checked"):
            desk.check(ledger, lines)
        elif state == "returned":
            advance_ledger(ledger, "return", actor=desk.reviewer(ledger), comment=RETURNED)
        elif state == "excluded":
            advance_ledger(ledger, "exclude", actor=desk.cast["office"], comment=NEW_BRANCH)
    yield clock.at(CONFIRMED_NOW, 15)
    for ledger, state in _fresh(chosen):
        if state == "confirmed":
            desk.confirm(ledger)


def _fresh(chosen: Iterable[tuple[Ledger, str]]) -> Iterable[tuple[Ledger, str]]:
    for ledger, state in chosen:
        yield Ledger.objects.select_related("organization__parent").get(pk=ledger.pk), state


def _schemes(desk: LedgerDesk, year: int) -> Any:
    return Scheme.objects.filter(organizer=desk.organizer, year=year)


def _continue_last_year(desk: LedgerDesk, year: int) -> None:
    """The lines that stayed as they were may be set beside last year's; one was worded anew and may not."""
    former = {line.name: line for scheme in _schemes(desk, year - 1) for line in lines_of(scheme)}
    for scheme in _schemes(desk, year):
        for place, line in enumerate(lines_of(scheme)):
            if line.name in former:
                values = {"predecessor": former[line.name], "is_comparable": place != 1}
                Indicator.objects.filter(pk=line.pk).update(**values)
