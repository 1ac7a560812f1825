"""Every workbook of the assessments: figures are numbers that a sheet can reckon with, words are words."""

import io
import re
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from assessments.models import Indicator
from assessments.scoring import Given
from assessments.services.ledger import Said, open_ledgers
from branches.enums import Role
from tests.factories import appraisals, points
from tests.factories import ledgers as made
from tests.factories.branches import fresh, person
from tests.factories.surveys import counted

pytestmark = pytest.mark.django_db
# What a sheet would take for a number if it were let: signs, digits, a unit at most.
LOOKS_LIKE_A_NUMBER = re.compile(r"[+\-＋－]?\d+(\.\d+)?(分|次|个|人|%)?")


def book_of(user, name: str, *args):
    client = Client()
    client.force_login(fresh(user))
    answer = client.get(reverse(f"assessments:{name}", args=args))
    assert answer.status_code == 200
    return load_workbook(io.BytesIO(answer.content))


def texts_like_numbers(book) -> list[str]:
    cells = [cell for sheet in book for row in sheet.iter_rows(min_row=2) for cell in row]
    assert [cell for cell in cells if cell.data_type == "n" and cell.value is not None]
    return [cell.value for cell in cells if cell.data_type == "s" and LOOKS_LIKE_A_NUMBER.fullmatch(cell.value)]


def last_year(stage: made.Office) -> None:
    """An earlier scheme whose results are out; one line of it is comparable, one is not."""
    former = made.scheme_of(stage.tree.top, name="上年细则", year=made.YEAR - 1, mass_share=0, organization_share=100)
    running, stage.scheme = stage.scheme, former
    names, stage.indicators = stage.indicators, made.lines_of(former)
    open_ledgers(former)
    made.published(stage)
    for name, is_comparable in (("组织生活", True), ("品牌创建", False)):
        line = Indicator.objects.filter(pk=names[name].pk)
        line.update(predecessor=stage.indicators[name], is_comparable=is_comparable)
    stage.scheme, stage.indicators = running, names


def test_the_ledger_of_one_unit():
    stage = made.office()
    last_year(stage)
    marks = {
        "获得荣誉": Said(Given(points=Decimal("2.5")), "市级荣誉"),
        "逾期未办": Said(Given(times=3), "三件"),
    }
    made.confirmed(stage, **marks)
    for unit in (stage.tree.sibling, stage.tree.direct):
        made.confirmed(stage, unit)
    made.run_settlement(stage)
    book = book_of(stage.director, "ledger_xlsx", stage.ledger().pk)
    assert texts_like_numbers(book) == []
    rows = {row[1].value: row for row in book["台账"].iter_rows(min_row=2)}
    shown = {
        name: [(cell.value, cell.data_type, cell.number_format) for cell in (row[3], row[4], row[10])]
        for name, row in rows.items()
    }
    assert shown == {
        "组织生活": [(60, "n", "0.00"), (50, "n", "0.00"), (55, "n", "0.00")],
        "品牌创建": [(40, "n", "0.00"), (30, "n", "0.00"), (38, "n", '0.00"（不可比）"')],
        "获得荣誉": [(5, "n", "0.00"), (2.5, "n", "+0.00;-0.00;0.00"), (None, "n", "@")],
        "逾期未办": [(None, "n", "0.00"), (3, "n", '0"次"'), (None, "n", "@")],
        "违纪违法": [(None, "n", "0.00"), ("—", "s", "@"), (None, "n", "@")],
    }
    results = {row[0].value: (row[1].value, row[1].data_type) for row in book["结果"].iter_rows(min_row=2)}
    assert results["总分"] == (79.5, "n") and results["年度"] == (made.YEAR, "n") and results["名次"][1] == "n"


def test_a_deduction_in_points_is_below_zero():
    stage = made.office()
    line = stage.indicators["逾期未办"]
    Indicator.objects.filter(pk=line.pk).update(per_event=None)
    ledger = made.self_scored(stage, **{"逾期未办": Said(Given(points=Decimal(2)), "两件")})
    row = next(row for row in book_of(stage.reviewer, "ledger_xlsx", ledger.pk)["台账"] if row[1].value == line.name)
    assert (row[4].value, row[4].data_type, row[4].number_format) == (-2, "n", "0.00")


def test_the_committees_table_and_its_charts():
    stage = made.office()
    made.settled(stage)
    book = book_of(stage.director, "scheme_ledgers_xlsx", stage.scheme.pk)
    assert texts_like_numbers(book) == []
    assert [cell.value for cell in book["等次分布"][2]] == ["优秀", 1]
    assert [cell.value for cell in book["各类别平均得分"][1]] == ["项目", "平均得分", "平均满分"]
    assert [cell.number_format for cell in book["各类别平均得分"][2]] == ["@", "0.00", "0.00"]


@pytest.mark.parametrize(("reader", "told"), [("director", 3), ("secretary", 1)])
def test_the_published_results(reader, told):
    stage = made.office()
    publication = made.published(stage, shows_totals=False)
    book = book_of(getattr(stage, reader), "publication_xlsx", publication.pk)
    assert texts_like_numbers(book) == []
    totals = [row[2] for row in book.active.iter_rows(min_row=2) if row[2].value is not None]
    assert len(totals) == told
    assert {(cell.data_type, cell.number_format) for cell in totals} == {("n", "0.00")}


def test_the_results_of_a_survey():
    poll = counted()
    book = book_of(poll.office, "survey_xlsx", poll.survey.pk)
    assert texts_like_numbers(book) == []
    assert [cell.data_type for cell in book.worksheets[0][2]] == ["s", "n", "n", "n"]
    assert [cell.data_type for cell in book.worksheets[1][2]] == ["s", "s", "n", "n"]


def test_tables_of_points():
    with time_machine.travel(points.NOW, tick=True):
        scene = points.Scene()
        scene.enter(scene.draft(times=2), scene.draft(member=scene.other))
        year = book_of(scene.clerk, "point_year_xlsx", scene.branch.pk)
        figures = book_of(person(Role.OFFICE, scene.top), "point_xlsx")
    assert texts_like_numbers(year) == texts_like_numbers(figures) == []
    assert [cell.data_type for cell in year.active[2]][2:15] == ["n"] * 13


def test_an_appraisal():
    with time_machine.travel(appraisals.NOW, tick=True):
        scene = appraisals.Scene()
        scene.begin()
        scene.write(2)
        book = book_of(scene.secretary, "appraisal_xlsx", scene.appraisal.pk)
    assert texts_like_numbers(book) == []
    assert book.active["D2"].data_type == "n" and book.active["D2"].number_format == "0.00"
