"""The hand-over sheet: what waits at the branch's desk, what is due, where things stand, and who may read it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from brands.enums import FindingStatus, PhaseRecordStatus
from brands.models import PhaseRecord
from brands.services.application import advance
from tests.factories.branches import PostFactory, TermFactory, fresh
from tests.factories.brands import ApplicationFactory, BrandFactory, ProgramFactory
from tests.factories.history import make_finding, make_history
from tests.permissions.canaries import content_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def brand(tree, today):
    brand = BrandFactory(program=ProgramFactory(organizer=tree.top), organization=tree.branch, name="通途先锋")
    record = brand.phase_records.order_by("phase__order")[0]
    PhaseRecord.objects.filter(pk=record.pk).update(
        status=PhaseRecordStatus.OPEN, starts_on=today - timedelta(days=9), due_on=today + timedelta(days=9)
    )
    return brand


def page_of(client, user, branch):
    client.force_login(user)
    return client.get(reverse("brands:handover", args=[branch.pk]))


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("clerk", 200),
        ("secretary", 200),
        ("general_reviewer", 200),
        ("committee_reviewer", 200),
        ("office", 200),
        ("member", 403),
        ("director", 403),
        ("sibling_secretary", 404),
        ("foreign_office", 404),
        ("outsider", 404),
    ],
)
def test_who_may_read_it(client, tree, cast, who, status):
    assert page_of(client, getattr(cast, who), tree.branch).status_code == status


def test_what_is_due_at_the_branch_next_first(client, tree, cast, brand, today):
    make_finding(brand, cast.general_reviewer, mark="甲", due_on=today - timedelta(days=3))
    make_finding(brand, cast.general_reviewer, mark="乙", status=FindingStatus.CLOSED, due_on=today)
    term = TermFactory(organization=tree.branch, elected_on="2020-01-01", ends_on=today + timedelta(days=200))
    PostFactory(term=term)
    page = page_of(client, cast.secretary, tree.branch)
    assert [(row["label"], row["left"]) for row in page.context["dates"]] == [
        ("问题整改", "已逾期3天"),
        ("阶段小结", "还有9天"),
        ("班子届满", "还有200天"),
    ]
    assert [post.kind for post in page.context["sheet"].posts] == ["secretary"]
    people = {row.user for row in page.context["sheet"].roles}
    assert {cast.clerk, cast.secretary, cast.general_reviewer, cast.office, cast.director} <= people
    assert not people & {cast.sibling_secretary, cast.foreign_office, cast.member}


def test_tasks_are_the_desks_not_the_readers(client, tree, cast):
    """A superior reads what waits for the branch, and nothing of what only its writers may see."""
    program = ProgramFactory(organizer=tree.top)
    ApplicationFactory(program=program, organization=tree.branch, name="QX900zx")
    tasks = {
        task.label: str(task.count) for task in page_of(client, cast.secretary, tree.branch).context["sheet"].tasks
    }
    assert tasks["待提交申报"] == "1"
    page = page_of(client, cast.general_reviewer, tree.branch)
    assert "待提交申报" not in {task.label for task in page.context["sheet"].tasks}
    assert "QX900zx" not in page.content.decode()
    # Once submitted, it waits for the reviewer and no longer at the branch's desk.
    from brands.models import Application

    advance(Application.objects.get(), "submit", actor=fresh(cast.secretary))
    page = page_of(client, cast.general_reviewer, tree.branch)
    assert page.context["sheet"].tasks == []
    assert [row.name for row in page.context["sheet"].under_review] == ["QX900zx"]


def test_another_branchs_entries_never(client, tree, cast, brand, today):
    other = BrandFactory(program=brand.program, organization=tree.sibling, name="QX901zx")
    make_history(other, cast.office, 12, mark="QX901zx")
    make_finding(other, cast.general_reviewer, mark="QX901zx", due_on=today)
    make_finding(brand, cast.general_reviewer, mark="QX902zx", status=FindingStatus.DRAFT, due_on=today)
    for user in (cast.secretary, cast.office):
        text = page_of(client, user, tree.branch).content.decode()
        assert ("QX901zx" in text, "QX902zx" in text) == (False, False)


@pytest.mark.parametrize("count", [3, 60])
def test_the_same_number_of_queries(client, django_assert_num_queries, tree, cast, brand, today, count):
    for number in range(count):
        make_finding(brand, cast.general_reviewer, due_on=today + timedelta(days=number))
    make_history(brand, cast.office, count)
    PostFactory(term=TermFactory(organization=tree.branch))
    page_of(client, cast.secretary, tree.branch)
    with django_assert_num_queries(12):
        client.get(reverse("brands:handover", args=[tree.branch.pk]))


def test_the_document_says_the_same(client, tree, cast, brand, today):
    make_finding(brand, cast.general_reviewer, mark="甲", due_on=today)
    client.force_login(cast.secretary)
    answer = client.get(reverse("brands:handover_pdf", args=[tree.branch.pk]))
    text = content_text(answer.content)
    for word in (
        "支部工作交接清单",
        tree.branch.name,
        "甲台账不全",
        "今天截止",
        "通途先锋",
        cast.general_reviewer.name,
    ):
        assert word in text
    client.force_login(cast.member)
    assert client.get(reverse("brands:handover_pdf", args=[tree.branch.pk])).status_code == 403


def test_the_organisations_page_leads_to_it(client, tree, cast):
    url = reverse("brands:handover", args=[tree.branch.pk])
    for user, expected in ((cast.secretary, True), (cast.general_reviewer, True), (cast.member, False)):
        client.force_login(user)
        page = client.get(reverse("branches:organization_detail", args=[tree.branch.pk])).content.decode()
        assert (url in page) is expected
