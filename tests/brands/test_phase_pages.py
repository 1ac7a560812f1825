"""The pages of phases: tabs, filters, export; the closing form and its second editor; steps and what is typed."""

import json
from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone

from branches.enums import Role
from brands.enums import BrandStatus, PhaseRecordStatus
from brands.limits import CLOSING_LIMITS
from brands.models import Activity, ActivityKind, Brand, PhaseRecord
from brands.services.creation import advance_brand
from brands.services.phase import save_closing
from brands.views.phase.common import seen_token
from core.spreadsheet import read_xlsx
from tests.factories.branches import OrganizationFactory, RegionFactory, fresh, person
from tests.factories.phases import Passage, closing_texts, overdue_record, passage

pytestmark = pytest.mark.django_db
LIST = "brands:phase_list"


@pytest.fixture
def stage() -> Passage:
    return passage()


def url(name: str, record: PhaseRecord, *args: str) -> str:
    return reverse(f"brands:{name}", args=[record.pk, *args])


def more(stage: Passage, organization) -> Passage:
    return passage(stage.tree, stage.cast, program=stage.program, organization=organization)


def listed(client, user, **query) -> set[str]:
    client.force_login(user)
    page = client.get(reverse(LIST), query)
    assert page.status_code == 200
    return {row.record.brand.name for row in page.context["rows"]}


def activity(stage: Passage, title: str, people: int = 10) -> Activity:
    kind = ActivityKind.objects.order_by("order").first() or ActivityKind.objects.create(code="talk", name="宣讲")
    return Activity.objects.create(
        organization=stage.tree.branch, organization_path=stage.tree.branch.path, brand=stage.brand,
        phase_record=stage.record(), kind=kind, title=title, held_on=timezone.localdate(), people=people,
    )  # fmt: skip


# Lists --------------------------------------------------------------------------------------------------------------


def test_each_person_finds_what_is_to_be_done(client, stage):
    name = stage.brand.name
    overdue_record(stage.brand)
    other = more(stage, stage.tree.sibling)
    other.brand.phase_records.update(due_on=timezone.localdate() + timedelta(days=200))
    assert listed(client, stage.cast.secretary) == {name}
    assert listed(client, stage.cast.general_reviewer) == set()
    assert listed(client, stage.cast.office, tab="overdue") == {name}
    assert listed(client, stage.cast.office, tab="open") == {name, other.brand.name}
    stage.submit()
    assert listed(client, stage.cast.secretary) == set()
    assert listed(client, stage.cast.general_reviewer) == {name}
    assert listed(client, stage.cast.committee_reviewer) == set()
    assert listed(client, stage.cast.office, tab="overdue") == set()
    assert listed(client, stage.cast.office, tab="submitted") == {name}
    assert listed(client, stage.cast.foreign_office, tab="all") == set()


def test_tabs_of_those_who_must_act(client, stage):
    def labels(user):
        client.force_login(user)
        return [tab["label"] for tab in client.get(reverse(LIST)).context["tabs"]]

    rest = ["待验收", "已验收", "全部"]
    assert labels(stage.cast.office) == ["待我处理", "进行中", "逾期", *rest]
    assert labels(stage.cast.secretary) == ["待我处理", "进行中", "逾期", *rest]
    assert labels(stage.cast.general_reviewer) == ["待我处理", "进行中", *rest]
    assert labels(stage.cast.member) == ["进行中", *rest]


def test_the_office_narrows_its_list(client, stage):
    region = RegionFactory()
    overdue_record(stage.brand)
    other = more(stage, stage.tree.direct)
    overdue_record(other.brand)
    Brand.objects.filter(pk=other.brand.pk).update(region=region)
    both, office = {stage.brand.name, other.brand.name}, stage.cast.office
    assert listed(client, office, tab="overdue") == both
    assert listed(client, office, tab="overdue", program=stage.program.pk) == both
    assert listed(client, office, tab="overdue", region=region.pk) == {other.brand.name}
    assert listed(client, office, tab="overdue", superior="公路中心") == {stage.brand.name}
    assert listed(client, office, tab="overdue", superior="没有这个单位") == set()
    assert listed(client, office, tab="overdue", q="档案馆") == {other.brand.name}
    assert listed(client, office, brand=other.brand.pk) == {other.brand.name}


