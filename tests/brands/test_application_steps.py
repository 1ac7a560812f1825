"""Steps of applications by posts, one by one and in bulk: what is forged or stale changes nothing."""

import pytest
from django.urls import reverse

from brands.models import Application
from brands.services.application import advance
from tests.brands.filing import url
from tests.factories.branches import fresh, person
from tests.factories.brands import ApplicationFactory, ProgramFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("step", ["submit", "endorse", "screen", "accept", "return", "withdraw", "reopen", "forward"])
def test_forged_steps_are_refused_with_a_reason(client, application, cast, step):
    application = advance(application, "submit", actor=cast.secretary)
    client.force_login(cast.committee_reviewer)
    answer = client.post(url("application_step", application, step), {"comment": "x", "seen": "in_review.1.False.1.0"})
    assert answer.status_code in (403, 409)
    application.refresh_from_db()
    assert application.events.count() == 1


@pytest.mark.parametrize("seen", ["", "x", "in_review.1.False.1", "in_review.a.False.1.0", "in_review.1.maybe.1.0"])
def test_a_tampered_copy_is_a_bad_request(client, application, cast, seen):
    application = advance(application, "submit", actor=cast.secretary)
    client.force_login(cast.general_reviewer)
    data = {"comment": "同意", "emblem": "on", "similar": "on", "seen": seen}
    assert client.post(url("application_step", application, "endorse"), data).status_code == 400
    assert application.events.count() == 1


def test_a_step_replayed_after_somebody_else_is_refused(client, application, cast, tree):
    second = person("reviewer", tree.general)
    application = advance(application, "submit", actor=cast.secretary)
    client.force_login(second)
    page = client.get(url("application_step", application, "return"))
    application = advance(application, "return", actor=cast.general_reviewer, comment="退回")
    advance(application, "submit", actor=cast.secretary)
    data = {"comment": "退回旧版", "seen": page.context["hidden"]["seen"]}
    assert client.post(url("application_step", application, "return"), data).status_code == 409
    assert Application.objects.get().status == "in_review"


def test_the_reason_typed_stays_when_a_step_is_refused(client, application, cast):
    application = advance(application, "submit", actor=cast.secretary)
    client.force_login(cast.general_reviewer)
    seen = client.get(url("application_step", application, "endorse")).context["hidden"]["seen"]
    page = client.post(url("application_step", application, "endorse"), {"comment": "写了很多意见", "seen": seen})
    assert page.status_code == 400
    assert "写了很多意见" in page.content.decode()
    page = client.post(url("application_step", application, "return"), {"comment": "长" * 1001, "seen": seen})
    assert page.status_code == 400


def test_bulk_lists_what_will_happen_then_does_it_one_by_one(client, cast, tree, program):
    first = ApplicationFactory(program=program, organization=tree.branch, name="甲品牌")
    second = ApplicationFactory(program=program, organization=tree.sibling, name="乙品牌")
    first = advance(first, "submit", actor=cast.secretary)
    second = advance(second, "submit", actor=cast.sibling_secretary)
    client.force_login(cast.general_reviewer)
    ids = {"action": "pass", "selected": [first.pk, second.pk]}
    page = client.post(reverse("brands:application_bulk"), ids)
    assert [(p["step"], p["text"]) for p in page.context["plans"]] == [
        ("endorse", f"同意，上报{tree.committee.short_name}。")
    ] * 2
    assert Application.objects.filter(held_by=tree.general).count() == 2
    # The two have the same text, and each is told of the other.
    assert [[(s.organization, s.text_degree) for s in p["similar"]] for p in page.context["plans"]] == [
        [(tree.sibling.name, 100)],
        [(tree.branch.name, 100)],
    ]
    seen = {f"seen_{p['application'].pk}": p["seen"] for p in page.context["plans"]}
    # One of them is handled by somebody else meanwhile.
    advance(second, "return", actor=fresh(cast.general_reviewer), comment="退回")
    data = ids | seen | {"confirmed": "1", "comment": "同意。", "emblem": "on", "similar": "on"}
    page = client.post(reverse("brands:application_bulk"), data)
    outcomes = {o.application.pk: bool(o.refused) for o in page.context["outcomes"]}
    assert outcomes == {first.pk: False, second.pk: True}
    first.refresh_from_db()
    assert first.held_by == tree.committee


def test_bulk_screening_asks_for_the_secrecy_check(client, cast, tree):
    program = ProgramFactory(organizer=tree.top, endorsement_rule="direct")
    application = advance(ApplicationFactory(program=program, organization=tree.branch), "submit", actor=cast.secretary)
    client.force_login(cast.office)
    page = client.post(reverse("brands:application_bulk"), {"selected": application.pk})
    data = {"selected": application.pk, "confirmed": "1", f"seen_{application.pk}": page.context["plans"][0]["seen"]}
    data |= {"comment": "同意", "emblem": "on", "similar": "on"}
    assert client.post(reverse("brands:application_bulk"), data).status_code == 400
    assert client.post(reverse("brands:application_bulk"), data | {"secrecy": "on"}).status_code == 200
    application.refresh_from_db()
    assert application.is_screened


def test_bulk_reaches_nothing_one_does_not_see(client, application, cast):
    application = advance(application, "submit", actor=cast.secretary)
    client.force_login(cast.foreign_office)
    answer = client.post(reverse("brands:application_bulk"), {"selected": application.pk, "confirmed": "1"})
    assert answer.status_code == 302
    assert application.events.count() == 1
    assert client.post(reverse("brands:application_bulk"), {"selected": "1 or 1"}).status_code == 400
