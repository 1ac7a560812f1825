"""The public list of surveys: what is asked now, the one field for a code, results that were approved for everybody."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.enums.survey import Publicity
from assessments.models import BallotBox, Survey
from assessments.services.survey import advance_survey, cast
from boards.models import VisitorCount
from boards.survey.views import REFUSALS_AN_HOUR
from branches.enums import Role
from core.errors import BusinessError, StepRefused
from tests.factories.branches import RoleAssignmentFactory, fresh
from tests.factories.surveys import Poll, answers_at, counted, drafted, opened
from tests.permissions.forms import sent_by

pytestmark = pytest.mark.django_db
LIST = reverse("boards:survey_list")


def listed(**query) -> str:
    return Client().get(LIST, query).content.decode()


def published(poll: Poll) -> Survey:
    survey = advance_survey(poll.survey, "propose", actor=poll.office, comment="不涉密，可以公开。")
    return advance_survey(survey, "publish", actor=poll.director)


class TestList:
    def test_what_is_asked_now_of_whom_and_until_when(self):
        poll = opened(branches=2)
        page = Client().get(LIST)
        text = page.content.decode()
        assert poll.survey.title in text and f"评价{poll.top.name}所属的2个党组织" in text
        # Which organisations there are is not for everybody.
        assert [row.name for row in poll.branches if row.name in text] == []
        last = poll.survey.closes_on
        assert f"{last.year}年{last.month}月{last.day}日" in text
        assert page["Cache-Control"].startswith("public, max-age=")
        assert page.has_header("ETag") and not page.has_header("Set-Cookie")
        assert LIST in Client().get(reverse("boards:wall")).content.decode()

    def test_neither_drafts_nor_cancelled_nor_past_ones(self):
        title = drafted(title="还在筹备").survey.title
        gone = opened(title="已经取消")
        gone.advance("cancel", "重做。")
        over = counted(title="已经计票")
        late = opened(title="过了期限")
        Survey.objects.filter(pk=late.survey.pk).update(
            opens_on=timezone.localdate() - timedelta(days=9), closes_on=timezone.localdate() - timedelta(days=1)
        )
        text = listed()
        assert [name for name in (title, gone.survey.title, over.survey.title, "过了期限") if name in text] == []
        assert "目前没有正在进行的评价" in text

    def test_with_the_day_the_kept_page_ends(self):
        opened(opens_on=timezone.localdate(), closes_on=timezone.localdate())
        midnight = (timezone.localtime() + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        with time_machine.travel(midnight - timedelta(seconds=20), tick=False):
            page = Client().get(LIST)
            assert int(page["Cache-Control"].rpartition("=")[2]) <= 20
            assert "目前没有正在进行的评价" not in page.content.decode()
        with time_machine.travel(midnight + timedelta(seconds=1), tick=False):
            assert "目前没有正在进行的评价" in listed()

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries(self, count, django_assert_num_queries):
        for number in range(count):
            opened(title=f"评价{number}")
            published(counted(title=f"已计票{number}"))
        with django_assert_num_queries(4):
            Client().get(LIST)
        with django_assert_num_queries(0):
            Client().get(LIST)


class TestCode:
    def test_a_code_finds_its_survey_among_several(self):
        first, second = opened(title="第一次评价", branches=1), opened(title="第二次评价", branches=1)
        code = second.codes[second.target().pk][0]
        client = Client(enforce_csrf_checks=True)
        page = client.post(LIST, {"code": f" {code.lower()} "})
        text = page.content.decode()
        assert (page.status_code, "第二次评价" in text, "第一次评价" in text) == (200, True, False)
        where = reverse("boards:survey", args=[second.survey.pk])
        assert f'action="{where}"' in text
        answers, _ = answers_at(second.questions(), 0)
        sent = sent_by(text) | {f"q-{key}": value for key, value in answers.items()} | {"action": "cast"}
        assert "评价已提交" in client.post(where, sent).content.decode()
        assert BallotBox.objects.get(target=second.target()).received == 1
        assert not client.cookies
        assert page["Cache-Control"] == "private, no-store"
        assert first.survey.pk != second.survey.pk

    def test_codes_that_lead_nowhere_get_the_same_words(self):
        poll, gone = opened(branches=1, codes=7), opened(branches=1, title="取消的")
        codes, lost = list(poll.codes[poll.target().pk]), gone.codes[gone.target().pk][0]
        gone.advance("cancel", "重做。")
        poll.vote(code=codes[0])
        poll.print_codes(6)
        answers = [Client().post(LIST, {"code": code}) for code in ("AAAAA-AAAAA", codes[0], codes[1], lost, "好")]
        assert {answer.status_code for answer in answers} == {400}
        texts = {answer.content.decode().split('value="')[-1].partition('"')[2] for answer in answers}
        assert len(texts) == 1
        assert "无效或者已经使用" in texts.pop()

    def test_before_and_after_its_days_it_leads_nowhere(self):
        poll = opened(branches=1)
        code = poll.codes[poll.target().pk][0]
        for days in (-1, 8):
            with time_machine.travel(timezone.now() + timedelta(days=days)):
                assert Client().post(LIST, {"code": code}).status_code == 400
        assert Client().post(LIST, {"code": code}).status_code == 200

    def test_trying_is_held_up_together_with_the_surveys_own_page(self):
        poll = opened(branches=1)
        code = poll.codes[poll.target().pk][0]
        assert Client().post(LIST, {"code": code}).status_code == 200
        assert not VisitorCount.objects.exists()
        Client().post(LIST, {"code": "AAAAA-AAAAA"})
        Client().post(reverse("boards:survey", args=[poll.survey.pk]), {"code": "AAAAA-AAAAA"})
        assert VisitorCount.objects.get().count == 2
        VisitorCount.objects.update(count=REFUSALS_AN_HOUR)
        refused = Client().post(LIST, {"code": code})
        assert (refused.status_code, "请稍后再试" in refused.content.decode()) == (400, True)

    def test_a_refused_code_is_in_nobody_elses_page(self):
        opened(branches=1)
        assert "QQQQQ-QQQQQ" in Client().post(LIST, {"code": "QQQQQ-QQQQQ"}).content.decode()
        assert "QQQQQ-QQQQQ" not in listed()

    @pytest.mark.parametrize("code", ["", "  ", "长" * 21, "\x00"])
    def test_what_is_no_code(self, code):
        assert Client().post(LIST, {"code": code}).status_code == 400
        assert not VisitorCount.objects.exists()


class TestResults:
    def test_the_whole_and_no_single_organisation(self, django_capture_on_commit_callbacks):
        poll = counted(branches=2, ballots=6, text="某位同志的意见")
        where = reverse("boards:survey_results", args=[poll.survey.pk])
        assert Client().get(where).status_code == 404
        assert where not in listed()
        with django_capture_on_commit_callbacks(execute=True):
            survey = published(poll)
        page = Client().get(where)
        text = page.content.decode()
        assert where in listed()
        assert "12人回答" in text and poll.questions()[0].text in text
        assert [row.name for row in poll.branches if row.name in text] == []
        assert "某位同志的意见" not in text and not page.has_header("Set-Cookie")
        with django_capture_on_commit_callbacks(execute=True):
            advance_survey(survey, "retract", actor=poll.office, comment="另行公布。")
        assert Client().get(where).status_code == 404
        assert where not in listed()

    def test_what_rests_on_too_few_is_not_even_proposed(self):
        poll = counted(branches=2, ballots=2)
        with pytest.raises(BusinessError, match="没有达到最低票数5的结果"):
            advance_survey(poll.survey, "propose", actor=poll.office, comment="公开")
        assert Survey.objects.get().publicity == Publicity.NONE

    def test_one_organisation_is_not_all_together(self):
        """Of a single one that reached the minimum the whole would tell its own result."""
        poll = opened(branches=2)
        for _ in range(6):
            poll.vote(0)
        poll.vote(1)
        poll.advance("close_early", "全部收回。")
        with pytest.raises(BusinessError, match="只有1个党组织"):
            advance_survey(poll.survey, "propose", actor=poll.office, comment="公开")

    def test_a_question_that_too_few_answered_is_left_out(self):
        poll = opened(codes=6)
        for number in range(12):
            answers, _ = answers_at(poll.questions(), 0)
            optional = next(q for q in poll.questions() if q.kind == "choices")
            if number < 4:
                answers[str(optional.pk)] = [0]
            code = poll.codes[poll.target(number // 6).pk].pop()
            cast(poll.survey, code=code, answers=answers, texts={})
        poll.advance("close")
        survey = published(poll)
        text = Client().get(reverse("boards:survey_results", args=[survey.pk])).content.decode()
        assert "12人回答" in text and "4人回答" not in text and "回答不足5人，不显示结果" in text

    def test_two_people_in_that_order(self):
        poll = counted()
        RoleAssignmentFactory(user=poll.office, role=Role.DIRECTOR, organization=poll.top)
        both = fresh(poll.office)
        with pytest.raises(BusinessError, match="未公开"):
            advance_survey(poll.survey, "publish", actor=poll.director)
        survey = advance_survey(poll.survey, "propose", actor=both, comment="不涉密。")
        with pytest.raises(StepRefused, match="两名同志"):
            advance_survey(survey, "publish", actor=both)
        with pytest.raises(BusinessError, match="已提请公开"):
            advance_survey(survey, "propose", actor=both, comment="再次")
        assert advance_survey(survey, "publish", actor=poll.director).publicity == Publicity.PUBLIC

    def test_the_buttons_lead_on(self, client):
        poll = counted()
        where = reverse("assessments:survey_detail", args=[poll.survey.pk])
        client.force_login(poll.office)
        steps = [reverse("assessments:survey_step", args=[poll.survey.pk, name]) for name in ("propose", "retract")]
        page = client.get(where).content.decode()
        assert [step in page for step in steps] == [True, False]
        survey = published(poll)
        page = client.get(where).content.decode()
        assert [step in page for step in steps] == [False, True]
        assert reverse("boards:survey_results", args=[survey.pk]) in page

    def test_queries(self, django_assert_num_queries):
        survey = published(counted())
        with django_assert_num_queries(2):
            Client().get(reverse("boards:survey_results", args=[survey.pk]))
