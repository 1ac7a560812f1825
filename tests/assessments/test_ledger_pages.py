"""Pages of ledgers: who gets them, what they tell, what they cost, how forms keep what was typed, what exports hold."""

import io
import json
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from assessments.enums.ledger import Column, LedgerStatus
from assessments.models import Appeal, Ledger, LedgerEvidence, LedgerPublication, Settlement
from assessments.scoring import Given
from assessments.services.ledger import Said, advance_ledger
from core.models import Job
from tests.assessments.test_ledger import activity
from tests.factories import ledgers as made
from tests.factories.branches import fresh
from tests.permissions.canaries import text_of
from tests.permissions.forms import sent_by

pytestmark = pytest.mark.django_db
CANARY = "51.37"


@pytest.fixture
def stage() -> made.Office:
    return made.office()


def client_of(user) -> Client:
    client = Client()
    client.force_login(fresh(user))
    return client


def url(name: str, *args) -> str:
    return reverse(f"assessments:{name}", args=args)


def form_of(page) -> dict:
    return sent_by(page.content.decode())


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


# The form ----------------------------------------------------------------------------------------------------------


def test_a_branch_fills_in_hands_on_and_reads(stage):
    client, ledger = client_of(stage.secretary), stage.ledger()
    address, names = url("ledger_score", ledger.pk), stage.indicators
    data = form_of(client.get(address)) | {
        f"points_{names['组织生活'].pk}": "55", f"points_{names['品牌创建'].pk}": "33.5",
        f"times_{names['逾期未办'].pk}": "2", f"reason_{names['逾期未办'].pk}": "两次\n逾期",
    }  # fmt: skip
    answer = client.post(address, data | {"action": "submit"})
    assert answer.url == url("ledger_step", ledger.pk, "submit")
    entry = ledger.entries.get(indicator=names["逾期未办"])
    assert (entry.self_times, entry.self_reason) == (2, "两次 逾期")
    page = client.get(answer.url)
    assert client.post(answer.url, form_of(page) | {"comment": ""}).url == url("ledger_detail", ledger.pk)
    page = client.get(url("ledger_detail", ledger.pk)).content.decode()
    assert "86.5" in page


def test_what_is_missing_is_told_where_it_can_be_filled_in(stage):
    client, ledger, line = client_of(stage.secretary), stage.ledger(), stage.indicators["品牌创建"]
    address, other = url("ledger_score", ledger.pk), stage.indicators["组织生活"]
    data = form_of(client.get(address)) | {f"points_{other.pk}": "55", "action": "submit"}
    answer = client.post(address, data)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "还不能提交自评，有 1 处需要补充" in page
    assert f'href="#indicator-{line.pk}">品牌创建：未评分。' in page
    assert form_of(answer)[f"points_{other.pk}"] == "55"
    assert client.post(address, form_of(answer) | {f"points_{line.pk}": "30", "action": "submit"}).status_code == 302


def test_what_the_superior_leaves_blank_is_not_missing(stage):
    ledger, line = made.self_scored(stage), stage.indicators["品牌创建"]
    checker = client_of(stage.checker_of(ledger.organization))
    address = url("ledger_score", ledger.pk)
    blank = form_of(checker.get(address)) | {"action": "submit"}
    assert checker.post(address, blank | {f"points_{line.pk}": "1"}).status_code == 400
    answer = checker.post(
        address,
        form_of(checker.get(address))
        | {
            "action": "submit",
            f"points_{line.pk}": "",
        },
    )
    assert answer.url == url("ledger_step", ledger.pk, "check")


