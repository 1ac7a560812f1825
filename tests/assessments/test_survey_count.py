"""The count: scores and distributions, what too few ballots hide, what the ledger gets."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.models import Ballot, BallotBox, Remark, Scheme, SealedCode, Settlement, Survey
from assessments.selectors.survey import distribution, mass_scores
from assessments.services.survey import cast, extend_survey, is_counted
from assessments.services.survey.casting import counted_for
from core.errors import BusinessError
from tests.factories.ledgers import scheme_of
from tests.factories.surveys import answers_at, counted, drafted, opened

pytestmark = pytest.mark.django_db


class TestCount:
    def test_scores_and_distribution(self):
        poll = opened(branches=2, codes=10)
        for place in (0, 0, 0, 1, 2, 4):
            poll.vote(0, place=place)
        for place in (3,) * 5:
            poll.vote(1, place=place)
        poll.advance("close_early", "全部收回。")
        first, second = poll.target(0), poll.target(1)
        assert (first.received, first.is_shown, first.score) == (6, True, Decimal("88.00"))
        assert (second.received, second.is_shown, second.score) == (5, True, Decimal("0.00"))
        row = distribution(poll.questions(), first.tally)[0]
        assert [option["count"] for option in row["options"]] == [3, 1, 1, 0, 1]
        assert [str(option["share"]) for option in row["options"]] == ["50.0", "16.7", "16.7", "0.0", "16.7"]
        assert (row["answers"], row["mean"]) == (6, Decimal("88.00"))
        assert poll.reload().tally["score"] == "44.00"
        assert (Ballot.objects.count(), SealedCode.objects.count()) == (11, 0)

    def test_too_few_ballots_leave_nothing(self):
        poll = opened(branches=3, codes=10)
        for number, count in enumerate((7, 4, 6)):
            for _ in range(count):
                poll.vote(number, place=0 if number != 1 else 3, text=f"第{number}个支部的意见")
        poll.advance("close_early", "全部收回。")
        hidden = poll.target(1)
        assert (hidden.received, hidden.is_shown, hidden.score, hidden.tally) == (4, False, None, {})
        assert not Ballot.objects.filter(target=hidden).exists()
        assert not Remark.objects.filter(target=hidden).exists()
        box = BallotBox.objects.get(target=hidden)
        assert (box.ballots, box.texts, len(box.receipts)) == ([], {}, 4)
        # All minus the others would be the hidden one: it is left out of all.
        question = str(poll.questions()[0].pk)
        assert poll.reload().tally["questions"][question] == {"answers": 13, "counts": [13, 0, 0, 0, 0]}

    def test_small_ones_join_when_together_they_are_enough(self):
        poll = opened(branches=3, codes=10)
        for number, count in enumerate((7, 3, 4)):
            for _ in range(count):
                poll.vote(number, place=0)
        poll.advance("close_early", "全部收回。")
        question = str(poll.questions()[0].pk)
        assert poll.reload().tally["questions"][question]["answers"] == 14

    def test_a_question_that_few_answered_is_hidden_too(self):
        poll = opened(branches=1, codes=8)
        several = next(q for q in poll.questions() if q.kind == "choices")
        for number in range(8):
            answers, _ = answers_at(poll.questions(), 0)
            if number < 4:
                answers[str(several.pk)] = [0, 2]
            cast(poll.survey, code=poll.codes[poll.target().pk].pop(), answers=answers, texts={})
        poll.advance("close", "")
        assert str(several.pk) not in poll.target().tally
        assert str(several.pk) not in poll.reload().tally["questions"]
        assert len(poll.target().tally) == 3

    def test_closing_waits_for_the_last_day_or_the_last_code(self):
        poll = opened(branches=1, codes=5)
        with pytest.raises(BusinessError, match="次日起"):
            poll.advance("close")
        with time_machine.travel(timezone.now() + timedelta(days=8)):
            assert poll.advance("close").status == "closed"
        other = opened(branches=1, codes=5)
        for _ in range(5):
            other.vote()
        assert other.advance("close").status == "closed"

    def test_extending_is_later_than_before(self):
        poll = opened(branches=1)
        today = timezone.localdate()
        with pytest.raises(BusinessError):
            extend_survey(poll.survey, until=today + timedelta(days=7), actor=poll.office, comment="延期")
        later = extend_survey(poll.survey, until=today + timedelta(days=9), actor=poll.office, comment="延期")
        assert later.closes_on == today + timedelta(days=9)

    def test_a_cancelled_survey_leaves_no_answers(self):
        poll = opened(branches=1)
        receipt = poll.vote(text="意见")
        poll.advance("cancel", "另行组织。")
        box = BallotBox.objects.get()
        assert (box.received, box.ballots, box.texts, box.receipts) == (0, [], {}, [])
        assert not SealedCode.objects.exists()
        assert not is_counted(poll.survey, receipt)

    def test_receipts_outlive_the_count(self):
        poll = opened(branches=1, codes=6)
        receipts = [poll.vote() for _ in range(6)]
        poll.advance("close")
        assert [counted_for(poll.survey, receipt) for receipt in receipts] == [poll.target()] * 6
        assert counted_for(poll.survey, "1-松涛晨光-999999") is None

    def test_mass_scores_for_the_ledger(self):
        poll = drafted(branches=3)
        scheme = Scheme.objects.create(organizer=poll.top, name="考核细则", year=poll.survey.year)
        Survey.objects.filter(pk=poll.survey.pk).update(scheme=scheme)
        poll.print_codes(6)
        assert mass_scores(scheme) == {}
        poll.advance("open")
        for _ in range(6):
            poll.vote(0, place=1)
            poll.vote(1, place=4)
        assert mass_scores(scheme) == {}
        poll.advance("close_early", "全部收回。")
        # 较满意; all said 不了解; nobody said anything.
        wanted = [Decimal("80.00"), None, None]
        assert mass_scores(scheme) == {b.pk: score for b, score in zip(poll.branches, wanted, strict=True)}


def test_what_closing_returns_is_what_was_stored():
    poll = counted(branches=2)
    assert poll.survey.tally == Survey.objects.get(pk=poll.survey.pk).tally


def test_closing_touches_the_reckoning_before_the_trail():
    """As a confirmation does; in the other order each of the two would wait for the other."""
    poll = opened(branches=1)
    scheme = scheme_of(poll.top)
    Survey.objects.filter(pk=poll.survey.pk).update(scheme=scheme)
    with CaptureQueriesContext(connection) as queries:
        poll.advance("close_early", "全部收回。")
    touched = [name for q in queries for name in ("assessments_settlement", "core_audithead") if name in q["sql"]]
    assert touched[0] == "assessments_settlement"
    assert Settlement.objects.get(scheme=scheme).changes == 1
