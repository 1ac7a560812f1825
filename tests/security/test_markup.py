"""What people type stays text, and no page leads away from the site."""

import pytest
from django.urls import reverse

from brands.models import Application, Phase
from tests.factories.branches import small_cast, small_tree
from tests.factories.brands import ApplicationFactory, ProgramFactory

pytestmark = pytest.mark.django_db
MARKUP = '<b id="planted">重点</b>'


@pytest.fixture
def tree():
    return small_tree()


def test_the_tasks_of_a_phase_are_text_beside_the_plan(client, tree):
    program = ProgramFactory(organizer=tree.top)
    Phase.objects.filter(program=program).update(tasks=MARKUP, name=MARKUP[:20])
    application: Application = ApplicationFactory(program=program, organization=tree.branch)
    user = small_cast(tree).secretary
    client.post(reverse("accounts:login"), {"username": user.username, "password": "Blue-Lantern-27"})
    text = client.get(reverse("brands:application_edit", args=[application.pk])).content.decode()
    assert "&lt;b id=&quot;planted&quot;&gt;重点" in text
    assert "<b id=" not in text


@pytest.mark.parametrize("path", ["//elsewhere.example/x", "///elsewhere.example", "/\\elsewhere.example"])
def test_a_refused_act_leads_back_to_the_site_alone(client, path, tree):
    user = small_cast(tree).secretary
    client.post(reverse("accounts:login"), {"username": user.username, "password": "Blue-Lantern-27"})
    answer = client.post(reverse("brands:application_create"), {}, HTTP_REFERER=f"http://testserver{path}")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/")
    assert not answer["Location"].startswith(("//", "/\\"))