def test_nothing_typed_is_lost_to_a_wrong_figure(stage):
    client, ledger = client_of(stage.clerk), stage.ledger()
    address, line = url("ledger_score", ledger.pk), stage.indicators["组织生活"].pk
    data = form_of(client.get(address)) | {f"points_{line}": "61", f"reason_{line}": "写了很久的说明"}
    page = client.post(address, data)
    assert page.status_code == 400
    assert 'value="61"' in page.content.decode()
    assert "写了很久的说明" in page.content.decode()
    assert ledger.entries.count() == 0
    both = data | {f"points_{line}": "50", f"na_{line}": "on"}
    assert "选择了不适用" in client.post(address, both).content.decode()


def test_two_editors_keep_both_lines_and_are_told_of_the_same_one(stage):
    ledger, life, brand = stage.ledger(), stage.indicators["组织生活"].pk, stage.indicators["品牌创建"].pk
    address = url("ledger_score", ledger.pk)
    first, second = client_of(stage.clerk), client_of(stage.secretary)
    opened_first, opened_second = form_of(first.get(address)), form_of(second.get(address))
    assert first.post(address, opened_first | {f"points_{life}": "40"}).status_code == 302
    assert second.post(address, opened_second | {f"points_{brand}": "30"}).status_code == 302
    third = form_of(second.get(address))
    assert first.post(address, form_of(first.get(address)) | {f"points_{life}": "41"}).status_code == 302
    page = second.post(address, third | {f"points_{life}": "42", f"points_{brand}": "31"})
    assert page.status_code == 409
    assert "组织生活（" in page.content.decode()
    assert dict(ledger.entries.values_list("indicator", "self_points")) == {life: 41, brand: 30}
    again = form_of(page)
    assert again[f"points_{life}"] == "42"
    assert second.post(address, again).status_code == 302
    assert dict(ledger.entries.values_list("indicator", "self_points")) == {life: 42, brand: 31}


def test_the_form_saves_itself(stage):
    ledger, line = stage.ledger(), stage.indicators["组织生活"].pk
    client = client_of(stage.clerk)
    data, address = form_of(client.get(url("ledger_score", ledger.pk))), url("ledger_autosave", ledger.pk)
    saved = client.post(address, data | {f"points_{line}": "12"})
    assert (saved.status_code, saved.json()["version"]) == (200, 1)
    other = client_of(stage.secretary).post(address, data | {f"points_{line}": "13"})
    assert other.status_code == 409
    assert other.json()["changes"] == [{"label": "组织生活", "by": str(stage.clerk), "value": "12"}]
    wrong = client.post(address, data | {f"points_{line}": "x"})
    assert wrong.status_code == 400
    assert "数字" in wrong.json()["message"]
    advance_ledger(made.fill(stage.ledger(), Column.SELF, made.said(stage), stage.clerk), "submit",
                   actor=fresh(stage.secretary))  # fmt: skip
    late = client.post(address, data)
    assert (late.status_code, json.loads(late.content)["message"]) == (409, "台账待上级审核，您现在不能填写。")


def test_what_the_system_knows_is_shown_beside_the_line_and_only_suggested(stage):
    kind = activity(stage.tree.branch).kind
    activity(stage.tree.branch, title="志愿服务")
    activity(stage.tree.sibling)
    page = client_of(stage.secretary).get(url("ledger_score", stage.ledger().pk)).content.decode()
    assert f"系统记录：开展活动2次（{kind}2次）" in page
    assert stage.ledger().entries.count() == 0


def test_evidence_is_ticked_and_comes_back_to_the_line(stage):
    own, client, ledger = activity(stage.tree.branch), client_of(stage.secretary), stage.ledger()
    line = stage.indicators["组织生活"].pk
    address = url("ledger_score", ledger.pk)
    answer = client.post(address, form_of(client.get(address)) | {"action": f"evidence-{line}", f"points_{line}": "9"})
    assert answer.url == url("ledger_evidence", ledger.pk, line)
    assert stage.ledger().entries.get().self_points == 9
    assert "清明祭扫" in client.get(answer.url).content.decode()
    back = client.post(answer.url, {"chosen": [f"activity:{own.pk}"]})
    assert back.url == f"{address}#indicator-{line}"
    assert LedgerEvidence.objects.get().object_id == own.pk
    assert client.post(answer.url, {"chosen": ["activity:424242"]}).status_code == 400
    assert client_of(stage.reviewer).get(answer.url).status_code == 403


