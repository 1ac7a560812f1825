"""Pages of selection: who gets them, what they must not tell, how many queries they cost."""

import io
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from branches.enums import Role
from brands.documents.selection import score_table_pdf, score_table_xlsx
from brands.enums import RoundStatus, ScoreSheetStatus
from brands.models import ScoreSheet, SelectionRound
from brands.services import selection
from core.onetime import new_key
from tests.factories import selection as stages_of
from tests.factories.accounts import UserFactory
from tests.factories.branches import OrganizationFactory, fresh, person
from tests.factories.brands import BrandFactory

pytestmark = pytest.mark.django_db
CANARY, NOTE = "87.65", "说明乙丙丁戊"
PAGES_OF_ROUND = (
    "round_detail", "nomination_list", "nomination_create", "judge_list", "judge_add", "judge_assign", "round_scores",
    "round_scores_pdf", "round_scores_xlsx", "round_shortlist", "round_decide", "round_issue", "notice_create",
)  # fmt: skip
LISTS = ("round_list", "sheet_list", "notice_list", "opinion_list", "honour_list", "document_list")
QUERIES = ("", "?status=submitted", "?order=score", "?ordering=-rank", "?score=87", "?status=eligible&page=1")


def client_of(user) -> Client:
    client = Client()
    client.force_login(fresh(user))
    return client


def url(name: str, *args) -> str:
    return reverse(f"brands:{name}", args=args)


def score_data(sheet: ScoreSheet, points: str, **changes) -> dict:
    data = {"version": sheet.edit_version, "comment": "", "action": "save"}
    for criterion in sheet.nomination.round.criteria.all():
        data |= {f"points_{criterion.pk}": points, f"note_{criterion.pk}": ""}
    return data | changes


@pytest.fixture
def secret() -> stages_of.Stage:
    """Scoring under way; one judge's sheet holds canaries."""
    stage = stages_of.scoring(brands=2, judges=3)
    stages_of.hand_in(stage.sheets_of(0)[0], CANARY, note=NOTE)
    return stage


def walk(user, stage: stages_of.Stage) -> str:
    """Everything this person can get of the round, in every way of asking."""
    client, told = client_of(user), []
    sheets = [url("sheet_detail", sheet.pk) for sheet in ScoreSheet.objects.all()]
    recusals = [url("sheet_recuse", sheet.pk) for sheet in ScoreSheet.objects.all()]
    nominations = [url("nomination_detail", n.pk) for n in stage.round.nominations.all()]
    paths = [url(name, stage.round.pk) for name in PAGES_OF_ROUND] + [url(name) for name in LISTS]
    for path in paths + sheets + recusals + nominations:
        for query in QUERIES:
            response = client.get(path + query)
            assert response.status_code < 500
            told.append(response.content.decode(errors="replace") + str(response.headers))
    return "".join(told)


def test_nobody_else_learns_a_score_before_the_close(secret):
    others = [secret.office, secret.second_office, secret.director, secret.judges[1], secret.secretaries[0]]
    committee_reviewer = person(Role.REVIEWER, secret.top)
    for user in [*others, committee_reviewer, person(Role.MEMBER, secret.brands[0].organization)]:
        told = walk(user, secret)
        assert CANARY not in told, user
        assert NOTE not in told
    assert CANARY in walk(secret.judges[0], secret)


def test_the_canary_is_not_told_by_sizes(secret):
    """Two rounds that differ in points alone give the office the same pages, byte for byte."""
    client = client_of(secret.office)

    def bodies() -> list[bytes]:
        pages = [client.get(url(n, secret.round.pk)).content for n in ("round_detail", "judge_list", "nomination_list")]
        return [re.sub(rb'(csrfmiddlewaretoken" value="|csrf-token" content=")\w+', b"", page) for page in pages]

    before = bodies()
    for score in secret.sheets_of(0)[0].scores.all():
        score.points = Decimal("1.25")
        score.save()
    assert bodies() == before


def test_exports_wait_for_the_close(secret):
    for name in ("round_scores", "round_scores_pdf", "round_scores_xlsx"):
        assert client_of(secret.office).get(url(name, secret.round.pk)).status_code == 409
        assert client_of(secret.secretaries[0]).get(url(name, secret.round.pk)).status_code == 403
        assert client_of(UserFactory()).get(url(name, secret.round.pk)).status_code == 404


