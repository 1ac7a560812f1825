"""The ballot as its holder sees it: code, form, confirmation, receipt; no cookie, no trace, the same words for all."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.enums.survey import QuestionKind
from assessments.models import BallotBox
from boards.models import VisitorCount
from boards.survey.views import REFUSALS_AN_HOUR
from tests.factories.surveys import Poll, answers_at, counted, drafted, opened
from tests.permissions.forms import sent_by

pytestmark = pytest.mark.django_db


def address(poll: Poll) -> str:
    return reverse("boards:survey", args=[poll.survey.pk])


def fields(poll: Poll, place: int = 0, text: str = "") -> dict:
    answers, texts = answers_at(poll.questions(), place, text)
    return {f"q-{key}": value for key, value in (answers | texts).items()}


def post(poll: Poll, **data):
    return Client().post(address(poll), data)


def test_the_whole_way_without_a_script_or_a_cookie():
    poll, client = opened(branches=1), Client(enforce_csrf_checks=True)
    code = poll.codes[poll.target().pk][0]
    page = client.get(address(poll))
    assert page.status_code == 200
    page = client.post(address(poll), {"code": code.lower().replace("-", " "), "action": "enter"})
    assert poll.branches[0].name in page.content.decode()
    page = client.post(address(poll), fields(poll, 1, "多谢。") | {"code": code, "action": "check"})
    text = page.content.decode()
    assert (text.count("较满意"), "多谢。" in text) == (2, True)
    sent = sent_by(text)
    page = client.post(address(poll), sent | {"action": "cast"})
    receipt = re.search(r'ballot-receipt">([^<]+)<', page.content.decode())[1]
    assert receipt == sent["receipt"]
    assert BallotBox.objects.get().received == 1
    page = client.post(reverse("boards:survey_receipt", args=[poll.survey.pk]), {"receipt": f" {receipt} "})
    assert "已经收到" in page.content.decode()
    assert not client.cookies
    for answer in (page, client.get(address(poll))):
        assert answer["Cache-Control"] == "private, no-store"
        assert not answer.has_header("Set-Cookie")


def test_going_back_keeps_what_was_chosen():
    poll = opened(branches=1)
    code = poll.codes[poll.target().pk][0]
    page = post(poll, **fields(poll, 2, "一行\r\n两行"), code=code, action="edit")
    text = page.content.decode()
    assert page.status_code == 200
    assert text.count("checked") == 3
    assert "一行\r\n两行" in text
    assert "text-danger" not in text


def test_an_unanswered_question_is_named_and_nothing_lost():
    poll = opened(branches=1)
    code = poll.codes[poll.target().pk][0]
    data = fields(poll, 1)
    first = f"q-{poll.questions()[0].pk}"
    for action in ("check", "cast"):
        page = post(poll, **{k: v for k, v in data.items() if k != first}, code=code, action=action)
        text = page.content.decode()
        assert page.status_code == 400
        assert f'href="#div_{first}"' in text
        assert text.count("checked") == 2
    assert BallotBox.objects.get().received == 0


@pytest.mark.parametrize("value", ["9", "-1", "x", "²"])
def test_forged_answers_are_refused(value):
    poll = opened(branches=1)
    code = poll.codes[poll.target().pk][0]
    data = fields(poll) | {f"q-{poll.questions()[0].pk}": value}
    assert post(poll, **data, code=code, action="cast").status_code == 400
    assert BallotBox.objects.get().received == 0


def test_an_option_sent_several_times_counts_once():
    poll = opened(branches=1)
    several = next(question for question in poll.questions() if question.kind == QuestionKind.CHOICES)
    code = poll.codes[poll.target().pk][0]
    data = fields(poll) | {f"q-{several.pk}": ["2", "0", "2", "2"]}
    assert "来信、网络<" in post(poll, **data, code=code, action="check").content.decode()
    assert post(poll, **data, code=code, action="cast").status_code == 200
    assert BallotBox.objects.get().ballots[0][str(several.pk)] == [0, 2]


def test_a_remark_is_counted_by_characters():
    poll = opened(branches=1)
    codes = poll.codes[poll.target().pk]
    assert post(poll, **fields(poll, 0, "一\r\n" * 149 + "二二"), code=codes[0], action="check").status_code == 200
    assert post(poll, **fields(poll, 0, "长" * 301), code=codes[0], action="check").status_code == 400


def test_unknown_spent_and_annulled_codes_get_the_same_page():
    poll = opened(branches=1, codes=6)
    codes = list(poll.codes[poll.target().pk])
    poll.vote(code=codes[0])
    poll.print_codes(5)
    tries = [(code, step) for code in ("AAAAA-AAAAA", codes[0], codes[1], "好") for step in ("enter", "check", "cast")]
    answers = [post(poll, code=code, action=step, **fields(poll)).content.decode() for code, step in tries]
    pages = {re.sub(r'value="[^"]*"', "", answer) for answer in answers}
    assert len(pages) == 1


def test_before_and_after_the_days_no_code_is_taken():
    poll = opened(branches=1)
    code = poll.codes[poll.target().pk][0]
    for days, word in ((-1, "请在期限内打开"), (8, "请在期限内打开")):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            assert word in Client().get(address(poll)).content.decode()
            assert post(poll, code=code, action="cast", **fields(poll)).status_code == 400
    assert "已经结束" in Client().get(address(counted(branches=1))).content.decode()
    assert Client().get(address(drafted())).status_code == 404
    assert BallotBox.objects.get(target__survey=poll.survey).received == 0


def test_trying_codes_is_held_up_and_good_codes_are_not_counted():
    poll = opened(branches=1)
    codes = poll.codes[poll.target().pk]
    assert post(poll, code=codes[0], action="cast", **fields(poll)).status_code == 200
    assert not VisitorCount.objects.exists()
    for _ in range(3):
        post(poll, code="AAAAA-AAAAA", action="enter")
    assert VisitorCount.objects.get().count == 3
    VisitorCount.objects.update(count=REFUSALS_AN_HOUR)
    page = post(poll, code=codes[1], action="cast", **fields(poll))
    assert (page.status_code, "请稍后再试" in page.content.decode()) == (400, True)
    # Opinions are counted by themselves, and the next hour begins anew.
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        assert post(poll, code=codes[1], action="cast", **fields(poll)).status_code == 200


def test_a_receipt_tells_no_answer():
    poll = counted(branches=1, ballots=6)
    receipt = BallotBox.objects.get().receipts[0]
    ask = reverse("boards:survey_receipt", args=[poll.survey.pk])
    text = Client().post(ask, {"receipt": receipt}).content.decode()
    assert "共计6票" in text
    assert not [label for question in poll.questions() for label in question.labels if label in text]
    assert "没有查到" in Client().post(ask, {"receipt": "1-松涛晨光-000000"}).content.decode()
    assert Client().post(ask, {"receipt": ""}).status_code == 400
    assert Client().post(ask, {"receipt": "甲" * 31}).status_code == 400


def test_the_code_is_in_no_address():
    """Neither a form's target nor a link carries it; the script takes it from behind the #."""
    poll = opened(branches=1)
    code = poll.codes[poll.target().pk][0]
    for action in ("enter", "check"):
        text = post(poll, code=code, action=action, **fields(poll)).content.decode()
        addresses = re.findall(r'(?:href|src|action)="([^"]*)"', text)
        assert [a for a in addresses if code in a or code.replace("-", "") in a] == []
        assert 'method="post"' in text
        assert 'method="get"' not in text
    assert "?" not in address(poll)


def test_queries_of_the_public_pages(django_assert_num_queries):
    poll = opened(branches=3)
    chosen = fields(poll) | {"code": poll.codes[poll.target().pk][0]}
    with django_assert_num_queries(1):
        Client().get(address(poll))
    for action, count in (("enter", 4), ("check", 4), ("cast", 11)):
        with django_assert_num_queries(count):
            Client().post(address(poll), chosen | {"action": action})
