"""What has been reckoned is what is published, and what was taken down is told to nobody, last year's included."""

import pytest
from django.urls import reverse

from assessments.models import Indicator, Ledger, LedgerPublication, Survey
from assessments.selectors.ledger import earlier_years, last_year
from assessments.services import result
from assessments.services.ledger import open_ledgers
from assessments.services.survey import add_targets, create_survey
from core.errors import BusinessError
from tests.factories import ledgers as made
from tests.factories import surveys
from tests.factories.branches import fresh

pytestmark = pytest.mark.django_db


def polled(stage: made.Office) -> surveys.Poll:
    """A survey about every branch of the scheme, with its codes printed."""
    units = [stage.tree.branch, stage.tree.sibling, stage.tree.direct]
    values = surveys.survey_values(scheme=stage.scheme)
    survey = create_survey(stage.tree.top, actor=fresh(stage.office), values=values, questions=surveys.drafts())
    add_targets(survey, organizations=units, actor=fresh(stage.office))
    poll = surveys.Poll(stage.tree.top, fresh(stage.office), fresh(stage.director), units, [], survey)
    poll.print_codes(6)
    return poll


def vote(poll: surveys.Poll) -> None:
    for number in range(3):
        for _ in range(6):
            poll.vote(number, place=number)
    poll.advance("close_early", "全部收回。")


def ready(stage: made.Office) -> LedgerPublication:
    publication = result.draft_publication(stage.scheme, values=made.publication_values(), actor=fresh(stage.office))
    return result.advance_publication(publication, "check", actor=fresh(stage.office), comment="已审查。")


def test_a_survey_counted_after_the_reckoning_asks_for_another():
    stage = made.office(mass_share=20, organization_share=80)
    poll = polled(stage)
    poll.advance("open")
    made.settled(stage)
    publication = ready(stage)
    vote(poll)
    with pytest.raises(BusinessError, match="还不能公布"):
        result.advance_publication(publication, "approve", actor=fresh(stage.director))
    made.run_settlement(stage)
    publication = result.advance_publication(publication, "approve", actor=fresh(stage.director))
    assert stage.ledger().mass_score == 100


def test_nothing_is_published_while_its_survey_runs():
    stage = made.office(mass_share=20, organization_share=80)
    poll = polled(stage)
    poll.advance("open")
    made.settled(stage)
    publication = ready(stage)
    with pytest.raises(BusinessError, match="还不能公布") as refused:
        result.advance_publication(publication, "approve", actor=fresh(stage.director))
    assert "群众评价" in "".join(refused.value.details)


def test_no_survey_opens_for_results_that_are_out():
    stage = made.office(mass_share=20, organization_share=80)
    poll = polled(stage)
    made.published(stage)
    with pytest.raises(BusinessError, match="还不能开始评价"):
        poll.advance("open")
    assert Survey.objects.get().status == "draft"


@pytest.fixture
def next_year():
    """Last year's results were out and have been taken down; this year's ledgers continue its lines."""
    stage = made.office(year=made.YEAR - 1)
    publication = made.published(stage, points=(("51.5", "38.75"), (50, 35), (40, 25)))
    this = made.scheme_of(stage.tree.top, mass_share=0, organization_share=100)
    former = stage.indicators
    for name, line in made.lines_of(this).items():
        Indicator.objects.filter(pk=line.pk).update(predecessor=former[name], is_comparable=True)
    open_ledgers(this)
    return stage, publication, Ledger.objects.get(scheme=this, organization=stage.tree.branch)


@pytest.mark.parametrize("name", ["ledger_detail", "ledger_compare", "ledger_score"])
def test_last_year_taken_down_is_not_told_beside_this_year(next_year, name, client):
    stage, publication, ledger = next_year
    client.force_login(stage.secretary)
    where = reverse(f"assessments:{name}", args=[ledger.pk])
    assert (said_of_last_year(ledger), total_of_last_year(ledger)) == ("51.5", made.D("90.25"))
    assert "51.5" in client.get(where).content.decode()
    result.advance_publication(publication, "withdraw", actor=fresh(stage.director), comment="发现差错")
    # The job that moves the ledgers has not run yet.
    assert Ledger.objects.filter(scheme=stage.scheme, status="published").exists()
    page = client.get(where).content.decode()
    assert "51.5" not in page and "90.25" not in page
    assert (said_of_last_year(ledger), total_of_last_year(ledger)) == ("—", None)


def said_of_last_year(ledger: Ledger) -> str:
    return str(last_year(ledger)[made.lines_of(ledger.scheme)["组织生活"].pk])


def total_of_last_year(ledger: Ledger) -> object:
    return next((row.total for row in earlier_years(ledger)), None)
