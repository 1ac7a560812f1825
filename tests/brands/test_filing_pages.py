"""The pages of filing in order: begin, write, save, submit, review, accept, revise."""

import pytest
from django.urls import reverse

from brands.models import Application, Brand
from brands.services.application import advance
from tests.factories.branches import MemberFactory, small_cast, small_tree
from tests.factories.brands import ApplicationFactory, ProgramFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return small_tree()


@pytest.fixture
def cast(tree):
    return small_cast(tree)


@pytest.fixture
def program(tree):
    return ProgramFactory(organizer=tree.top, name="三年创建规划")


@pytest.fixture
def application(tree, program):
    return ApplicationFactory(program=program, organization=tree.branch, name="通途先锋")


def rows(prefix, items, initial=0):
    data = {f"{prefix}-TOTAL_FORMS": len(items), f"{prefix}-INITIAL_FORMS": initial}
    data |= {f"{prefix}-MIN_NUM_FORMS": 0, f"{prefix}-MAX_NUM_FORMS": 30}
    for number, item in enumerate(items):
        data |= {f"{prefix}-{number}-{key}": value for key, value in item.items()}
    return data


def form_data(application, **changes):
    """What the browser posts of a filled form."""
    phases = application.program.phases.all()
    data = {
        "version": application.edit_version,
        "name": "通途先锋",
        "slogan": "路畅人和",
        "concept": "把支部建在公路上",
        "connotation": "先锋车队\r\n养护小组",
        "goals": "三年成形",
        "logo_meaning": "",
        "has_emblem": "",
        **{f"plan_{phase.pk}": f"{phase.name}计划" for phase in phases},
        **rows("facets", [{"title": "畅", "text": "道路畅通"}]),
        **rows("carriers", [{"kind": "post", "name": "先锋岗", "text": "亮身份"}]),
        "resolution-kind": "assembly",
        "resolution-held_on": "2026-03-01",
        "resolution-expected": "10",
        "resolution-present": "9",
        "resolution-votes_for": "8",
        "resolution-votes_against": "0",
        "resolution-abstained": "1",
        "resolution-opinions_asked": "已征求",
    }
    return data | changes


def test_from_the_workbench_to_the_submitted_application(client, tree, cast, program):
    MemberFactory.create_batch(4, organization=tree.branch)
    client.force_login(cast.secretary)
    assert "发起申报" in client.get(reverse("brands:workbench")).content.decode()
    page = client.get(reverse("brands:application_create"))
    key = page.context["key"]
    choice = f"{program.pk}.{tree.branch.pk}"
    answer = client.post(reverse("brands:application_create"), {"key": key, "choice": choice})
    application = Application.objects.get()
    assert answer.url == reverse("brands:application_edit", args=[application.pk])
    page = client.get(answer.url)
    assert 'name="resolution-expected" value="4"' in page.content.decode()
    answer = client.post(answer.url, form_data(application, submit="1"))
    assert answer.url == reverse("brands:application_step", args=[application.pk, "submit"])
    page = client.get(answer.url)
    assert page.context["missing"] == []
    answer = client.post(answer.url, {"seen": page.context["hidden"]["seen"]})
    application.refresh_from_db()
    assert (application.status, application.held_by, application.version_number) == ("in_review", tree.general, 1)
    assert application.connotation == "先锋车队\n养护小组"
    assert application.versions.get().snapshot["carriers"] == [{"kind": "post", "name": "先锋岗", "text": "亮身份"}]


def test_every_level_agrees_on_the_pages_and_the_brand_appears(client, application, cast, tree):
    application = advance(application, "submit", actor=cast.secretary)
    checked = {"emblem": "on", "similar": "on", "comment": "同意。"}
    way = [
        (cast.general_reviewer, "endorse", checked),
        (cast.committee_reviewer, "endorse", checked),
        (cast.office, "screen", checked | {"secrecy": "on"}),
        (cast.director, "accept", {"publication_range": "public", "comment": "同意创建"}),
    ]
    for user, step, data in way:
        client.force_login(user)
        url = reverse("brands:application_step", args=[application.pk, step])
        assert client.get(reverse("brands:application_detail", args=[application.pk])).status_code == 200
        page = client.get(url)
        # Without the checklist nothing is taken.
        if step != "accept":
            assert client.post(url, {"seen": page.context["hidden"]["seen"], "comment": "同意"}).status_code == 400
        answer = client.post(url, data | {"seen": page.context["hidden"]["seen"]})
        assert answer.status_code == 302, answer.content.decode()
    brand = Brand.objects.public().get()
    for name in ("brand_list", "workbench", "application_list", "program_list"):
        assert client.get(reverse(f"brands:{name}")).status_code == 200
    assert brand.name in client.get(reverse("brands:brand_detail", args=[brand.pk])).content.decode()


@pytest.mark.parametrize("name", ["application_detail", "application_pdf", "application_compare"])
def test_pages_of_one_application_answer(client, application, cast, name):
    application = advance(application, "submit", actor=cast.secretary)
    client.force_login(cast.committee_reviewer)
    assert client.get(reverse(f"brands:{name}", args=[application.pk])).status_code == 200
    assert client.get(reverse("brands:application_version", args=[application.pk, 1])).status_code == 200
