"""The whole way of a brand in a browser, with everybody who has a part in it."""

import pytest

from tests.e2e import filing, naming
from tests.e2e.scene import make_scene

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_first_draft_to_the_naming_document(walk, tmp_path):
    scene = make_scene()
    filing.write_draft(walk, scene)
    filing.leave_and_come_back(walk, scene)
    filing.write_at_once(walk, scene)
    filing.submit(walk, scene)
    filing.return_and_submit_again(walk, scene)
    filing.climb(walk, scene)
    brand = filing.accept(walk, scene)
    filing.find_on_wall(walk, scene, brand)
    naming.open_round(walk, scene)
    naming.nominate(walk, scene, brand)
    naming.name_judges(walk, scene)
    naming.score(walk, scene)
    naming.shortlist(walk, scene)
    naming.publish_notice(walk, scene)
    receipt = naming.give_opinion(walk, scene, brand)
    naming.handle_opinion(walk, scene, receipt)
    naming.let_the_notice_end()
    naming.decide(walk, scene)
    code = naming.issue(walk, scene, brand, tmp_path)
    naming.see_in_public(walk, brand, code)
    naming.export(walk, scene, brand, tmp_path)
