"""The survey of highlights: filled once, read by those above, and the source of the first filing."""

import io

import pytest
from django.urls import reverse
from django.utils import timezone

from brands.models import Highlight, Program
from brands.services.drafts import start_application
from brands.services.highlight import save_highlight
from brands.services.prefill import carriers_of
from brands.services.texts import ChangedMeanwhile
from core.errors import BusinessError, StepRefused
from core.onetime import new_key
from core.spreadsheet import read_xlsx
from tests.factories.branches import fresh, person
from tests.factories.brands import ApplicationFactory, ProgramFactory

pytestmark = pytest.mark.django_db
ANSWERS = {
    "strengths": "窗口延时服务。",
    "core_task": "便民利企改革。",
    "served": "办事群众。",
    "carriers": "党员先锋岗：亮身份、亮承诺\n志愿服务队\n学习强国平台：每周更新",
    "idea": "一窗暖心",
    "difficulties": "人手不足。",
}


@pytest.fixture
def program(tree):
    return ProgramFactory(organizer=tree.top)


def fill(program, tree, actor, version=0, **changes) -> Highlight:
    return save_highlight(program, tree.branch, actor=fresh(actor), answers=ANSWERS | changes, version=version)


def test_a_branch_has_one_sheet_of_a_program(tree, cast, program):
    sheet = fill(program, tree, cast.clerk)
    assert (sheet.filled_by, sheet.filled_on, sheet.edit_version) == (cast.clerk, timezone.localdate(), 1)
    again = fill(program, tree, cast.secretary, version=1, idea="一窗暖民")
    assert (again.pk, again.idea, Highlight.objects.count()) == (sheet.pk, "一窗暖民", 1)
    with pytest.raises(ChangedMeanwhile) as lost:
        fill(program, tree, cast.clerk, version=1, strengths="另一份")
    assert dict(lost.value.theirs)["特色亮点"] == ANSWERS["strengths"]


def test_only_the_branchs_writers_fill_it(tree, cast, program):
    for actor in (cast.member, cast.office, cast.director, cast.sibling_secretary, cast.foreign_office):
        with pytest.raises(StepRefused):
            fill(program, tree, actor)


def test_only_inside_and_while_the_program_runs(tree, cast, program):
    with pytest.raises(BusinessError, match="之下"):
        save_highlight(
            ProgramFactory(organizer=tree.foreign_top), tree.branch, actor=fresh(cast.clerk), answers=ANSWERS, version=0
        )
    Program.objects.filter(pk=program.pk).update(status="closed")
    with pytest.raises(BusinessError, match="不能填写"):
        fill(program, tree, cast.clerk)


def test_an_empty_sheet_is_none(tree, cast, program):
    with pytest.raises(BusinessError, match="至少回答"):
        save_highlight(program, tree.branch, actor=fresh(cast.clerk), answers={"idea": " "}, version=0)
    assert not Highlight.objects.exists()


def test_the_first_filing_is_filled_from_it_and_says_so(tree, cast, program):
    fill(program, tree, cast.clerk)
    application = start_application(program, tree.branch, actor=fresh(cast.clerk), key=new_key())
    assert (application.name, application.concept) == ("一窗暖心", "便民利企改革。")
    assert application.connotation == "窗口延时服务。\n服务对象和需求：办事群众。"
    assert [(row["kind"], row["name"]) for row in application.carriers] == [
        ("post", "党员先锋岗"), ("team", "志愿服务队"), ("platform", "学习强国平台"),
    ]  # fmt: skip
    today = timezone.localdate()
    assert application.prefilled_from == f"{today.year}年{today.month}月{today.day}日填写的亮点摸底"


def test_what_was_filed_before_counts_more(tree, cast, program):
    former = ApplicationFactory(program=program, organization=tree.branch, name="从前的名称", status="withdrawn")
    fill(program, tree, cast.clerk)
    application = start_application(program, tree.branch, actor=fresh(cast.clerk), key=new_key())
    assert application.name == former.name
    assert "亮点摸底" not in application.prefilled_from


def test_without_a_sheet_the_form_is_empty(tree, cast, program):
    fill(ProgramFactory(organizer=tree.top), tree, cast.clerk)
    application = start_application(program, tree.branch, actor=fresh(cast.clerk), key=new_key())
    assert (application.name, application.prefilled_from) == ("", "")


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", []),
        ("　\n；\n", []),
        ("帮办服务队:上门", [("team", "帮办服务队", "上门")]),
        ("先锋岗\n先锋岗：再写一次", [("post", "先锋岗", "")]),
        ("主题党日", [("activity", "主题党日", "")]),
        ("长" * 60, [("activity", "长" * 40, "长" * 60)]),
    ],
)
def test_carriers_are_read_line_by_line(text, rows):
    assert [(row["kind"], row["name"], row["text"]) for row in carriers_of(text)] == rows


def test_no_more_carriers_than_a_form_has():
    assert len(carriers_of("\n".join(f"第{n}活动" for n in range(99)))) == 30


class TestPages:
    def test_a_branch_fills_and_corrects(self, client, tree, cast, program):
        client.force_login(cast.clerk)
        address = reverse("brands:highlight_create", args=[program.pk])
        wrong = client.post(address, {"strengths": "长" * 501, "idea": "留下", "version": "0"})
        assert wrong.status_code == 400 and "留下" in wrong.content.decode()
        assert client.post(address, ANSWERS | {"version": "0"}).status_code == 302
        lost = client.post(address, ANSWERS | {"strengths": "另一份", "version": "0"})
        page = lost.content.decode()
        assert lost.status_code == 409 and "另一份" in page and ANSWERS["strengths"] in page

    def test_the_table_and_who_is_missing(self, client, tree, cast, program):
        fill(program, tree, cast.clerk)
        client.force_login(cast.office)
        address = f"{reverse('brands:highlight_list')}?program={program.pk}"
        assert ANSWERS["strengths"] in client.get(address).content.decode()
        page = client.get(f"{address}&tab=missing").content.decode()
        assert tree.sibling.name in page and tree.direct.name in page
        answer = client.get(reverse("brands:highlight_export", args=[program.pk]))
        sheets = read_xlsx(io.BytesIO(answer.content))
        assert sheets["亮点摸底"][1][0] == tree.branch.name
        assert [row[0] for row in sheets["尚未填写"][1:]] == [tree.sibling.name, tree.direct.name]

    def test_one_above_reads_and_does_not_write(self, client, tree, cast, program):
        sheet = fill(program, tree, cast.clerk)
        client.force_login(cast.general_reviewer)
        address = reverse("brands:highlight_edit", args=[sheet.pk])
        assert ANSWERS["difficulties"] in client.get(address).content.decode()
        assert client.post(address, ANSWERS | {"version": "1"}).status_code == 403

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_list_asks_as_often_for_three_as_for_one(
        self, client, tree, cast, program, django_assert_num_queries, count
    ):
        places = (tree.branch, tree.sibling, tree.direct)[:count]
        for place in places:
            save_highlight(program, place, actor=person("clerk", place), answers=ANSWERS, version=0)
        client.force_login(cast.office)
        client.get(reverse("brands:highlight_list"))
        with django_assert_num_queries(LIST_QUERIES):
            client.get(reverse("brands:highlight_list"))


LIST_QUERIES = 9
