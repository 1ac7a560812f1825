"""What is typed or pasted in bulk: a month's table of points, long questions of a survey, a code on the public list."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from assessments.enums.survey import QuestionKind
from branches.enums import Role
from tests.browsing import open_without
from tests.e2e.walking import heading, press, sees
from tests.factories.branches import MemberFactory, OrganizationFactory, person
from tests.factories.points import PointPlanFactory, PointRuleFactory
from tests.factories.selection import scoring
from tests.factories.surveys import drafted, opened

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "您对本支部党员在窗口服务、下沉社区、联系服务群众以及推动重点工作落实等方面发挥先锋模范作用的情况总体上是否满意"
PASTE = """(cell) => {
  const data = new DataTransfer();
  data.setData('text', '1\\t2\\r\\n3\\t\\r\\n甲\\t4\\r\\n9\\t9\\r\\n');
  cell.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
}"""


def test_a_block_is_pasted_into_a_month(walk):
    plan = PointPlanFactory(starts_on=date(2000, 1, 1))
    branch = OrganizationFactory(parent=plan.organizer)
    MemberFactory.create_batch(3, organization=branch)
    for _ in range(2):
        PointRuleFactory(plan=plan)
    page, today = walk.of(person(Role.CLERK, branch)), timezone.localdate()
    walk.go(page, reverse("assessments:point_table", args=[branch.pk, today.year, today.month]))
    cells = page.locator("table[data-paste] input")
    cells.first.evaluate(PASTE)
    assert [cells.nth(n).input_value() for n in range(6)] == ["1", "2", "3", "", "", "4"]
    sees(page, "已填入4格", "有3格没有填入：甲、9、9")
    press(page, "登记")
    sees(page, "已登记4条积分")


def test_points_typed_before_the_script_was_there_are_summed_up(walk):
    """On a slow line the judge is at the second criterion when the page's script comes."""
    stage = scoring()
    page = walk.of(stage.judges[0])
    sheet = reverse("brands:sheet_detail", args=[stage.sheets_of(0)[0].pk])
    with open_without(page, walk.address + sheet, "score_sheet"):
        for place in range(stage.round.criteria.count()):
            page.locator("[data-weight]").nth(place).fill("80")
    expect(page.locator("[data-score-total]")).to_have_text("80")


def test_a_sheet_that_is_not_saved_asks_before_it_is_left(walk):
    stage = scoring()
    page, asked = walk.of(stage.judges[0]), []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    sheet = reverse("brands:sheet_detail", args=[stage.sheets_of(0)[0].pk])
    walk.go(page, sheet)
    page.locator("[data-weight]").first.fill("88")
    page.get_by_role("link", name="申请回避").first.click()
    expect(page.locator("[data-weight]").first).to_have_value("88")
    assert asked == ["beforeunload"]
    press(page, "暂存")
    sees(page, "已保存")
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("width", [1366, 390])
def test_a_long_question_is_seen_as_a_whole(walk, width):
    poll = drafted()
    page = walk.of(poll.office)
    page.set_viewport_size({"width": width, "height": 800})
    walk.go(page, reverse("assessments:survey_edit", args=[poll.survey.pk]))
    field = page.locator("#id_questions-0-text")
    field.fill(LONG)
    assert field.evaluate("(area) => area.scrollHeight <= area.clientHeight + 1")
    assert field.bounding_box()["width"] > width * 0.6
    assert field.bounding_box()["height"] >= 44


def test_by_the_public_list_to_the_receipt_on_a_phone(walk):
    poll = opened(branches=1)
    page = walk.visitor()
    page.set_viewport_size({"width": 390, "height": 844})
    walk.go(page, reverse("boards:wall"))
    page.get_by_role("link", name="群众评价").click()
    page.fill("[name=code]", poll.codes[poll.target().pk][0].lower())
    press(page, "开始评价")
    expect(heading(page)).to_contain_text(poll.branches[0].name)
    for question in poll.questions():
        if question.kind in (QuestionKind.SCALE, QuestionKind.CHOICE):
            page.locator(f"label[for='id_q-{question.pk}_1']").click()
    press(page, "下一步：核对")
    press(page, "确认提交")
    expect(heading(page)).to_have_text("评价已提交")
    assert page.context.cookies() == []