def test_silence_is_said_to_mean_consent(stage):
    ledger = made.self_scored(stage)
    page = client_of(stage.reviewer).get(url("ledger_score", ledger.pk)).content.decode()
    assert "不填即按自评：50" in page


# What is told ------------------------------------------------------------------------------------------------------


def every_address(stage: made.Office) -> list[str]:
    table = url("scheme_ledgers", stage.scheme.pk)
    found = [url("ledger_list"), url("appeal_list"), url("proposal_list"), table, f"{table}?order=score&grade=优秀"]
    found += [url(f"scheme_ledgers_{what}", stage.scheme.pk) for what in ("xlsx", "settle", "ties")]
    found += [url("scheme_ledgers_chart", stage.scheme.pk, name) for name in ("grades", "gaps", "groups")]
    for ledger in Ledger.objects.filter(scheme=stage.scheme):
        found += [url(f"ledger_{what}", ledger.pk) for what in ("detail", "compare", "score", "xlsx")]
        found += [url("ledger_chart", ledger.pk, name) for name in ("groups", "years")]
    for publication in LedgerPublication.objects.all():
        found += [url("publication_detail", publication.pk), url("publication_xlsx", publication.pk)]
    return [*found, url("ledger_pdf", stage.ledger().pk)]


def said_to(user, stage: made.Office) -> str:
    """Everything this person can get: pages, drawings, workbooks and a PDF unpacked."""
    client, told = client_of(user), []
    for address in every_address(stage):
        response = client.get(address)
        assert response.status_code < 500, address
        told.append(text_of(response))
    return "".join(told)


def test_a_score_being_written_is_told_to_its_writers_alone(stage):
    ledger = made.self_scored(stage)
    marks = {stage.indicators["组织生活"].pk: Said(Given(points=Decimal(CANARY)), "暗记甲乙丙")}
    made.fill(ledger, Column.SUPERIOR, marks, stage.reviewer)
    for name, user in stage.people.items():
        told = said_to(user, stage)
        assert (CANARY in told) == (name == "reviewer"), name
        assert ("暗记甲乙丙" in told) == (name == "reviewer"), name


def test_a_confirmed_score_is_told_to_the_organiser_until_it_is_published(stage):
    made.settled(stage, ((CANARY, 38), (50, 35), (40, 25)))
    knowing = {"office", "second_office", "director", "second_director"}
    total = f"{Decimal(CANARY) + 38}"
    # The branch and its superiors know what was handed on: the same figures, but no total of the committee.
    for name, user in stage.people.items():
        assert (total in said_to(user, stage)) == (name in knowing | {"secretary", "clerk", "reviewer",
                                                                      "committee_reviewer"}), name  # fmt: skip
    for name in ("secretary", "reviewer"):
        page = client_of(stage.people[name]).get(url("ledger_detail", stage.ledger().pk)).content.decode()
        assert "<dt>总分</dt><dd><strong>—</strong></dd>" in page
        assert "优秀" not in page


@pytest.mark.parametrize("wanted", ["branch", "unit", "all_units"])
def test_a_siblings_score_is_told_within_the_range_only(stage, wanted):
    made.published(stage, (("51.37", "38.13"), (50, 35), (40, 25)), wanted_range=wanted, shows_totals=False)
    everybody = stage.people
    for name in ("sibling_secretary", "direct_secretary", "foreign_office", "foreign_secretary", "outsider"):
        told = said_to(everybody[name], stage)
        assert "89.5" not in told, name
        assert "51.37" not in told, name
    sibling = said_to(everybody["sibling_secretary"], stage)
    assert (stage.tree.branch.name in sibling) == (wanted != "branch")