def test_judges_keep_to_their_own_after_the_close():
    stage = stages_of.scored(brands=2, points=(90, 80))
    other = stage.sheets_of(1)[0]
    client = client_of(stage.judges[0])
    assert client.get(url("sheet_detail", other.pk)).status_code == 404
    assert client.get(url("sheet_detail", stage.sheets_of(0)[0].pk)).status_code == 200
    assert client.get(url("round_scores", stage.round.pk)).status_code == 403


def test_the_round_leads_nobody_to_a_page_that_refuses():
    """What comes next names the other side's work in words; only one's own is a link."""
    stage = stages_of.scored(brands=2, points=(90, 80))
    shortlist = url("round_shortlist", stage.round.pk)
    for user, leads in ((stage.office, True), (stage.director, False)):
        client = client_of(user)
        page = client.get(url("round_detail", stage.round.pk)).content.decode()
        assert "按名额确定初选名单" in page
        assert (f'href="{shortlist}"' in page) is leads
        assert (client.get(shortlist).status_code == 200) is leads


def test_branches_read_the_same_page_chosen_or_not():
    """Between shortlist and notice the two pages differ in names and keys alone."""
    stage = stages_of.shortlisted()
    bodies = []
    for number in (0, 2):
        nomination, brand = stage.nomination(number), stage.brands[number]
        client = client_of(stage.secretaries[number])
        pages = [
            client.get(url("nomination_detail", nomination.pk)),
            client.get(url("nomination_list", stage.round.pk)),
            client.get(url("round_detail", stage.round.pk)),
        ]
        text = "".join(page.content.decode() for page in pages)
        for word in (
            brand.organization.name,
            brand.organization.short_name,
            brand.name,
            stage.secretaries[number].name,
        ):
            text = text.replace(word, "□")
        text = re.sub(
            r"nominations(/|%2F)\d+(/|%2F)|csrf-token\" content=\"\w+|value=\"\w{64}\"|datetime=\"[^\"]+\"|\d\d:\d\d",
            "",
            text,
        )
        bodies.append(text)
    assert bodies[0] == bodies[1]
    assert "评审中" in bodies[0]
    assert not {"入围", "得分", "95.000", "75.000"} & set(re.findall(r"入围|得分|95\.000|75\.000", bodies[0]))


def test_hidden_words_of_steps_tell_no_result():
    """A step that is not open leaves no trace of the true state in the page of confirmation."""
    stage = stages_of.shortlisted()
    for number in (0, 2):
        page = client_of(stage.secretaries[number]).get(url("nomination_step", stage.nomination(number).pk, "withdraw"))
        assert "shortlisted" not in page.content.decode()


def test_a_foreign_branch_finds_nothing():
    stage = stages_of.named()
    stranger = person(Role.SECRETARY, OrganizationFactory(name="远方党支部", kind="branch"))
    client = client_of(stranger)
    nomination = stage.nomination(0)
    honour = nomination.brand.honours.get()
    found = {
        client.get(path).status_code
        for path in (
            url("round_detail", stage.round.pk),
            url("nomination_detail", nomination.pk),
            url("notice_detail", stage.round.notices.get().pk),
            url("honour_detail", honour.pk),
            url("document_detail", stage.document.pk),
            url("document_pdf", stage.document.pk),
        )
    }
    assert found == {404}


def test_the_score_table_holds_arithmetic_and_no_judges_name():
    stage = stages_of.scoring(brands=1, judges=5, judges_per_nomination=5)
    for number, points in enumerate(("60", "81.5", "82", "83.25", "99")):
        stages_of.hand_in(stage.sheets_of(number)[0], points, note=NOTE)
    stage.round = selection.advance_round(stage.round, "close_scoring", actor=stage.office)
    book = load_workbook(io.BytesIO(score_table_xlsx(stage.round)))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(score_table_pdf(stage.round))).pages)
    page = client_of(stage.office).get(url("round_scores", stage.round.pk)).content.decode()
    for told in (" ".join(cells), text, page):
        assert "82.250" in told
        assert stage.brands[0].name in told.replace("\u200b", "")
        assert not any(judge.name in told for judge in stage.judges)
        assert NOTE not in told
    assert "<s>99</s>" in page
    assert "<s>60</s>" in page
    assert "去掉最高分" in cells


# Acting through the pages --------------------------------------------------------------------------------------------


