"""The pages of filing in order: begin, write, save, submit, review, accept, revise."""

import pytest
from django.urls import reverse

from brands.models import Application, Brand
from brands.services.application import advance
from tests.brands.filing import form_data
from tests.factories.branches import MemberFactory

pytestmark = pytest.mark.django_db


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