def test_a_member_reads_the_own_branch_once_it_is_out(stage):
    made.settled(stage)
    address = url("ledger_detail", stage.ledger().pk)
    assert client_of(stage.member).get(address).status_code == 404
    made.published(stage)
    assert client_of(stage.member).get(address).status_code == 200
    assert client_of(stage.member).get(url("ledger_detail", stage.ledger(stage.tree.sibling).pk)).status_code == 404


# Costs -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["open", "checked", "published"])
def test_a_ledger_costs_the_same_whatever_it_holds(stage, state):
    reach = {"open": lambda: stage.ledger(), "checked": lambda: made.checked(stage), "published": lambda: _out(stage)}
    ledger = reach[state]()
    number = {"open": 9, "checked": 10, "published": 13}[state]
    assert queries(client_of(stage.secretary), url("ledger_detail", ledger.pk)) == number


def _out(stage: made.Office) -> Ledger:
    made.published(stage)
    return stage.ledger()


def test_lists_cost_the_same_for_one_and_for_many(stage):
    made.settled(stage)
    office, reviewer = client_of(stage.office), client_of(stage.reviewer)
    table, own = url("scheme_ledgers", stage.scheme.pk), url("ledger_list")
    before = [queries(office, table), queries(office, f"{table}?order=score"), queries(reviewer, own)]
    made.more_branches(stage, 5)
    after = [queries(office, table), queries(office, f"{table}?order=score"), queries(reviewer, own)]
    assert before == after
    assert max(after) <= 12


def test_the_list_leads_only_the_committee_to_the_table(stage):
    made.confirmed(stage)
    table, scheme = url("scheme_ledgers", stage.scheme.pk), url("scheme_detail", stage.scheme.pk)
    for user, leads in ((stage.office, True), (stage.director, True), (stage.reviewer, False)):
        page = client_of(user).get(url("ledger_list")).content.decode()
        assert f'href="{scheme}"' in page
        assert (f'href="{table}"' in page) is leads


# The committee -----------------------------------------------------------------------------------------------------


def test_the_table_lists_every_unit_also_those_with_nothing(stage):
    made.confirmed(stage)
    page = client_of(stage.office).get(url("scheme_ledgers", stage.scheme.pk)).content.decode()
    places = [page.index(unit.name) for unit in (stage.tree.branch, stage.tree.sibling, stage.tree.direct)]
    assert places == sorted(places)
    narrowed = client_of(stage.office).get(url("scheme_ledgers", stage.scheme.pk) + "?status=open")
    assert stage.tree.branch.name not in narrowed.content.decode()
    assert client_of(stage.secretary).get(url("scheme_ledgers", stage.scheme.pk)).status_code == 403


def test_the_order_by_score_puts_the_unranked_last(stage):
    made.settled(stage, ((40, 25), (55, 38), (50, 35)))
    late = made.more_branches(stage, 1)[0]
    page = client_of(stage.director).get(url("scheme_ledgers", stage.scheme.pk) + "?order=score").content.decode()
    order = (stage.tree.sibling, stage.tree.direct, stage.tree.branch, late)
    places = [page.index(f">{unit.name}<") for unit in order]
    assert places == sorted(places)


def test_bulk_confirmation_says_what_will_happen_first(stage):
    good, bad = made.checked(stage), made.self_scored(stage, stage.tree.sibling)
    client, address = client_of(stage.director), url("scheme_ledgers", stage.scheme.pk)
    chosen = {"action": "confirm", "selected": [f"{ledger.pk}-{ledger.edit_version}" for ledger in (good, bad)]}
    page = client.post(address, chosen)
    assert "共2本，其中待审定1本" in page.content.decode()
    assert stage.ledger().status == LedgerStatus.CHECKED
    page = client.post(address, form_of(page), follow=True).content.decode()
    assert "已审定1本台账" in page
    assert "当前状态为“待上级审核”" in page
    assert client_of(stage.office).post(address, chosen).status_code == 403