def test_a_judge_saves_submits_and_goes_on():
    stage = stages_of.scoring(brands=2, judges=3)
    first, second = stage.sheets_of(0)
    client = client_of(stage.judges[0])
    response = client.post(url("sheet_detail", first.pk), score_data(first, "88.5", action="save_next"))
    assert response.url == url("sheet_detail", second.pk)
    page = client.get(url("sheet_detail", first.pk)).content.decode()
    assert "<strong data-score-total>88.5</strong>" in page
    first.refresh_from_db()
    response = client.post(url("sheet_detail", first.pk), score_data(first, "88.5", action="submit_next"))
    assert response.url == url("sheet_detail", second.pk)
    first.refresh_from_db()
    assert first.status == ScoreSheetStatus.SUBMITTED


def test_what_a_judge_typed_is_never_lost():
    stage = stages_of.scoring(brands=1, judges=3)
    sheet = stage.sheets_of(0)[0]
    client = client_of(stage.judges[0])
    stale = score_data(sheet, "71.25")
    client.post(url("sheet_detail", sheet.pk), score_data(sheet, "90"))
    response = client.post(url("sheet_detail", sheet.pk), stale)
    page = response.content.decode()
    assert response.status_code == 409
    assert page.count('value="71.25"') == 6
    assert "另一窗口保存为90" in page
    assert 'name="version" value="1"' in page
    for bad in ("101", "-1", "abc", "90.555", "NaN", "1e5", "九十"):
        response = client.post(url("sheet_detail", sheet.pk), score_data(sheet, bad, version=1))
        assert (response.status_code, response.content.decode().count(f'value="{bad}"')) == (400, 6)
    gaps = score_data(sheet, "", version=1, action="submit", comment="想写的总评")
    response = client.post(url("sheet_detail", sheet.pk), gaps)
    assert response.status_code == 400
    assert "想写的总评" in response.content.decode()
    assert client.post(url("sheet_detail", sheet.pk), score_data(sheet, "90", version="x")).status_code == 400
    assert set(sheet.scores.values_list("points", flat=True)) == {Decimal(90)}


def test_a_round_is_written_with_its_rubric():
    stage = stages_of.prepared(brands=0)
    client = client_of(stage.office)
    page = client.get(url("round_create") + f"?program={stage.program.pk}")
    assert page.context["criteria"].initial[0]["name"] == "政治性"
    data = {k: v for k, v in stages_of.round_values(name="第二批").items() if v is not None}
    rows = {"criteria-TOTAL_FORMS": 2, "criteria-INITIAL_FORMS": 0, "criteria-MAX_NUM_FORMS": 12}
    for number, (name, weight) in enumerate((("政治性", 60), ("服务性", 30))):
        rows |= {f"criteria-{number}-name": name, f"criteria-{number}-weight": weight}
    data |= rows | {"key": new_key(), "status": "named", "program": 99, "released_at": "2026-01-01"}
    response = client.post(url("round_create") + f"?program={stage.program.pk}", data)
    assert response.status_code == 400
    assert "权重之和应为100%，现为90%。" in response.content.decode()
    data["criteria-1-weight"] = 40
    for _ in range(2):
        response = client.post(url("round_create") + f"?program={stage.program.pk}", data)
        assert response.status_code == 302
    made = SelectionRound.objects.get(name="第二批")
    assert (made.status, made.program_id, made.released_at) == (RoundStatus.PREPARING, stage.program.pk, None)
    assert [(c.name, c.weight) for c in made.criteria.all()] == [("政治性", 60), ("服务性", 40)]


def test_a_row_more_without_a_script_loses_nothing():
    stage = stages_of.prepared(brands=0)
    data = {"name": "写到一半", "criteria-TOTAL_FORMS": "1", "criteria-0-name": "政治性", "add_row": "criteria"}
    response = client_of(stage.office).post(url("round_edit", stage.round.pk), data)
    page = response.content.decode()
    assert "写到一半" in page
    assert 'name="criteria-1-name"' in page
    assert stage.reload().name == "2026年度示范品牌评选"


def test_several_are_recommended_and_admitted_at_once():
    stage = stages_of.nominating(brands=0)
    brands = [BrandFactory(program=stage.program) for _ in range(3)]
    client = client_of(stage.office)
    keys = [brand.pk for brand in brands]
    page = client.post(url("nomination_create", stage.round.pk), {"action": "nominate", "selected": keys})
    assert all(brand.name in page.content.decode() for brand in brands)
    assert stage.round.nominations.count() == 0
    confirm = {"selected": ",".join(map(str, keys)), "confirmed": "1", "key": new_key()}
    client.post(url("nomination_create", stage.round.pk), confirm)
    assert stage.round.nominations.count() == 3
    keys = ",".join(str(n.pk) for n in stage.round.nominations.all())
    client.post(url("nomination_list", stage.round.pk), {"action": "admit", "selected": keys, "confirmed": "1"})
    assert stage.round.nominations.eligible().count() == 3


