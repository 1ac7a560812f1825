"""A year of assessments in a browser, with everybody who has a part in it, the twelve who vote by phone included."""

import pytest

from tests.e2e import assessing, publishing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_imported_rubric_to_the_exported_tables(walk, tmp_path):
    year = assessing.begin(walk)
    assessing.import_scheme(year)
    assessing.score_oneself(year)
    assessing.check(year)
    assessing.open_survey(year, tmp_path)
    assessing.vote(year)
    assessing.count(year)
    publishing.confirm_all(year)
    publishing.publish(year)
    publishing.appeal(year)
    publishing.let_the_appeals_end()
    publishing.close(year)
    publishing.export(year, tmp_path)
