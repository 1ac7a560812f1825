"""The workbench: what waits, what was begun, what was done; the same number of queries however much there is."""

import pytest
from django.urls import reverse

from brands.models import Application
from brands.selectors import workbench
from brands.selectors.workbench import Count, bounded_counts
from brands.services.application import advance
from tests.factories.branches import OrganizationFactory, fresh, person
from tests.factories.brands import ApplicationFactory, ProgramFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(tree):
    return ProgramFactory(organizer=tree.top)


def figures(client, user):
    client.force_login(user)
    page = client.get(reverse("brands:workbench"))
    todo = {card["label"]: card["value"] for card in page.context["todo"]}
    own = {(g["title"], card["label"]): card["value"] for g in page.context["own"] for card in g["stats"]}
    return page, todo, own


def test_what_waits_begins_and_is_done_moves_with_the_application(client, tree, cast, program):
    application = ApplicationFactory(program=program, organization=tree.branch, name="通途先锋")
    page, todo, own = figures(client, cast.secretary)
    assert {label: n for label, n in todo.items() if n != "0"} == {"待提交申报": "1"}
    assert [row["label"] for row in page.context["lists"][0]["rows"]] == ["通途先锋"]
    application = advance(application, "submit", actor=cast.secretary)
    _, todo, own = figures(client, cast.secretary)
    assert (todo["待提交申报"], own["我发起的", "审核中"]) == ("0", "1")
    page, todo, own = figures(client, cast.general_reviewer)
    assert {label: n for label, n in todo.items() if n != "0"} == {"待审核申报": "1"}
    assert own == {("我已办的", "审核"): "0"}
    assert page.context["todo"][0]["url"].endswith("?tab=waiting")
    advance(application, "endorse", actor=fresh(cast.general_reviewer))
    _, todo, own = figures(client, cast.general_reviewer)
    assert (todo["待审核申报"], own["我已办的", "审核"]) == ("0", "1")


def test_whoever_has_waited_longest_comes_first(client, tree, cast, program):
    for name, day in (("乙", "2026-03-02"), ("甲", "2026-03-01")):
        branch = OrganizationFactory(parent=tree.general)
        application = ApplicationFactory(program=program, organization=branch, name=name)
        application = advance(application, "submit", actor=person("secretary", branch))
        Application.objects.filter(pk=application.pk).update(held_since=f"{day}T08:00+08:00")
    page, _, _ = figures(client, cast.general_reviewer)
    rows = page.context["lists"][0]["rows"]
    assert [(row["label"], row["is_long"]) for row in rows] == [("甲", True), ("乙", True)]


def test_others_work_is_not_shown(client, tree, cast, program):
    application = ApplicationFactory(program=program, organization=tree.branch)
    advance(application, "submit", actor=cast.secretary)
    for user in (cast.committee_reviewer, cast.office, cast.director):
        assert figures(client, user)[1].get("待审核申报") == "0"
    for user in (cast.sibling_secretary, cast.member, cast.outsider):
        page, todo, _ = figures(client, user)
        assert "待审核申报" not in todo
        assert page.context["lists"] == []


def test_counts_stop_at_the_bound(monkeypatch, tree, cast, program):
    monkeypatch.setattr(workbench, "BOUND", 2)
    for _ in range(4):
        ApplicationFactory(program=program, organization=OrganizationFactory(parent=tree.general))
    counts = bounded_counts(cast.office, {"all": Application.objects.all(), "none": Application.objects.none()})
    assert (counts["all"], str(counts["all"]), str(counts["none"])) == (Count(3), "2+", "0")


@pytest.mark.parametrize("who, queries", [("general_reviewer", 8), ("secretary", 8), ("office", 8), ("director", 8)])
@pytest.mark.parametrize("count", [1, 3])
def test_the_same_number_of_queries(client, django_assert_num_queries, tree, cast, program, count, who, queries):
    direct = ProgramFactory(organizer=tree.top, endorsement_rule="direct")
    for _ in range(count):
        branch = OrganizationFactory(parent=tree.general)
        for run in (program, direct):
            application = ApplicationFactory(program=run, organization=branch)
            application = advance(application, "submit", actor=person("secretary", branch))
            if run == direct and count == 3:
                advance(application, "screen", actor=fresh(cast.office))
                other = ApplicationFactory(program=direct, organization=OrganizationFactory(parent=tree.general))
                advance(other, "submit", actor=person("secretary", other.organization))
        drafts = ProgramFactory(organizer=tree.top)
        ApplicationFactory(program=drafts, organization=tree.branch)
    if count == 1:
        application = ApplicationFactory(program=direct, organization=OrganizationFactory(parent=tree.general))
        application = advance(application, "submit", actor=person("secretary", application.organization))
        advance(application, "screen", actor=fresh(cast.office))
    client.force_login(getattr(cast, who))
    client.get(reverse("brands:workbench"))
    with django_assert_num_queries(queries):
        client.get(reverse("brands:workbench"))
