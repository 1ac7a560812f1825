"""Many posts of the same code at once: exactly as many ballots as codes, on both engines."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from assessments.models import Ballot, BallotBox, SealedCode
from assessments.services.survey import CodeRefused, advance_survey
from core.errors import BusinessError
from tests.core.parallel import together
from tests.factories.branches import fresh
from tests.factories.surveys import answers_at, opened

pytestmark = pytest.mark.django_db(transaction=True)
CODES, TIMES = 200, 8


def test_every_code_is_accepted_once():
    """200 codes, each posted by eight at the same time with a receipt of their own."""
    poll = opened(branches=1, codes=CODES)
    codes, address = list(poll.codes[poll.target().pk]), reverse("boards:survey", args=[poll.survey.pk])
    answers, _ = answers_at(poll.questions(), 1)
    fields = {f"q-{key}": value for key, value in answers.items()}

    def post(index: int) -> list[int]:
        client, accepted = Client(), []
        for number, code in enumerate(codes):
            data = fields | {"code": code, "action": "cast", "receipt": f"1-松涛晨光-{index}{number:05}"}
            # Each from an address of its own: nobody is held up for trying too often.
            answer = client.post(address, data, REMOTE_ADDR=f"192.0.2.{index}0")
            accepted += [number] * (answer.status_code == 200)
        return accepted

    results = together(post, TIMES)
    assert [r for r in results if isinstance(r, Exception)] == []
    # After a hundred refusals an address is held up; whoever is held up spends no code.
    accepted = sorted(number for result in results for number in result)
    assert accepted == list(range(CODES))
    box = BallotBox.objects.get()
    assert (box.received, len(box.ballots), len(set(box.receipts))) == (CODES, CODES, CODES)
    assert not SealedCode.objects.exists()


def test_a_form_sent_eight_times_at_once_gets_one_receipt():
    poll = opened(branches=1, codes=5)
    code = poll.codes[poll.target().pk][0]
    results = together(lambda index: poll.vote(code=code, receipt="1-松涛晨光-000001"), TIMES)
    assert results == ["1-松涛晨光-000001"] * TIMES
    assert BallotBox.objects.get().received == 1


def test_closing_and_casting_at_once_lose_nothing():
    """Whoever gets a receipt is in the count; whoever comes too late is told so."""
    poll = opened(branches=1, codes=40)
    codes, director = list(poll.codes[poll.target().pk]), fresh(poll.director)
    for code in codes[:5]:
        poll.vote(code=code)

    def act(index: int) -> str:
        if index == 0:
            advance_survey(poll.survey, "close_early", actor=director, comment="提前结束。")
            return "closed"
        try:
            return "".join("1" for code in codes[5 * index : 5 * index + 5] if poll.vote(code=code))
        except CodeRefused:
            return ""

    results = together(act, TIMES)
    assert [r for r in results if isinstance(r, Exception)] == []
    assert Ballot.objects.count() == poll.target().received
    assert len(BallotBox.objects.get().receipts) == poll.target().received


def test_new_codes_and_casting_at_once_keep_the_figures_right():
    poll = opened(branches=1, codes=30)
    codes = list(poll.codes[poll.target().pk])

    def act(index: int) -> str:
        if index == 0:
            poll.print_codes(10)
            return "printed"
        try:
            return poll.vote(code=codes[index])
        except BusinessError:
            return ""

    results = together(act, TIMES)
    assert [r for r in results if isinstance(r, Exception)] == []
    with transaction.atomic():
        received = BallotBox.objects.get().received
    assert poll.target().issued == 10 + received
    assert SealedCode.objects.count() == 10
