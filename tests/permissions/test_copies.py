"""A form shown again rests on the copy it was opened with, until its author is told that others have saved since."""

import pytest
from django.urls import reverse

from tests.permissions.forms import sent_by

pytestmark = pytest.mark.django_db
# Address, of what, whose, and where the mark of the copy stands.
FORMS = (
    ("assessments:appraisal_edit", "draft_appraisal", "secretary", "seen"),
    ("assessments:point_plan_edit", "draft_point_plan", "office", "seen"),
    ("assessments:scheme_edit", "draft_scheme", "office", "seen"),
    ("assessments:scheme_group_edit", "draft_scheme_group", "office", "seen"),
    ("assessments:scheme_dates", "draft_scheme", "office", "seen"),
    ("assessments:survey_edit", "draft_survey", "office", "seen"),
    ("assessments:publication_edit", "draft_publication", "office", "seen"),
    ("brands:program_edit", "preparing_program", "office", "seen"),
    ("brands:program_edit", "program", "office", "seen"),
    ("brands:round_edit", "entering_round", "office", "seen"),
    ("brands:notice_edit", "draft_notice", "office", "seen"),
    ("brands:regulation_edit", "draft_regulation", "office", "seen"),
    ("brands:inspection_edit", "planned_inspection", "committee_reviewer", "seen"),
    ("brands:inspection_target", "planned_branch_target", "committee_reviewer", "seen"),
    ("brands:guidance_rules", "program", "office", "seen"),
    ("brands:site_edit", "active_site", "office", "seen"),
    ("brands:deed_edit", "recorded_deed", "secretary", "version"),
)
OLD = "999999999"


@pytest.mark.parametrize(("url", "thing", "person", "mark"), FORMS)
def test_the_copy_stays_until_its_author_is_told(world, url, thing, person, mark):
    address, client = reverse(url, args=[world.thing(thing).pk]), world.client(person)
    shown = sent_by(client.get(address).content.decode())
    kept = {name: value for name, value in shown.items() if name.endswith("_FORMS") or name == "key"}
    wrong = {name: "错" * 6000 for name in shown if name not in kept}
    page = client.post(address, wrong | kept | {mark: OLD})
    assert page.status_code == 400
    assert sent_by(page.content.decode())[mark] == OLD
    page = client.post(address, shown | {mark: OLD, "reason": "写错了"})
    assert sent_by(page.content.decode())[mark] == shown[mark]
