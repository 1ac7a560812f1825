"""The public notice and its opinions: steps, periods to the second, what blocks the naming."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from branches.enums import Role
from brands.documents.selection import draft_notice_text
from brands.enums import NominationStatus, NoticeStatus, OpinionStatus, RoundStatus
from brands.models import Opinion, PublicNotice, ScoreSheet
from brands.services import selection
from brands.services.selection import Decision
from brands.workflow.selection import NOTICE_FLOW, OPINION_FLOW
from core.errors import BusinessError, StaleCopy, StepRefused
from core.models import AuditEntry
from core.onetime import new_key
from tests.brands.clock import at
from tests.brands.matrix import check_matrix
from tests.factories import selection as stages_of
from tests.factories.branches import RoleAssignmentFactory, fresh

pytestmark = pytest.mark.django_db


def draft(stage: stages_of.Stage, **changes) -> PublicNotice:
    values = draft_notice_text(stage.round) | {"working_days": 5} | changes
    return selection.draft_notice(stage.round, values=values, actor=stage.office)


def say(notice: PublicNotice, **changes) -> Opinion:
    return selection.receive_opinion(notice, **({"is_anonymous": True, "text": "服务人次与实际不符。"} | changes))


def test_notice_matrix():
    stage = stages_of.shortlisted(brands=2, points=(90, 80))
    notice = draft(stage)
    expected = {
        "check": (("draft",), ("office",)),
        "approve": (("checked",), ("director",)),
        "send_back": (("checked",), ("director",)),
        "withdraw": (("published",), ("director",)),
        "close": (("published",), ("director",)),
    }
    assert check_matrix(NOTICE_FLOW, notice, stage.everybody(), expected) > 250


def test_opinion_matrix():
    stage = stages_of.noticed(brands=2, points=(90, 80))
    expected = {
        "inquire": (("received",), ("office",)),
        "uphold": (("received", "under_inquiry"), ("office",)),
        "dismiss": (("received", "under_inquiry"), ("office",)),
    }
    assert check_matrix(OPINION_FLOW, say(stage.notice), stage.everybody(), expected) > 100


def test_one_notice_a_round_and_one_for_a_form_sent_twice():
    stage = stages_of.shortlisted(brands=2, points=(90, 80))
    values, key = draft_notice_text(stage.round), new_key()
    made = {selection.draft_notice(stage.round, values=values, actor=stage.office, key=key).pk for _ in range(2)}
    assert len(made) == 1
    with pytest.raises(BusinessError, match="已有公示"):
        draft(stage)


@pytest.mark.parametrize("status", [s for s in stages_of.WALKS if s != "shortlisted"])
def test_a_notice_is_drafted_from_a_shortlist_only(status):
    with pytest.raises(BusinessError):
        draft(stages_of.stage_in(status))


def test_the_checker_does_not_approve():
    """A person who is office and director at once may do either for a notice, not both."""
    stage = stages_of.shortlisted(brands=2, points=(90, 80))
    RoleAssignmentFactory(user=stage.director, organization=stage.top, role=Role.OFFICE)
    director = fresh(stage.director)
    notice = selection.advance_notice(draft(stage), "check", actor=director, comment="无误")
    assert [step.name for step in NOTICE_FLOW.open_steps(director, notice)] == ["send_back"]
    with pytest.raises(StepRefused):
        selection.advance_notice(notice, "approve", actor=director)
    assert stage.reload().status == RoundStatus.SHORTLISTED
    assert PublicNotice.objects.public().count() == 0


def test_what_is_sent_back_is_checked_anew():
    stage = stages_of.shortlisted(brands=2, points=(90, 80))
    notice = selection.advance_notice(draft(stage), "check", actor=stage.office, comment="无误")
    with pytest.raises(BusinessError, match="不能再修改"):
        selection.update_notice(notice, values={"title": "改"}, actor=stage.office)
    notice = selection.advance_notice(notice, "send_back", actor=stage.director, comment="联系方式不全")
    assert (notice.status, notice.secrecy_checked_by, notice.secrecy_note) == (NoticeStatus.DRAFT, None, "")
    seen = notice.updated_at.isoformat()
    selection.update_notice(notice, values={"title": "改后的标题"}, actor=stage.office, seen=seen)
    with pytest.raises(StaleCopy):
        selection.update_notice(notice, values={"title": "又改"}, actor=stage.second_office, seen=seen)
    assert PublicNotice.objects.get().title == "改后的标题"


def test_publication_freezes_the_list_and_moves_the_round():
    stage = stages_of.noticed()
    notice = stage.notice
    assert (notice.status, stage.round.status) == (NoticeStatus.PUBLISHED, RoundStatus.IN_NOTICE)
    assert [row["brand"] for row in notice.entries] == [stage.brands[0].name, stage.brands[1].name]
    assert [row["nomination"] for row in notice.entries] == [stage.nomination(0).pk, stage.nomination(1).pk]
    assert (notice.approved_by, notice.secrecy_checked_by) == (stage.director, stage.office)
    assert PublicNotice.objects.public().get() == notice
    old = stage.brands[0].name
    stage.brands[0].name = "改名以后"
    stage.brands[0].save()
    assert PublicNotice.objects.get().entries[0]["brand"] == old


def test_a_withdrawn_notice_disappears_and_makes_room():
    stage = stages_of.noticed(brands=2, points=(90, 80))
    opinion = say(stage.notice)
    with pytest.raises(StepRefused, match="理由"):
        selection.advance_notice(stage.notice, "withdraw", actor=stage.director)
    selection.advance_notice(stage.notice, "withdraw", actor=stage.director, comment="名称有误")
    assert stage.reload().status == RoundStatus.SHORTLISTED
    assert PublicNotice.objects.public().count() == 0
    with pytest.raises(BusinessError, match="结束"):
        say(stage.notice)
    second = draft(stage)
    second = selection.advance_notice(second, "check", actor=stage.office, comment="无误")
    stage.notice = selection.advance_notice(second, "approve", actor=stage.director)
    stages_of.end_notice(stage)
    # What was reported on the first one still blocks.
    decisions = {n.pk: Decision(True) for n in stage.round.nominations.shortlisted()}
    with pytest.raises(BusinessError) as refused:
        selection.decide(stage.reload(), decisions=decisions, actor=stage.director)
    assert refused.value.details == ["还有1条公示意见未办结。"]
    selection.advance_opinion(opinion, "dismiss", actor=stage.office, comment="查无此事", reply="感谢监督。")
    assert selection.decide(stage.round, decisions=decisions, actor=stage.director).status == RoundStatus.DECIDED


def test_a_cancelled_round_takes_its_notice_down():
    stage = stages_of.noticed(brands=2, points=(90, 80))
    selection.advance_round(stage.round, "cancel", actor=stage.director, comment="暂停评选")
    notice = PublicNotice.objects.get()
    assert (notice.status, notice.publication_range) == (NoticeStatus.WITHDRAWN, "none")
    assert PublicNotice.objects.public().count() == 0


# Periods -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def national_day():
    """A notice of five working days from Monday, 28 September 2026: seven days free, Saturday the 10th worked."""
    with time_machine.travel(at("2026-09-28 09:30:00"), tick=False):
        stage = stages_of.noticed(brands=2, points=(90, 80))
    return stage


def test_holidays_do_not_count_and_a_worked_saturday_does(national_day):
    notice = national_day.notice
    assert (notice.starts_on, notice.ends_on) == (date(2026, 9, 28), date(2026, 10, 10))
    assert notice.published_until == at("2026-10-11 00:00:00")


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [("2026-10-10 23:59:59", True), ("2026-10-11 00:00:00", False), ("2026-10-11 00:00:01", False)],
)
def test_the_last_second_of_the_notice(national_day, moment, is_open):
    stage = national_day
    decisions = {n.pk: Decision(True) for n in stage.round.nominations.shortlisted()}
    with time_machine.travel(at(moment), tick=False):
        assert PublicNotice.objects.public().count() == is_open
        assert PublicNotice.objects.running().count() == is_open
        assert stage.notice.is_running() is is_open
        if is_open:
            assert say(stage.notice).status == OpinionStatus.RECEIVED
            with pytest.raises(BusinessError, match="还不能决定命名"):
                selection.decide(stage.round, decisions=decisions, actor=fresh(stage.director))
            with pytest.raises(BusinessError, match="期满次日"):
                selection.advance_notice(stage.notice, "close", actor=fresh(stage.director))
        else:
            with pytest.raises(BusinessError, match="结束"):
                say(stage.notice)
            decided = selection.decide(stage.round, decisions=decisions, actor=fresh(stage.director))
            assert decided.status == RoundStatus.DECIDED
            assert PublicNotice.objects.get().status == NoticeStatus.CLOSED


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [("2026-10-28 23:59:59", True), ("2026-10-29 00:00:00", False), ("2026-10-29 00:00:01", False)],
)
def test_the_last_second_of_scoring(moment, is_open):
    with time_machine.travel(at("2026-09-28 09:30:00"), tick=False):
        stage = stages_of.scoring(brands=1, judges=3)
        assert stage.round.scoring_until == date(2026, 10, 28)
    with time_machine.travel(at(moment), tick=False):
        sheet = stage.sheets_of(0)[0]
        assert ScoreSheet.objects.to_score(fresh(stage.judges[0])).count() == is_open
        if is_open:
            assert stages_of.hand_in(sheet, 90).status == "submitted"
        else:
            with pytest.raises(BusinessError, match="2026年10月28日截止"):
                stages_of.hand_in(sheet, 90)


# Opinions ----------------------------------------------------------------------------------------------------------


def test_an_anonymous_opinion_leaves_no_trace_of_its_sender():
    stage = stages_of.noticed(brands=2, points=(90, 80))
    nomination = stage.nomination(0)
    opinion = say(stage.notice, nomination=nomination, name="张某", contact="13800000000", text="  不属实  ")
    assert (opinion.name, opinion.contact, opinion.text) == ("", "", "不属实")
    assert len(opinion.code) == 10
    assert not set(opinion.code) & set("0O1IL")
    entry = AuditEntry.objects.order_by("-number").first()
    assert (entry.action, entry.actor, entry.address) == ("收到公示意见", None, None)
    assert opinion.code not in f"{entry.object_label}{entry.object_key}{entry.details}"


def test_what_an_opinion_needs():
    stage = stages_of.noticed()
    with pytest.raises(BusinessError, match="意见内容"):
        say(stage.notice, text="   ")
    with pytest.raises(BusinessError, match="姓名"):
        say(stage.notice, is_anonymous=False, name=" ")
    with pytest.raises(BusinessError, match="不在公示名单"):
        say(stage.notice, nomination=stage.nomination(2))
    assert Opinion.objects.count() == 0
    named = say(stage.notice, is_anonymous=False, name=" 王某 ", contact=" 0000-1 ")
    assert (named.name, named.contact, named.nomination) == ("王某", "0000-1", None)


def test_settling_an_opinion_takes_a_record_and_a_reply():
    stage = stages_of.noticed(brands=2, points=(90, 80))
    opinion = say(stage.notice)
    opinion = selection.advance_opinion(opinion, "inquire", actor=stage.office)
    with pytest.raises(BusinessError, match="答复"):
        selection.advance_opinion(opinion, "uphold", actor=stage.office, comment="查实", reply=" ")
    with pytest.raises(StepRefused, match="理由"):
        selection.advance_opinion(opinion, "uphold", actor=stage.office, comment=" ", reply="已处理")
    opinion = selection.advance_opinion(opinion, "uphold", actor=stage.office, comment="查实", reply="已处理")
    assert (opinion.status, opinion.reply, opinion.handled_at is not None) == (OpinionStatus.UPHELD, "已处理", True)
    assert opinion.events.last().comment == "查实"


@pytest.mark.parametrize("state", ["received", "under_inquiry"])
def test_naming_is_blocked_while_an_opinion_is_open(state):
    stage = stages_of.noticed(brands=2, points=(90, 80))
    opinion = say(stage.notice, nomination=stage.nomination(0))
    if state == "under_inquiry":
        selection.advance_opinion(opinion, "inquire", actor=stage.office)
    stages_of.end_notice(stage)
    decisions = {n.pk: Decision(True) for n in stage.round.nominations.shortlisted()}
    with pytest.raises(BusinessError) as refused:
        selection.decide(stage.round, decisions=decisions, actor=stage.director)
    assert refused.value.details == ["还有1条公示意见未办结。"]
    assert stage.nomination(0).status == NominationStatus.SHORTLISTED


# The decision ------------------------------------------------------------------------------------------------------


def test_each_is_decided_and_what_is_unusual_has_its_reason():
    stage = stages_of.noticed()
    opinion = say(stage.notice, nomination=stage.nomination(0))
    selection.advance_opinion(opinion, "uphold", actor=stage.office, comment="查实", reply="已处理")
    stages_of.end_notice(stage)
    first, second = stage.nomination(0).pk, stage.nomination(1).pk
    bad = {
        "请决定": {first: Decision(True, "已改正")},
        "理由": {first: Decision(False), second: Decision(True)},
        "仍予命名": {first: Decision(True), second: Decision(True)},
        "至少应命名一个": {first: Decision(False, "问题属实"), second: Decision(False, "名额从严")},
        "已有变化": {first: Decision(True, "已改正"), second: Decision(True), stage.nomination(2).pk: Decision(True)},
    }
    for message, decisions in bad.items():
        with pytest.raises(BusinessError) as refused:
            selection.decide(stage.round, decisions=decisions, actor=stage.director)
        assert any(message in line for line in refused.value.details), message
        assert stage.reload().status == RoundStatus.IN_NOTICE
    decisions = {first: Decision(False, "问题属实"), second: Decision(True)}
    selection.decide(stage.round, decisions=decisions, actor=stage.director)
    assert [stage.nomination(n).status for n in range(3)] == ["not_named", "named", "not_shortlisted"]
    assert stage.nomination(0).events.last().comment == "问题属实"


def test_a_campaign_without_its_approval_names_nobody():
    stage = stages_of.end_notice(stages_of.noticed(brands=2, points=(90, 80)))
    stage.program.nature = "demonstration"
    stage.program.save()
    decisions = {n.pk: Decision(True) for n in stage.round.nominations.shortlisted()}
    with pytest.raises(BusinessError) as refused:
        selection.decide(stage.round, decisions=decisions, actor=stage.director)
    assert refused.value.details == ["创建示范活动须经批准，请填写批准机关和批准日期。"]


def test_only_the_director_decides():
    stage = stages_of.end_notice(stages_of.noticed(brands=2, points=(90, 80)))
    decisions = {n.pk: Decision(True) for n in stage.round.nominations.shortlisted()}
    for actor in (stage.office, stage.judges[0], stage.secretaries[0]):
        with pytest.raises(StepRefused):
            selection.decide(stage.round, decisions=decisions, actor=actor)
    assert timezone.localdate() - stage.notice.ends_on == timedelta(days=1)