@pytest.mark.parametrize(
    "query", ["program=x", "region=999999999999999999999", "brand=x", "page=0", "after=%00", "tab=x"]
)
def test_a_tampered_address_is_no_failure(client, stage, query):
    client.force_login(stage.cast.office)
    assert client.get(f"{reverse(LIST)}?{query}").status_code in (200, 400)


def test_a_stuck_closing_is_marked_for_the_office(client, stage):
    stage.submit()
    client.force_login(stage.cast.office)
    address = reverse(LIST) + "?tab=submitted"
    assert "尚未设置审核员" not in client.get(address).content.decode()
    stage.cast.general_reviewer.role_assignments.all().delete()
    assert "尚未设置审核员" in client.get(address).content.decode()
    steps = client.get(url("phase_detail", stage.record())).context["steps"]
    assert [step.name for step in steps] == ["take_over"]


def test_the_export_holds_what_the_list_shows(client, stage):
    overdue_record(stage.brand)
    more(stage, stage.tree.direct)
    for who in ("secretary", "general_reviewer", "director", "member"):
        client.force_login(getattr(stage.cast, who))
        assert client.get(reverse("brands:phase_export")).status_code == 403
    client.force_login(stage.cast.office)
    answer = client.get(reverse("brands:phase_export") + "?tab=overdue")
    (rows,) = read_xlsx(BytesIO(answer.content)).values()
    assert [rows[1][column] for column in (0, 1, 2, 5, 11)] == [
        stage.tree.general.name, stage.tree.branch.name, stage.brand.name, "宣传发动", "已逾期3天",
    ]  # fmt: skip
    assert len(rows) == 2


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("tab", "queries"), [("overdue", 9), ("submitted", 9), ("waiting", 9)])
def test_lists_ask_the_same_number_of_queries(client, django_assert_num_queries, stage, count, tab, queries):
    stages = [stage, *(more(stage, OrganizationFactory(parent=stage.tree.general)) for _ in range(count - 1))]
    for each in stages:
        overdue_record(each.brand)
        if tab != "overdue":
            PhaseRecord.objects.filter(brand=each.brand, status="open").update(
                status=PhaseRecordStatus.SUBMITTED, held_by=stage.tree.top if tab == "waiting" else stage.tree.general,
                submitted_at=timezone.now(),
            )  # fmt: skip
    client.force_login(stage.cast.office)
    address = f"{reverse(LIST)}?tab={tab}"
    client.get(address)
    with django_assert_num_queries(queries):
        page = client.get(address)
    assert len(page.context["rows"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_phase_and_its_form_ask_the_same_number_of_queries(client, django_assert_num_queries, stage, count):
    stage.submit()
    for _ in range(count):
        stage.turn_back()
        stage.submit()
    for number in range(count):
        activity(stage, f"活动{number}")
    stage.turn_back()
    client.force_login(stage.cast.secretary)
    client.get(url("phase_detail", stage.record()))
    detail, form = url("phase_detail", stage.record()), url("phase_edit", stage.record())
    with django_assert_num_queries(10):
        client.get(detail)
    with django_assert_num_queries(10):
        client.get(form)


# One phase ----------------------------------------------------------------------------------------------------------


def test_what_is_being_written_is_the_branchs_own(client, stage):
    stage.write(summary="还没有写完的小结")

    def sees(who):
        client.force_login(getattr(stage.cast, who))
        return "还没有写完的小结" in client.get(url("phase_detail", stage.record())).content.decode()

    assert [sees(who) for who in ("clerk", "secretary")] == [True, True]
    assert [sees(who) for who in ("member", "general_reviewer", "office", "director")] == [False] * 4
    stage.submit(summary="还没有写完的小结")
    assert [sees(who) for who in ("member", "general_reviewer", "office", "director")] == [True] * 4


def test_the_form_is_filled_with_what_is_known_and_only_at_first(client, stage):
    PhaseRecord.objects.filter(pk=stage.record().pk).update(plan="走访四十户。")
    activity(stage, "上门宣讲", people=12)
    client.force_login(stage.cast.clerk)
    form = client.get(url("phase_edit", stage.record())).context["form"]
    assert form["looked_back_plan"].value() == "走访四十户。"
    assert form["looked_back_do"].value().startswith("本阶段开展活动1次")
    assert form["looked_back_do"].value().endswith("累计参加12人次。")
    save_closing(stage.record(), texts={"summary": "小结"}, actor=stage.cast.clerk, version=0)
    form = client.get(url("phase_edit", stage.record())).context["form"]
    assert (form["looked_back_plan"].value(), form["looked_back_do"].value()) == ("", "")


def test_saving_and_going_on_to_hand_in(client, stage):
    client.force_login(stage.cast.secretary)
    address = url("phase_edit", stage.record())
    data = closing_texts() | {"version": "0"}
    assert client.post(address, data | {"save": "1"}).url == address
    answer = client.post(address, data | {"version": "1", "submit": "1"})
    assert answer.url == url("phase_step", stage.record(), "submit")
    page = client.get(answer.url)
    assert page.context["missing"] == []
    assert stage.tree.general.short_name in page.context["lines"][0]
    sent = client.post(answer.url, page.context["hidden"] | {"comment": ""})
    assert sent.url == url("phase_detail", stage.record())
    assert stage.record().status == PhaseRecordStatus.SUBMITTED
    assert client.get(address).status_code == 302


def test_lines_end_in_one_character(client, stage):
    client.force_login(stage.cast.secretary)
    text = "一\r\n" * (CLOSING_LIMITS["problems"] // 2 - 1) + "完成"
    client.post(url("phase_edit", stage.record()), closing_texts(problems=text) | {"version": "0"})
    assert len(stage.record().problems) == CLOSING_LIMITS["problems"]


def test_what_is_missing_is_told_before_the_button(client, stage):
    client.force_login(stage.cast.secretary)
    page = client.get(url("phase_step", stage.record(), "submit"))
    assert len(page.context["missing"]) == len(CLOSING_LIMITS)
    refused = client.post(url("phase_step", stage.record(), "submit"), {"seen": seen_token(stage.record())})
    assert refused.status_code == 400
    assert stage.record().status == PhaseRecordStatus.OPEN


def test_the_second_editor_chooses_and_loses_nothing(client, stage):
    record = stage.record()
    save_closing(record, texts=closing_texts(summary="书记写的"), actor=stage.cast.secretary, version=0)
    client.force_login(stage.cast.clerk)
    data = {"summary": "我写的", "problems": "我的问题", "version": "0"}
    page = client.post(url("phase_edit", record), data)
    assert page.status_code == 409
    body = page.content.decode()
    assert "我写的" in body and "书记写的" in body and "我的问题" in body
    form = page.context["form"]
    assert form["measures"].value() == closing_texts()["measures"]
    merged = {name: form[name].value() for name in CLOSING_LIMITS}
    version = page.context["version"]
    saved = client.post(url("phase_edit", record), merged | {"version": version, "merge:summary": "theirs"})
    assert saved.status_code == 302
    assert (stage.record().summary, stage.record().problems) == ("书记写的", "我的问题")


def test_the_page_saves_itself(client, stage):
    record = stage.record()
    client.force_login(stage.cast.clerk)
    address = url("phase_autosave", record)
    first = client.post(address, {"summary": "半句", "version": "0"})
    assert (first.status_code, json.loads(first.content)["version"]) == (200, 1)
    save_closing(stage.record(), texts={"summary": "别人的"}, actor=stage.cast.secretary, version=1)
    second = client.post(address, {"summary": "半句话", "version": "1"})
    assert second.status_code == 409
    assert json.loads(second.content)["changes"][0]["value"] == "别人的"
    assert client.post(address, {"summary": "字" * 20_001, "version": "2"}).status_code == 400
    advance_brand(stage.reload(), "demand", actor=stage.cast.office, comment="空泛")
    resting = client.post(address, {"summary": "半句", "version": "2"})
    assert resting.status_code == 400
    assert "重新申报" in json.loads(resting.content)["message"]
    assert client.get(address).status_code == 405


def test_a_form_that_meets_a_resting_brand_keeps_what_was_typed(client, stage):
    client.force_login(stage.cast.clerk)
    record = stage.record()
    PhaseRecord.objects.filter(pk=record.pk).update(status=PhaseRecordStatus.OPEN)
    long = "字" * 20_001
    page = client.post(url("phase_edit", record), {"summary": long, "problems": "留下的问题", "version": "0"})
    assert page.status_code == 400
    assert "留下的问题" in page.content.decode() and long in page.content.decode()


@pytest.mark.parametrize(
    ("until", "comment"),
    [("", "理由甲"), ("2020-01-01", "理由甲"), ("0001-01-01", "理由甲"), ("x", "理由甲"), ("2099-13-40", "理由甲")],
)
def test_an_extension_that_is_refused_keeps_the_reason(client, stage, until, comment):
    client.force_login(stage.cast.general_reviewer)
    address = url("phase_step", stage.record(), "extend")
    page = client.post(address, {"until": until, "comment": comment, "seen": seen_token(stage.record())})
    assert page.status_code == 400
    assert comment in page.content.decode()
    assert stage.record().first_due_on is None


@pytest.mark.parametrize(
    "seen", ["", "x", "open.1", "open.x.2026-01-01", "open.1.2026-99-01", "open.99999999999.2026-01-01"]
)
def test_a_broken_token_is_a_bad_request(client, stage, seen):
    client.force_login(stage.cast.general_reviewer)
    until = (timezone.localdate() + timedelta(days=99)).isoformat()
    address = url("phase_step", stage.record(), "extend")
    assert client.post(address, {"until": until, "comment": "理由", "seen": seen}).status_code == 400


def test_extensions_are_told_on_the_page(client, stage):
    record = stage.record()
    until = record.due_on + timedelta(days=9)
    client.force_login(stage.cast.general_reviewer)
    data = {"until": until.isoformat(), "comment": "汛期任务重", "seen": seen_token(record)}
    assert client.post(url("phase_step", record, "extend"), data).status_code == 302
    client.force_login(stage.cast.member)
    body = client.get(url("phase_detail", record)).content.decode()
    assert f"由{record.due_on:%Y-%m-%d}改为{until:%Y-%m-%d}" in body
    assert "汛期任务重" in body


# The brand ----------------------------------------------------------------------------------------------------------


def test_the_office_says_what_is_wrong(client, stage):
    client.force_login(stage.cast.office)
    address = reverse("brands:brand_step", args=[stage.brand.pk, "demand"])
    data = {"seen": "none", "comment": "换一个单位也能用"}
    refused = client.post(address, data)
    assert refused.status_code == 400
    assert "换一个单位也能用" in refused.content.decode()
    assert client.post(address, data | {"faults": ["vague", "nonsense"]}).status_code == 400
    assert client.post(address, data | {"faults": ["vague", "featureless"]}).status_code == 302
    assert stage.reload().status == BrandStatus.REAPPLYING
    said = stage.brand.events.get().comment
    assert said == "名称、内涵空泛；没有本单位特色。换一个单位也能用"
    client.force_login(stage.cast.clerk)
    for page in (reverse("brands:brand_detail", args=[stage.brand.pk]), url("phase_detail", stage.record())):
        body = client.get(page).content.decode()
        assert said in body
        assert reverse("brands:brand_revise", args=[stage.brand.pk]) in body
    workbench = client.get(reverse("brands:workbench")).content.decode()
    assert "须重新申报的品牌" in workbench
    assert client.get(url("phase_edit", stage.record())).status_code == 409


def test_work_stands_on_the_workbench(client, stage):
    overdue_record(stage.brand)
    client.force_login(stage.cast.secretary)
    assert f"{stage.brand.name}：宣传发动" in client.get(reverse("brands:workbench")).content.decode()
    stage.submit()
    reviewer = fresh(stage.cast.general_reviewer)
    client.force_login(reviewer)
    body = client.get(reverse("brands:workbench")).content.decode()
    assert "待验收阶段" in body and stage.brand.name in body
    client.force_login(person(Role.REVIEWER, stage.tree.committee))
    assert stage.brand.name not in client.get(reverse("brands:workbench")).content.decode()
