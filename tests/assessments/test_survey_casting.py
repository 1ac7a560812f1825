"""Casting: a code counts once, a receipt proves it, nothing tells whose ballot it was."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from assessments.models import BallotBox, Survey
from assessments.services.survey import CodeRefused, cast, is_counted, look_up
from assessments.services.survey.casting import RECEIPT, counted_for
from core.models import AuditEntry, Job
from tests.factories.surveys import answers_at, opened

pytestmark = pytest.mark.django_db


class TestCasting:
    def test_a_code_counts_once(self):
        poll = opened(branches=1)
        code = poll.codes[poll.target().pk][0]
        receipt = poll.vote(code=code, place=1)
        assert RECEIPT.fullmatch(receipt)
        with pytest.raises(CodeRefused):
            poll.vote(code=code, place=2)
        assert BallotBox.objects.get().received == 1
        assert is_counted(poll.survey, receipt)

    def test_a_form_sent_again_gets_its_receipt_and_counts_once(self):
        poll = opened(branches=1)
        code = poll.codes[poll.target().pk][0]
        receipt = poll.vote(code=code, receipt="1-松涛晨光-000001")
        assert receipt == "1-松涛晨光-000001"
        assert poll.vote(code=code, receipt=receipt) == receipt
        assert BallotBox.objects.get().received == 1

    @pytest.mark.parametrize("offered", ["", "x", "2-松涛晨光-000001", "1-松涛晨光-12345", "1-<b>晨光-123456"])
    def test_a_made_up_receipt_is_replaced(self, offered):
        poll = opened(branches=1)
        receipt = poll.vote(receipt=offered)
        assert receipt != offered
        assert counted_for(poll.survey, receipt) == poll.target()

    def test_nobody_gets_somebody_elses_receipt(self):
        poll = opened(branches=1)
        first = poll.vote(receipt="1-松涛晨光-000001")
        assert poll.vote(receipt=first) != first
        assert len(set(BallotBox.objects.get().receipts)) == 2

    def test_unknown_spent_early_and_late_say_the_same(self):
        poll = opened(branches=1, codes=6)
        codes = poll.codes[poll.target().pk]
        poll.vote(code=codes[0])
        words = set()
        for code, days in (("AAAAA-AAAAA", 0), (codes[0], 0), (codes[1], -1), (codes[1], 8)):
            with time_machine.travel(timezone.now() + timedelta(days=days)):
                assert look_up(poll.survey, code) is None
                with pytest.raises(CodeRefused) as refused:
                    poll.vote(code=code)
                words.add((refused.value.message, *refused.value.details))
        assert len(words) == 1
        assert BallotBox.objects.get().received == 1

    def test_a_code_of_another_survey_is_none(self):
        one, other = opened(branches=1), opened(branches=1)
        code = one.codes[one.target().pk][0]
        answers, texts = answers_at(other.questions(), 0)
        with pytest.raises(CodeRefused):
            cast(other.survey, code=code, answers=answers, texts=texts)
        assert look_up(one.survey, code) == one.target()

    def test_the_trail_knows_nothing_of_a_ballot(self):
        poll = opened(branches=1)
        before = AuditEntry.objects.count(), Job.objects.count(), Survey.objects.get().updated_at
        poll.vote()
        assert (AuditEntry.objects.count(), Job.objects.count(), Survey.objects.get().updated_at) == before

    def test_texts_lie_apart_from_the_answers(self):
        poll = opened(branches=1)
        poll.vote(text="请公开值班电话。")
        box = BallotBox.objects.get()
        assert "值班电话" not in str(box.ballots)
        assert list(box.texts.values()) == [["请公开值班电话。"]]