def test_forged_keys_are_refused_politely():
    stage = stages_of.nominating(brands=1)
    client = client_of(stage.office)
    for selected in ("x", "1;2", "-1", "9" * 30, "²"):
        response = client.post(url("nomination_list", stage.round.pk), {"action": "admit", "selected": selected})
        assert response.status_code == 400
    foreign = stages_of.nominating(brands=1)
    theirs = foreign.nomination(0)
    client.post(url("nomination_list", stage.round.pk), {"action": "admit", "selected": theirs.pk, "confirmed": "1"})
    theirs.refresh_from_db()
    assert theirs.status == "nominated"


def test_forged_steps_are_refused_politely():
    stage = stages_of.nominating(brands=1)
    secretary, office = client_of(stage.secretaries[0]), client_of(stage.office)
    assert secretary.post(url("round_step", stage.round.pk, "start_scoring")).status_code == 403
    assert office.post(url("round_step", stage.round.pk, "cancel"), {"comment": "x"}).status_code == 403
    assert office.get(url("round_step", stage.round.pk, "begin_notice")).status_code == 409
    assert office.get(url("round_step", stage.round.pk, "nonsense")).status_code == 409
    assert secretary.post(url("nomination_step", stage.nomination(0).pk, "admit")).status_code == 403
    assert office.post(url("round_step", stage.round.pk, "start_scoring"), {}).status_code == 400
    assert stage.reload().status == RoundStatus.NOMINATING


# Queries -------------------------------------------------------------------------------------------------------------

MOST = 12


@pytest.fixture
def bare_menu(monkeypatch):
    """The menu without its counts, which are the same on every page."""
    monkeypatch.setattr("branches.menu._counters", [])


def cost(user, path: str) -> int:
    client = client_of(user)
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


ROUND_PAGES = [
    ("nominating", "office", "nomination_list", 9),
    ("nominating", "office", "judge_list", 9),
    ("scoring", "office", "round_detail", 9),
    ("scoring", "office", "judge_list", 9),
    ("scored", "office", "round_scores", 5),
    ("scored", "office", "round_shortlist", 5),
    ("in_notice", "director", "round_decide", 8),
    ("decided", "director", "round_issue", 7),
    ("named", "director", "round_detail", 9),
]


@pytest.mark.parametrize(("status", "who", "name", "queries"), ROUND_PAGES)
def test_a_rounds_pages_cost_the_same_for_one_brand_and_three(status, who, name, queries, bare_menu):
    found = []
    for brands in (1, 3):
        stage = stages_of.stage_in(status, brands=brands, quota=3)
        found.append(cost(getattr(stage, who), url(name, stage.round.pk)))
    assert found == [queries, queries]


def list_costs(count: int) -> list[int]:
    stage = stages_of.named(brands=count, quota=3)
    sheet = ScoreSheet.objects.filter(nomination__round=stage.round).first()
    return [
        cost(stage.director, url("round_list")),
        cost(stage.director, url("notice_list")),
        cost(stage.director, url("honour_list")),
        cost(stage.director, url("document_list")),
        cost(sheet.judge.user, url("sheet_list")),
        cost(sheet.judge.user, url("sheet_detail", sheet.pk)),
        cost(stage.director, url("honour_detail", stage.brands[0].honours.get().pk)),
        cost(stage.director, url("document_detail", stage.document.pk)),
        cost(stage.secretaries[0], url("nomination_detail", stage.nomination(0).pk)),
    ]


def test_lists_cost_the_same_for_one_row_and_three(bare_menu):
    literal = [6, 6, 6, 5, 7, 8, 11, 6, 5]
    assert [list_costs(1), list_costs(3)] == [literal, literal]


def test_no_page_costs_more_than_twelve_queries():
    assert max(list_costs(2)) <= MOST
    stage = stages_of.noticed(brands=3)
    costs = [cost(user, url("round_detail", stage.round.pk)) for user in (stage.office, stage.director)]
    costs += [cost(stage.secretaries[0], url("round_detail", stage.round.pk))]
    costs += [cost(stage.office, url("judge_list", stage.round.pk))]
    assert max(costs) <= MOST