def test_only_what_waits_for_the_director_can_be_ticked(stage):
    client, address = client_of(stage.director), url("scheme_ledgers", stage.scheme.pk)
    made.confirmed(stage)
    assert 'name="selected"' not in client.get(address).content.decode()
    waiting = made.checked(stage, stage.tree.sibling)
    page = client.get(address).content.decode()
    assert re.findall(r'name="selected" value="(\d+)-', page) == [str(waiting.pk)]


@pytest.mark.parametrize(("shares", "told"), [((80, 20), True), ((100, 0), False)])
def test_a_share_that_nobody_was_asked_for_is_told_before_settling(shares, told):
    stage = made.office(organization_share=shares[0], mass_share=shares[1])
    client = client_of(stage.office)
    made.all_confirmed(stage)
    for name in ("scheme_ledgers", "scheme_ledgers_settle"):
        page = client.get(url(name, stage.scheme.pk)).content.decode()
        assert ("没有计入本考核的群众评价，总分暂按组织考核得分计" in page) is told


def test_settling_runs_as_a_job(stage):
    made.all_confirmed(stage)
    address = url("scheme_ledgers_settle", stage.scheme.pk)
    answer = client_of(stage.office).post(address, {})
    job = Job.objects.get(kind="assessments.settle")
    assert answer.url == reverse("core:job", args=[job.pk])
    assert Settlement.objects.filter(settled_at__isnull=False).count() == 0


def test_an_appeal_goes_through_its_pages(stage):
    made.published(stage)
    secretary, director = client_of(stage.secretary), client_of(stage.director)
    address = url("appeal_create", stage.ledger().pk)
    assert address in secretary.get(url("ledger_detail", stage.ledger().pk)).content.decode()
    data = form_of(secretary.get(address)) | {"text": "荣誉未计入", "indicator": stage.indicators["获得荣誉"].pk}
    found = {secretary.post(address, data).url for _ in range(2)}
    appeal = Appeal.objects.get()
    assert found == {url("appeal_detail", appeal.pk)}
    assert address not in secretary.get(url("ledger_detail", stage.ledger().pk)).content.decode()
    uphold = url("appeal_step", appeal.pk, "uphold")
    line = stage.indicators["获得荣誉"].pk
    form = form_of(director.get(uphold))
    assert director.post(uphold, form | {"comment": "核实", "answer": "成立"}).status_code == 400
    sent = form | {"comment": "核实", "answer": "补计2分", f"points_{line}": "2"}
    assert director.post(uphold, sent).status_code == 302
    assert stage.ledger().entries.get(indicator=line).confirmed_points == 2
    assert "补计2分" in secretary.get(url("appeal_detail", appeal.pk)).content.decode()


def test_equals_at_a_cut_are_chosen_on_a_page():
    stage = made.office(cut_rule="decide")
    made.settled(stage, ((55, 38), (55, 38), (40, 25)))
    client, address = client_of(stage.director), url("scheme_ledgers_ties", stage.scheme.pk)
    cut = Settlement.objects.get().summary["open_cuts"][0]
    page = client.get(address)
    assert page.status_code == 200 and stage.tree.sibling.name in page.content.decode()
    sent = {f"cut_{cut['grade']}": [stage.tree.sibling.pk], "reason": ""}
    assert client.post(address, sent).status_code == 400
    answer = client.post(address, sent | {"reason": "攻坚任务承担较多"})
    assert answer.status_code == 302, answer.content.decode()
    assert Settlement.objects.get().choices == {str(cut["grade"]): [stage.tree.sibling.pk]}


def test_an_interrupted_publication_is_resumed(stage):
    publication = made.published(stage)
    Ledger.objects.filter(pk=stage.ledger().pk).update(status=LedgerStatus.CONFIRMED)
    client, address = client_of(stage.director), url("publication_resume", publication.pk)
    before = Job.objects.count()
    assert client.post(address).url == url("publication_detail", publication.pk)
    assert Job.objects.count() == before + 1


