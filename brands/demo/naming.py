"""From the shortlist to the naming document, with what the public says in between."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from brands.demo.clock import Story
from brands.demo.rounds import Said, Stage
from brands.documents.honour import draft_text, named_in
from brands.documents.selection import draft_notice_text
from brands.enums import HonourLevel, NominationStatus, OpinionStatus
from brands.models import Honour, Opinion, PublicNotice, SelectionRound
from brands.services import selection as services
from brands.services.honour import advance_honour
from core.calendar import add_working_days

if TYPE_CHECKING:
    from brands.demo.selection import Scene

CONTACT = "市直机关工委组织科（市民中心3号楼512室，电话0000-8860000，工作日9:00—17:00）"
SECRECY_NOTE = "内容不涉及国家秘密、工作秘密和个人隐私，名单与评审结果核对一致。"
WITHDRAWN_NOTE = "公示正文中一处党组织名称有误，先行撤下，更正后重新公示。"
NOT_NAMED = "公示期间反映的停办未告知问题查证属实，按程序不予命名，整改后可再次参评。"
APPROVED = "同意公示。"
DECISION = "公示期满，意见均已办结，同意命名。"
CC = "市委组织部，市纪委监委派驻机构。"
# Days after the opening.
SHORTLISTED, DRAFTED, CHECKED, APPROVED_ON = 17, 18, 19, 20
REVOKED_BRANCH, REVOKED_DAYS = "jt1b", 58
REVOKED = "复查发现雾季值守记录有三次事后补写，与品牌承诺不符。按能进能出的要求撤销称号，整改满一年后可重新参评。"


def notice_story(scene: "Scene", round: SelectionRound) -> Story:
    """As far as the round's plan goes."""
    clock, stage = scene.clock, scene.plan.stage
    yield clock.on(scene.day(SHORTLISTED), 10)
    round = services.shortlist(round, actor=scene.office)
    if stage == Stage.SHORTLISTED:
        return
    yield clock.on(scene.day(DRAFTED), 15)
    notice = _drafted(scene, round)
    if stage == Stage.DRAFTED:
        return
    yield clock.on(scene.day(CHECKED), 10)
    notice = services.advance_notice(notice, "check", actor=scene.office, comment=SECRECY_NOTE)
    yield clock.on(scene.day(APPROVED_ON), 9)
    notice = services.advance_notice(notice, "approve", actor=scene.director, comment=APPROVED)
    if stage == Stage.REDRAFTED:
        yield from _redrafted(scene, round, notice)
        return
    yield from _opinions(scene, notice)
    if stage > Stage.IN_NOTICE:
        assert notice.ends_on
        yield from _decided(scene, SelectionRound.objects.get(pk=round.pk), notice.ends_on)


def _drafted(scene: "Scene", round: SelectionRound) -> PublicNotice:
    values = draft_notice_text(round) | {"title": f"{round.name}拟命名名单公示", "contact": CONTACT}
    return services.draft_notice(round, values=values | {"working_days": round.notice_days}, actor=scene.office)


def _redrafted(scene: "Scene", round: SelectionRound, notice: PublicNotice) -> Story:
    """Taken down because of a slip, written anew, waiting for the director."""
    yield scene.clock.on(scene.day(APPROVED_ON + 1), 11)
    services.advance_notice(notice, "withdraw", actor=scene.director, comment=WITHDRAWN_NOTE)
    yield scene.clock.on(scene.day(APPROVED_ON + 3), 10)
    notice = _drafted(scene, SelectionRound.objects.get(pk=round.pk))
    yield scene.clock.on(scene.day(APPROVED_ON + 4), 10)
    services.advance_notice(notice, "check", actor=scene.office, comment=SECRECY_NOTE)


def _opinions(scene: "Scene", notice: PublicNotice) -> Story:
    for number, said in enumerate(scene.plan.opinions):
        yield scene.clock.on(scene.day(APPROVED_ON + 1), 9 + number, 40)
        opinion = services.receive_opinion(
            notice,
            nomination=scene.nomination(notice.round, said.about),
            is_anonymous=not said.name,
            name=said.name,
            contact=said.contact,
            text=said.text,
        )
        yield from _handled(scene, opinion, said, number)


def _handled(scene: "Scene", opinion: Opinion, said: Said, number: int) -> Story:
    if said.outcome == OpinionStatus.RECEIVED:
        return
    yield scene.clock.on(scene.day(APPROVED_ON + 1), 13 + number)
    opinion = services.advance_opinion(opinion, "inquire", actor=scene.office)
    steps = {OpinionStatus.UPHELD: "uphold", OpinionStatus.DISMISSED: "dismiss"}
    if said.outcome in steps:
        running = scene.plan.stage == Stage.IN_NOTICE
        yield scene.clock.on(scene.day(APPROVED_ON + (1 if running else 3)), 16, number)
        step = steps[OpinionStatus(said.outcome)]
        services.advance_opinion(opinion, step, actor=scene.office, comment=said.finding, reply=said.reply)


def _decided(scene: "Scene", round: SelectionRound, notice_ends: date) -> Story:
    """On the first working day after the notice: what the public found out counts."""
    day = add_working_days(notice_ends, 1)
    yield scene.clock.on(day, 10)
    upheld = {said.about for said in scene.plan.opinions if said.outcome == OpinionStatus.UPHELD}
    refused = {scene.nomination(round, key).pk for key in upheld}
    shortlisted = round.nominations.filter(status=NominationStatus.SHORTLISTED)
    decisions = {
        n.pk: services.Decision(n.pk not in refused, NOT_NAMED if n.pk in refused else "") for n in shortlisted
    }
    round = services.decide(round, decisions=decisions, actor=scene.director, comment=DECISION)
    if scene.plan.stage < Stage.NAMED:
        return
    yield scene.clock.on(add_working_days(day, 1), 15)
    text = draft_text(round, named_in(round))
    services.issue_document(round, text=replace(text, cc=CC), actor=scene.director)


def revocation_story(scene: "Scene") -> Story:
    """In and out: an honour that the yearly look took back."""
    yield scene.clock.at(REVOKED_DAYS, 16)
    brand = scene.brand(REVOKED_BRANCH)
    honour = Honour.objects.get(brand=brand, level=HonourLevel.EXCELLENT)
    advance_honour(honour, "revoke", actor=scene.director, comment=REVOKED)
