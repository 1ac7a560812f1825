"""Rounds: their processes person by person, prepared, opened and put off."""

from datetime import timedelta

import pytest
from django.utils import timezone

from brands.enums import RoundStatus
from brands.models import RoundCriterion, SelectionRound
from brands.selectors.selection import stages
from brands.services import selection
from brands.services.selection import CriterionDraft
from brands.workflow.selection import NOMINATION_FLOW, ROUND_FLOW, SCORE_SHEET_FLOW
from core.errors import BusinessError, StaleCopy, StepRefused
from core.onetime import new_key
from tests.brands.matrix import check_matrix
from tests.factories import selection as stages_of

pytestmark = pytest.mark.django_db
ALL_BUT_END = ("preparing", "nominating", "scoring", "scored", "shortlisted", "in_notice")


def test_round_matrix():
    stage = stages_of.nominating(brands=2)
    expected = {
        "open": (("preparing",), ("office",)),
        "start_scoring": (("nominating",), ("office",)),
        "extend": (("scoring",), ("office",)),
        "close_scoring": (("scoring",), ("office",)),
        "shortlist": (("scored",), ("office",)),
        "begin_notice": (("shortlisted",), ("director",)),
        "withdraw_notice": (("in_notice",), ("director",)),
        "decide": (("in_notice",), ("director",)),
        "issue": (("decided",), ("director",)),
        "cancel": (ALL_BUT_END, ("director",)),
    }
    assert check_matrix(ROUND_FLOW, stage.round, stage.everybody(), expected) > 900


def test_nomination_matrix():
    stage = stages_of.nominating(brands=2)
    expected = {
        "admit": (("nominated", "rejected"), ("office",)),
        "reject": (("nominated", "eligible"), ("office",)),
        "withdraw": (("nominated", "eligible"), ("secretary",)),
        "return": (("withdrawn",), ("secretary",)),
        "shortlist": (("eligible",), ("office",)),
        "leave_out": (("eligible",), ("office",)),
        "name": (("shortlisted",), ("director",)),
        "pass_over": (("shortlisted",), ("director",)),
    }
    assert check_matrix(NOMINATION_FLOW, stage.nomination(0), stage.everybody(), expected) > 600


def test_score_sheet_matrix():
    stage = stages_of.scoring(brands=2, judges=3)
    sheet = stage.sheets_of(0)[0]
    people = stage.everybody() | {"other_judge": stage.judges[1]}
    expected = {
        "submit": (("assigned",), ("judge",)),
        "reopen": (("submitted",), ("judge",)),
        "recuse": (("assigned", "submitted"), ("judge",)),
        "exclude": (("assigned", "submitted"), ("office",)),
    }
    assert check_matrix(SCORE_SHEET_FLOW, sheet, people, expected) > 100


@pytest.mark.parametrize("status", [*stages_of.WALKS, "cancelled"])
def test_every_status_is_reached_by_services(status):
    stage = stages_of.stage_in(status)
    assert stage.round.status == status
    states = [state for _, state in stages(stage.round)]
    assert states.count("current") == (0 if status in ("named", "cancelled") else 1)


def test_a_round_starts_from_the_programs_rubric_and_keeps_its_own():
    stage = stages_of.prepared(brands=0)
    assert [(c.name, c.weight) for c in stage.round.criteria.all()] == [
        (c.name, c.weight) for c in stage.program.criteria.all()
    ]
    stage.program.criteria.update(weight=1)
    assert sum(c.weight for c in stage.round.criteria.all()) == 100


def test_the_same_form_sent_twice_makes_one_round():
    stage = stages_of.prepared(brands=0)
    key, values = new_key(), stages_of.round_values(name="第二批")
    made = [selection.create_round(stage.program, actor=stage.office, values=values, key=key).pk for _ in range(2)]
    assert made[0] == made[1]
    assert SelectionRound.objects.filter(name="第二批").count() == 1


def test_two_rounds_of_one_name_are_refused():
    stage = stages_of.prepared(brands=0)
    with pytest.raises(BusinessError, match="换一个名称"):
        selection.create_round(stage.program, actor=stage.office, values=stages_of.round_values())


@pytest.mark.parametrize("status", [s for s in stages_of.WALKS if s not in ("preparing", "nominating")])
def test_the_rubric_is_frozen_once_scoring_begins(status):
    stage = stages_of.stage_in(status)
    before = list(RoundCriterion.objects.filter(round=stage.round).values())
    with pytest.raises(BusinessError, match="固定"):
        selection.update_round(
            stage.round,
            actor=stage.office,
            values={"quota": 99},
            criteria=[CriterionDraft("政治性", "", 100)],
        )
    assert list(RoundCriterion.objects.filter(round=stage.round).values()) == before
    assert stage.reload().quota == 2


def test_a_stale_copy_of_a_round_changes_nothing():
    stage = stages_of.prepared(brands=0)
    seen = stage.round.updated_at.isoformat()
    drafts = [CriterionDraft("政治性", "", 100)]
    selection.update_round(stage.round, actor=stage.office, values={"quota": 5}, criteria=drafts, seen=seen)
    with pytest.raises(StaleCopy):
        selection.update_round(stage.round, actor=stage.second_office, values={"quota": 6}, criteria=drafts, seen=seen)
    assert stage.reload().quota == 5


def test_opening_needs_weights_of_100_and_dates_ahead():
    stage = stages_of.prepared(brands=0)
    stage.round.criteria.filter(name="政治性").update(weight=19)
    yesterday = timezone.localdate() - timedelta(days=1)
    SelectionRound.objects.filter(pk=stage.round.pk).update(nominations_until=yesterday)
    with pytest.raises(BusinessError) as refused:
        selection.advance_round(stage.round, "open", actor=stage.office)
    assert refused.value.details == ["评分标准的权重之和应为100%，现为99%。", "参评截止日期已过，请先调整。"]


def test_extending_only_puts_the_last_day_off():
    stage = stages_of.scoring()
    until = stage.round.scoring_until
    for day in (until, until - timedelta(days=1)):
        with pytest.raises(BusinessError, match="晚于"):
            selection.extend_scoring(stage.round, until=day, actor=stage.office, comment="评委出差")
    later = until + timedelta(days=3)
    assert (
        selection.extend_scoring(stage.round, until=later, actor=stage.office, comment="评委出差").scoring_until
        == later
    )


def test_steps_with_services_of_their_own_are_not_taken_by_name():
    stage = stages_of.shortlisted(brands=2, points=(90, 80))
    for step in ("shortlist", "begin_notice", "withdraw_notice", "decide", "issue", "extend", "nonsense"):
        with pytest.raises(StepRefused):
            selection.advance_round(stage.round, step, actor=stage.director, comment="强行")
    assert stage.reload().status == RoundStatus.SHORTLISTED


def test_what_the_actor_saw_must_still_be_so():
    stage = stages_of.nominating(brands=1)
    with pytest.raises(StaleCopy):
        selection.advance_round(stage.round, "cancel", actor=stage.director, comment="取消", seen="preparing")
    nomination = stage.nomination(0)
    selection.advance_nomination(nomination, "admit", actor=stage.office, seen="nominated")
    with pytest.raises(StaleCopy):
        selection.advance_nomination(nomination, "admit", actor=stage.second_office, seen="nominated")
