"""The pages of surveys: written without scripts, read with few queries, nothing shown before its time."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from assessments.models import Remark, Survey
from assessments.services.survey import advance_remark, advance_survey
from branches.enums import Role
from core.models import Job
from tests.assessments.visiting import client_of
from tests.factories.branches import fresh, person
from tests.factories.surveys import Poll, counted, drafted, opened
from tests.permissions.forms import sent_by

pytestmark = pytest.mark.django_db


def page(user, name: str, pk, **kwargs) -> str:
    answer = client_of(user).get(reverse(f"assessments:{name}", args=[pk]), kwargs)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_a_survey_is_written_from_the_template_and_copied_next_year():
    poll = drafted()
    client, address = client_of(poll.office), reverse("assessments:survey_create")
    form = sent_by(client.get(address).content.decode())
    today = poll.survey.opens_on.isoformat()
    days = {"opens_on": today, "closes_on": today}
    made = client.post(address, form | days | {"title": "从范本来的评价"})
    survey = Survey.objects.get(title="从范本来的评价")
    assert made["Location"] == reverse("assessments:survey_detail", args=[survey.pk])
    kinds = list(survey.questions.values_list("kind", flat=True))
    assert kinds == ["scale"] * 5 + ["text"]
    assert [o["points"] for o in survey.questions.first().options] == ["100", "80", "60", "0", None]
    copy = client.get(address, {"copy": poll.survey.pk}).content.decode()
    assert "评价对象与" in copy
    client.post(f"{address}?copy={poll.survey.pk}", sent_by(copy) | days | {"title": "照上次的评价"})
    assert Survey.objects.get(title="照上次的评价").targets.count() == 2


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ("满意", "2至10个选项"),
        ("满意 100\n较满意", "没有写分值"),
        ("满意 101\n差 0", "0至100"),
        ("好 -\n差 -", "至少有一个"),
    ],
)
def test_options_that_cannot_be_counted_are_named(options, word):
    poll = drafted()
    client, address = client_of(poll.office), reverse("assessments:survey_edit", args=[poll.survey.pk])
    form = sent_by(client.get(address).content.decode()) | {"questions-0-options": options}
    answer = client.post(address, form)
    assert (answer.status_code, word in answer.content.decode()) == (400, True)
    assert options.replace("\n", "\r\n").split("\r\n")[0] in answer.content.decode()


def test_a_question_pasted_in_lines_is_one_line():
    poll = drafted()
    client, address = client_of(poll.office), reverse("assessments:survey_edit", args=[poll.survey.pk])
    form = sent_by(client.get(address).content.decode())
    client.post(address, form | {"questions-0-text": "  窗口服务\r\n是否\t热情 "})
    assert poll.questions()[0].text == "窗口服务 是否 热情"


def test_a_row_more_without_a_script_loses_nothing():
    poll = drafted()
    client, address = client_of(poll.office), reverse("assessments:survey_edit", args=[poll.survey.pk])
    form = sent_by(client.get(address).content.decode())
    answer = client.post(address, form | {"add_row": "questions", "questions-0-text": "改过的题目"}).content.decode()
    assert "改过的题目" in answer
    assert sent_by(answer)["questions-TOTAL_FORMS"] == str(len(poll.questions()) + 1)


def test_organisations_are_added_removed_and_given_codes():
    poll = drafted(branches=2)
    client, pk = client_of(poll.office), poll.survey.pk
    targets = reverse("assessments:survey_targets", args=[pk])
    chosen = {"selected": [poll.target(0).pk]}
    confirm = client.post(targets, chosen | {"action": "remove"}).content.decode()
    client.post(targets, sent_by(confirm))
    assert poll.survey.targets.count() == 1
    client.post(reverse("assessments:survey_add", args=[pk]), {"action": "all"})
    assert poll.survey.targets.count() == 2
    asked = client.post(targets, {"selected": [poll.target(1).pk], "action": "codes"}).content.decode()
    made = client.post(reverse("assessments:survey_codes", args=[pk]), sent_by(asked) | {"size": "12"})
    job = Job.objects.get()
    assert made["Location"] == reverse("core:job", args=[job.pk])
    assert job.params == {"survey": pk, "targets": [poll.target(1).pk], "size": 12}
    refused = client.post(reverse("assessments:survey_codes", args=[pk]), {"size": "4"})
    assert (refused.status_code, Job.objects.count()) == (400, 1)


def test_a_code_held_too_early_is_told_to_wait(client):
    poll = drafted()
    address = reverse("boards:survey", args=[poll.survey.pk])
    assert "尚未开始" not in client.get(address).content.decode(), "nobody holds a code"
    poll.print_codes(12)
    for answer in (client.get(address), client.post(address, {"code": "AAAA"})):
        assert answer.status_code == 404
        assert "评价尚未开始" in answer.content.decode()
        assert poll.survey.title not in answer.content.decode()
    poll.advance("open")
    assert poll.survey.title in client.get(address).content.decode()


def test_while_it_runs_nobody_sees_more_than_a_rough_number():
    poll = opened(branches=1, codes=20)
    for _ in range(8):
        poll.vote(place=3, text="一条意见")
    for user in (poll.office, poll.director):
        assert "约5" in page(user, "survey_detail", poll.survey.pk)
        assert "约5" in page(user, "survey_targets", poll.survey.pk)
        for name, pk in (("survey_results", poll.survey.pk), ("survey_result", poll.target().pk)):
            answer = client_of(user).get(reverse(f"assessments:{name}", args=[pk]))
            assert answer.status_code == 409
            assert "一条意见" not in answer.content.decode()


def test_results_for_the_branch_the_superior_and_no_member():
    poll = counted(branches=2, text="意见")
    own, other = poll.target(0), poll.target(1)
    secretary = poll.secretaries[0]
    assert "100.00" in page(secretary, "survey_result", own.pk)
    assert client_of(secretary).get(reverse("assessments:survey_result", args=[other.pk])).status_code == 404
    listed = page(secretary, "survey_targets", poll.survey.pk)
    assert poll.branches[0].name in listed
    assert poll.branches[1].name not in listed
    member = person(Role.MEMBER, poll.branches[0])
    assert client_of(member).get(reverse("assessments:survey_detail", args=[poll.survey.pk])).status_code == 404
    chart = client_of(secretary).get(reverse("assessments:survey_chart", args=[own.pk]))
    assert chart["Content-Type"].startswith("image/svg+xml")


def test_what_waits_for_the_office():
    poll = opened(branches=1, codes=8)
    assert not Survey.objects.to_handle(poll.office).exists()
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert list(Survey.objects.to_handle(fresh(poll.office))) == [poll.survey]
        assert not Survey.objects.to_handle(fresh(poll.director)).exists()
    read = counted(branches=1, text="意见")
    assert list(Survey.objects.to_handle(read.office)) == [read.survey]
    for remark in Remark.objects.filter(target__survey=read.survey):
        advance_remark(remark, "approve", actor=read.office)
    assert not Survey.objects.to_handle(read.office).exists()


def test_proposed_results_wait_for_the_director():
    poll = counted(branches=2)
    assert not Survey.objects.to_publish(poll.director).exists()
    survey = advance_survey(poll.survey, "propose", actor=poll.office, comment="不涉密。")
    assert list(Survey.objects.to_publish(fresh(poll.director))) == [survey]
    assert not Survey.objects.to_publish(fresh(poll.office)).exists()
    assert "待批准公开的评价结果" in client_of(poll.director).get(reverse("brands:workbench")).content.decode()
    advance_survey(survey, "publish", actor=poll.director)
    assert not Survey.objects.to_publish(fresh(poll.director)).exists()


def test_a_remark_reaches_the_branch_once_approved():
    poll = counted(branches=1, text="请公开值班电话")
    secretary = poll.secretaries[0]
    assert "值班电话" not in page(secretary, "survey_result", poll.target().pk)
    assert "值班电话" not in page(poll.director, "survey_remarks", poll.survey.pk)
    listed = reverse("assessments:survey_remarks", args=[poll.survey.pk])
    first, second = Remark.objects.all()[:2]
    client_of(poll.office).post(listed, {"action": "approve", "selected": [str(first.pk)]})
    advance_remark(second, "withhold", actor=poll.office, comment="重复。")
    assert page(secretary, "survey_result", poll.target().pk).count("值班电话") == 1
    assert page(secretary, "survey_remarks", poll.survey.pk).count('<span class="prose">请公开值班电话') == 1
    assert client_of(poll.office).post(listed, {"action": "approve", "selected": ["x"]}).status_code == 302


def test_the_workbook_tells_no_small_numbers():
    poll = opened(branches=2, codes=8)
    for number, count in ((0, 6), (1, 3)):
        for _ in range(count):
            poll.vote(number)
    poll.advance("close_early", "全部收回。")
    answer = client_of(poll.office).get(reverse("assessments:survey_xlsx", args=[poll.survey.pk]))
    book = load_workbook(BytesIO(answer.content))
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=2)]
    assert rows == [[poll.branches[0].name, 8, 6, 100], [poll.branches[1].name, 8, "不足5", "—"]]


@pytest.mark.parametrize("branches", [1, 3])
def test_queries_do_not_grow(branches, django_assert_num_queries):
    poll: Poll = counted(branches=branches, text="意见")
    pk, office = poll.survey.pk, poll.office
    for name, key, count in (
        ("survey_detail", pk, QUERIES["survey_detail"]),
        ("survey_targets", pk, QUERIES["survey_targets"]),
        ("survey_results", pk, QUERIES["survey_results"]),
        ("survey_result", poll.target().pk, QUERIES["survey_result"]),
        ("survey_remarks", pk, QUERIES["survey_remarks"]),
    ):
        client = client_of(office)
        with django_assert_num_queries(count):
            assert client.get(reverse(f"assessments:{name}", args=[key])).status_code == 200
    client = client_of(office)
    with django_assert_num_queries(QUERIES["survey_list"]):
        client.get(reverse("assessments:survey_list"))


QUERIES = {
    "survey_detail": 11,
    "survey_targets": 7,
    "survey_results": 6,
    "survey_result": 7,
    "survey_remarks": 8,
    "survey_list": 8,
}
