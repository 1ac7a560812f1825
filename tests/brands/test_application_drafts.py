"""Drafts of applications: autosave, two editors, forged and broken posts; nothing typed is lost."""

import pytest
from django.core.files.base import ContentFile

from brands.models import Application
from brands.services.drafts import attach
from tests.brands.filing import form_data, rows, url
from tests.factories.brands import ProgramFactory

pytestmark = pytest.mark.django_db


def test_autosave_keeps_what_is_incomplete(client, application, cast):
    client.force_login(cast.clerk)
    data = form_data(application, name="", slogan="只写了口号", **{"resolution-held_on": ""})
    answer = client.post(url("application_autosave", application), data)
    assert (answer.status_code, answer.json()["version"]) == (200, 1)
    application.refresh_from_db()
    assert (application.name, application.slogan) == ("", "只写了口号")


def test_autosave_tells_the_second_editor_who_changed_what(client, application, cast):
    client.force_login(cast.clerk)
    client.post(url("application_autosave", application), form_data(application, goals="填报员的目标"))
    client.force_login(cast.secretary)
    answer = client.post(url("application_autosave", application), form_data(application, goals="书记的目标"))
    assert answer.status_code == 409
    change = next(change for change in answer.json()["changes"] if change["label"] == "品牌目标")
    assert (change["by"], change["value"]) == (cast.clerk.name, "填报员的目标")
    application.refresh_from_db()
    assert application.goals == "填报员的目标"


def test_the_loser_keeps_the_own_text_chooses_and_saves_over(client, application, cast):
    base = form_data(application)
    client.force_login(cast.clerk)
    client.post(url("application_edit", application), base)
    base["version"] = 1
    client.post(
        url("application_edit", application), base | {"goals": "甲的目标", "slogan": "甲的口号", "concept": "甲"}
    )
    client.force_login(cast.secretary)
    page = client.post(url("application_edit", application), base | {"goals": "乙的目标", "slogan": "乙的口号"})
    assert page.status_code == 409
    text = page.content.decode()
    assert "乙的目标" in text and "甲的目标" in text and cast.clerk.name in text
    # What only the other has changed stands in the form already.
    form = page.context["forms"].text
    assert (form["goals"].value(), form["concept"].value(), page.context["version"]) == ("乙的目标", "甲", 2)
    answer = client.post(
        url("application_edit", application),
        base | {"version": 2, "goals": "乙的目标", "slogan": "乙的口号", "concept": "甲", "merge:slogan": "theirs"},
    )
    assert answer.status_code == 302
    application.refresh_from_db()
    assert (application.goals, application.slogan, application.concept) == ("乙的目标", "甲的口号", "甲")


def test_rows_that_the_other_editor_changed_come_into_the_form(client, application, cast):
    base = form_data(application)
    client.force_login(cast.clerk)
    client.post(url("application_edit", application), base)
    two = rows("carriers", [{"kind": "team", "name": "甲队", "text": ""}, {"kind": "post", "name": "乙岗", "text": ""}])
    client.post(url("application_edit", application), base | two | {"version": 1})
    client.force_login(cast.secretary)
    page = client.post(url("application_edit", application), base | {"version": 1, "goals": "另写目标"})
    assert [form["name"].value() for form in page.context["forms"].carriers] == ["甲队", "乙岗"]


def test_rows_saved_by_autosave_are_still_there_after_the_real_save(client, application, cast):
    """The page was drawn before the rows were stored and posts them as new ones."""
    Application.objects.update(carriers=[], facets=[])
    client.force_login(cast.clerk)
    data = form_data(application)
    assert client.post(url("application_autosave", application), data).status_code == 200
    assert client.post(url("application_edit", application), data | {"version": 1}).status_code == 302
    application.refresh_from_db()
    assert [c["name"] for c in application.carriers] == ["先锋岗"]
    assert [f["title"] for f in application.facets] == ["畅"]


def test_a_row_more_without_javascript_loses_nothing_and_saves_nothing(client, application, cast):
    client.force_login(cast.clerk)
    page = client.post(url("application_edit", application), form_data(application, add_row="facets", slogan="未存"))
    assert page.status_code == 200
    assert len(page.context["forms"].facets.forms) == 2
    assert 'value="未存"' in page.content.decode()
    assert Application.objects.get().edit_version == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "长" * 21},
        {"connotation": "长" * 100_000},
        {"resolution-expected": "二十"},
        {"resolution-held_on": "2026-13-45"},
        {"resolution-present": "99999999999"},
        {"has_emblem": "maybe"},
        {"carriers-0-kind": "secret"},
        {"facets-TOTAL_FORMS": "99999"},
        {"carriers-TOTAL_FORMS": "x"},
    ],
)
def test_bad_input_is_answered_and_nothing_typed_is_lost(client, application, cast, changes):
    client.force_login(cast.clerk)
    page = client.post(url("application_edit", application), form_data(application, slogan="原样留着", **changes))
    assert page.status_code == 400
    assert "原样留着" in page.content.decode()
    assert client.post(url("application_autosave", application), form_data(application, **changes)).status_code == 400
    assert Application.objects.get().edit_version == 0


def test_nul_is_refused(client, application, cast):
    client.force_login(cast.clerk)
    assert client.post(url("application_edit", application), form_data(application, name="a\x00b")).status_code == 400


def test_forged_fields_are_ignored(client, application, cast, tree):
    client.force_login(cast.clerk)
    forged = {"status": "accepted", "organization": tree.sibling.pk, "version_number": 7, "is_screened": "on"}
    client.post(url("application_edit", application), form_data(application, **forged))
    application.refresh_from_db()
    assert (application.status, application.organization, application.version_number) == ("draft", tree.branch, 0)


def test_a_phase_of_another_program_gets_no_plan(client, application, cast):
    other = ProgramFactory().phases.first()
    client.force_login(cast.clerk)
    client.post(url("application_edit", application), form_data(application, **{f"plan_{other.pk}": "别处"}))
    application.refresh_from_db()
    assert other.pk not in [plan["phase"] for plan in application.plans]


@pytest.mark.parametrize("count", [1, 3])
def test_the_form_asks_the_same_number_of_queries(client, django_assert_num_queries, application, cast, count):
    row = {"kind": "post", "name": "岗", "text": ""}
    Application.objects.update(carriers=[row | {"name": f"岗{n}"} for n in range(count)])
    for number in range(count):
        attach(application, content=ContentFile(b"%PDF", name=f"{number}.pdf"), actor=cast.clerk)
    client.force_login(cast.clerk)
    client.get(url("application_edit", application))
    with django_assert_num_queries(9):
        page = client.get(url("application_edit", application))
    assert len(page.context["forms"].carriers.forms) == count