# Documents ---------------------------------------------------------------------------------------------------------


def pdf_text(content: bytes) -> str:
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


def test_a_ledger_comes_out_as_pdf_and_workbook(stage):
    made.published(stage, ((CANARY, 38), (50, 35), (40, 25)))
    client, ledger = client_of(stage.secretary), stage.ledger()
    text = pdf_text(client.get(url("ledger_pdf", ledger.pk)).content)
    for word in (stage.tree.branch.name, "组织生活", CANARY, "良好", "总分：89.37"):
        assert word in text
    book = load_workbook(io.BytesIO(client.get(url("ledger_xlsx", ledger.pk)).content))
    rows = list(book["台账"].iter_rows(values_only=True))
    assert rows[0][:5] == ("类别", "指标", "类型", "分值", "自评")
    assert rows[1][:5] == ("组织建设", "组织生活", "计分项", 60, float(CANARY))
    assert ["总分", 89.37] in [list(row) for row in book["结果"].iter_rows(values_only=True)]


def test_the_committees_table_comes_out_with_every_unit(stage):
    made.settled(stage)
    more = made.more_branches(stage, 1)[0]
    client = client_of(stage.director)
    text = pdf_text(client.get(url("scheme_ledgers_pdf", stage.scheme.pk)).content)
    for unit in (stage.tree.branch, stage.tree.sibling, stage.tree.direct, more):
        assert unit.name in text
    book = load_workbook(io.BytesIO(client.get(url("scheme_ledgers_xlsx", stage.scheme.pk)).content))
    assert book.sheetnames == ["考核台账汇总", "等次分布", "自评与审定得分之差", "各类别平均得分", "等次确定过程"]
    rows = [row[1:] for row in book["考核台账汇总"].iter_rows(values_only=True, min_row=2)]
    assert (
        stage.tree.branch.name,
        stage.tree.general.short_name,
        "已审定",
        93,
        93,
        93,
        None,
        93,
        "优秀",
        1,
    ) in rows
    assert next(row for row in rows if row[0] == more.name)[2:] == ("待自评", *[None] * 7)


def test_words_that_look_like_formulas_stay_words(stage):
    marks = {stage.indicators["组织生活"].pk: Said(Given(points=Decimal(1)), '=HYPERLINK("http://x")')}
    made.fill(stage.ledger(), Column.SELF, marks, stage.secretary)
    content = client_of(stage.secretary).get(url("ledger_xlsx", stage.ledger().pk)).content
    cells = [cell for row in load_workbook(io.BytesIO(content))["台账"].iter_rows() for cell in row]
    assert [cell.data_type for cell in cells if cell.value == '=HYPERLINK("http://x")'] == ["s"]


def test_charts_are_drawings_that_run_nothing(stage):
    made.settled(stage)
    response = client_of(stage.office).get(url("scheme_ledgers_chart", stage.scheme.pk, "grades"))
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "优秀" in response.content.decode()


# The public --------------------------------------------------------------------------------------------------------


def test_the_public_page_tells_grades_and_nothing_else(stage):
    publication = made.published(stage, (("51.37", "38.13"), (50, 35), (40, 25)), wanted_range="public")
    page = Client().get(reverse("boards:result", args=[publication.pk]))
    text = page.content.decode()
    assert page["Cache-Control"].startswith("public")
    assert stage.tree.branch.name in text
    assert "优秀（" in text or "良好（" in text
    for figure in ("89.5", "51.37", "第1名"):
        assert figure not in text
    assert publication.title in Client().get(reverse("boards:result_list")).content.decode()


def test_what_is_not_for_the_public_is_not_found(stage):
    publication = made.published(stage, wanted_range="all_units")
    assert Client().get(reverse("boards:result", args=[publication.pk])).status_code == 404
