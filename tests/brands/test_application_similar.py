"""Brands alike in name or text: shown with owner and degree, drafts never."""

import pytest

from brands.selectors.similarity import similar_to
from brands.services.application import advance
from brands.services.drafts import Draft, save_draft
from tests.brands.filing import CANARY, url
from tests.factories.branches import person
from tests.factories.brands import ApplicationFactory, ProgramFactory

pytestmark = pytest.mark.django_db


def test_similar_names_and_texts_are_shown_with_owner_and_degree(client, application, cast, tree, program):
    other = ApplicationFactory(
        program=program, organization=tree.direct, name="通途先峰", connotation="别的", goals="别的"
    )
    advance(other, "submit", actor=person("secretary", tree.direct))
    found = similar_to(application)
    assert [(s.name, s.organization, s.name_degree, s.text_degree) for s in found] == [
        ("通途先峰", tree.direct.name, 98, 0)
    ]
    client.force_login(cast.secretary)
    assert "通途先峰" in client.get(url("application_edit", application)).content.decode()
    page = client.post(url("application_similar", application), {"name": "先峰通途"})
    assert tree.direct.name in page.content.decode()
    application = advance(application, "submit", actor=cast.secretary)
    client.force_login(cast.general_reviewer)
    for name, args in (("application_detail", ()), ("application_step", ("endorse",))):
        text = client.get(url(name, application, *args)).content.decode()
        assert "通途先峰" in text and "98%" in text


def test_the_own_organisation_drafts_and_what_was_withdrawn_warn_of_nothing(application, cast, tree, program):
    secretary = person("secretary", tree.direct)
    other = ApplicationFactory(program=program, organization=tree.direct, name="通途先锋")
    assert similar_to(application) == []
    other = advance(other, "submit", actor=secretary)
    assert [s.name_degree for s in similar_to(application)] == [100]
    assert similar_to(application)[0].text_degree == 100
    advance(other, "withdraw", actor=secretary)
    assert similar_to(application) == []
    again = ApplicationFactory(program=ProgramFactory(organizer=tree.top), organization=tree.branch, name="通途先锋")
    advance(again, "submit", actor=cast.secretary)
    assert similar_to(application) == []


def test_the_draft_behind_a_returned_version_does_not_leak_by_similarity(application, cast, tree, program):
    secretary = person("secretary", tree.direct)
    other = advance(
        ApplicationFactory(program=program, organization=tree.direct, name="通途先锋"), "submit", actor=secretary
    )
    other = advance(other, "return", actor=cast.office, comment="改") if other.held_by == tree.top else other
    save_draft(other, draft=Draft(texts={"name": CANARY}), actor=secretary, version=other.edit_version)
    assert [s.name for s in similar_to(application)] == ["通途先锋"]
