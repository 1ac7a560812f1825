"""What is approved is the copy that was read: a text changed behind an open page is not approved unseen."""

from datetime import date

import pytest
from django.urls import reverse

from assessments.enums.point import AppraisalStatus
from assessments.models import Appraisal, LedgerPublication
from assessments.services import result
from assessments.services.appraisal import advance_appraisal, write_appraisal
from brands.models import Deed
from brands.services.deed import DeedDraft, advance_deed, update_deed
from tests.factories import ledgers as made
from tests.factories.activities import DeedFactory
from tests.factories.branches import MemberFactory, fresh, small_cast, small_tree
from tests.factories.brands import ProgramFactory, PublicBrandFactory
from tests.factories.points import AppraisalFactory
from tests.permissions.forms import sent_by

pytestmark = pytest.mark.django_db


def pressed(client, user, where: str, change, **typed: str) -> int:
    """The page is opened, `change` happens elsewhere, then the button is pressed; the answer's status."""
    client.force_login(user)
    page = sent_by(client.get(where).content.decode())
    change()
    client.force_login(user)
    return client.post(where, page | typed).status_code


def test_an_appraisal(client):
    stage = made.office()
    appraisal = AppraisalFactory(organization=stage.tree.branch, status=AppraisalStatus.SUBMITTED)

    def change():
        table = advance_appraisal(appraisal, "withdraw", actor=fresh(stage.secretary))
        meeting = {"held_on": date(2025, 12, 1), "expected": 8, "present": 7}
        write_appraisal(table, actor=fresh(stage.clerk), verdicts={}, seen=table.edit_version, **meeting)
        Appraisal.objects.filter(pk=appraisal.pk).update(status=AppraisalStatus.SUBMITTED)

    where = reverse("assessments:appraisal_step", args=[appraisal.pk, "approve"])
    assert pressed(client, stage.reviewer, where, change) == 400
    assert Appraisal.objects.get().status == AppraisalStatus.SUBMITTED
    assert pressed(client, stage.reviewer, where, lambda: None) == 302


def test_a_deed_for_the_public(client):
    tree = small_tree()
    cast = small_cast(tree)
    brand = PublicBrandFactory(program=ProgramFactory(organizer=tree.top), organization=tree.branch)
    deed = DeedFactory(organization=tree.branch, brand=brand, member=MemberFactory(organization=tree.branch))
    deed = advance_deed(deed, "propose", actor=cast.secretary)

    def change():
        back = advance_deed(deed, "retract", actor=fresh(cast.secretary))
        draft = DeedDraft(deed.member, "另一件事", "内部工作情况。", deed.happened_on, brand)
        back = update_deed(back, draft=draft, actor=fresh(cast.clerk), version=back.edit_version)
        advance_deed(back, "propose", actor=fresh(cast.secretary))

    where = reverse("brands:deed_step", args=[deed.pk, "check"])
    assert pressed(client, cast.office, where, change, comment="属实，不涉密") == 400
    assert Deed.objects.get().status == "proposed"
    assert pressed(client, cast.office, where, lambda: None, comment="属实，不涉密") == 302


def test_a_publication(client):
    stage = made.office()
    made.settled(stage)
    publication = result.draft_publication(stage.scheme, values=made.publication_values(), actor=fresh(stage.office))

    def change():
        values = made.publication_values(body="另附未公开情况。", wanted_range="public")
        result.update_publication(publication, values=values, actor=fresh(stage.second_office))

    where = reverse("assessments:publication_step", args=[publication.pk, "check"])
    words = {"secrecy": "on", "accuracy": "on", "comment": "已审查"}
    assert pressed(client, stage.office, where, change, **words) == 400
    assert LedgerPublication.objects.get().status == "draft"
    assert pressed(client, stage.office, where, lambda: None, **words) == 302
