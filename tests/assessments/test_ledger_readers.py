"""Who is told which score, and when: its writers, the organiser, the range of a publication, the public."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from assessments.enums.ledger import Column
from assessments.models import Ledger, LedgerPublication
from assessments.scoring import Given
from assessments.services.ledger import Said
from tests.assessments.visiting import client_of, url
from tests.factories import ledgers as made
from tests.permissions.canaries import text_of

pytestmark = pytest.mark.django_db
CANARY = "51.37"


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
