"""Applications on their pages: begun by whom, seen by whom, listed and opened."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from brands.models import Application
from brands.services.application import advance
from brands.services.drafts import Draft, save_draft
from tests.brands.filing import CANARY, climb, form_data, url
from tests.factories.branches import OrganizationFactory, fresh, person
from tests.factories.brands import ApplicationFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("choice", ["", "0.0", "x", "1.1.1"])
def test_a_choice_that_is_not_offered_begins_nothing(client, cast, program, choice):
    client.force_login(cast.secretary)
    answer = client.post(reverse("brands:application_create"), {"choice": choice, "key": "x"})
    assert answer.status_code == 409
    assert not Application.objects.exists()


def test_nobody_begins_for_a_sibling_or_without_the_ability(client, cast, tree, program):
    choice = f"{program.pk}.{tree.sibling.pk}"
    client.force_login(cast.secretary)
    client.post(reverse("brands:application_create"), {"choice": choice, "key": "x"})
    for user in (cast.member, cast.office, cast.outsider):
        client.force_login(user)
        assert client.post(reverse("brands:application_create"), {"choice": choice}).status_code == 403
    assert not Application.objects.exists()


def test_after_the_closing_date_nothing_is_begun(client, cast, tree, program):
    program.applications_until = timezone.localdate() - timedelta(days=1)
    program.save()
    client.force_login(cast.secretary)
    page = client.get(reverse("brands:application_create"))
    data = {"choice": f"{program.pk}.{tree.branch.pk}", "key": page.context["key"]}
    assert client.post(reverse("brands:application_create"), data).status_code == 409


def test_a_revision_is_begun_on_the_brands_page(client, application, cast):
    brand = climb(application, cast).brand
    client.force_login(cast.clerk)
    page = client.get(reverse("brands:brand_revise", args=[brand.pk]))
    answer = client.post(reverse("brands:brand_revise", args=[brand.pk]), page.context["hidden"])
    revision = Application.objects.get(kind="revision")
    assert answer.url == url("application_edit", revision)
    assert revision.name == brand.name


def test_superiors_see_the_last_version_never_the_draft_in_progress(client, application, cast):
    client.force_login(cast.general_reviewer)
    assert client.get(url("application_detail", application)).status_code == 404
    application = advance(application, "submit", actor=cast.secretary)
    application = advance(application, "return", actor=fresh(cast.general_reviewer), comment="改名")
    texts = dict.fromkeys(("name", "slogan", "concept", "connotation", "goals"), CANARY)
    draft = Draft(texts=texts, carriers=[{"kind": "post", "name": CANARY, "text": ""}])
    save_draft(application, draft=draft, actor=cast.clerk, version=application.edit_version)
    pages = [
        url("application_detail", application),
        url("application_compare", application),
        url("application_version", application, 1),
        reverse("brands:application_list") + "?tab=all",
        reverse("brands:application_list") + "?tab=all&q=通途",
        reverse("brands:workbench"),
    ]
    for user in (cast.general_reviewer, cast.office, cast.director, cast.member):
        client.force_login(user)
        for page in pages:
            answer = client.get(page)
            assert answer.status_code == 200
            assert CANARY not in answer.content.decode(), (user, page)
        # Nor can the draft's name be found out by searching.
        page = client.get(reverse("brands:application_list"), {"tab": "all", "q": CANARY})
        assert page.context["page"].total == 0
        assert client.get(url("application_compare", application), {"to": "draft"}).status_code == 400
        assert client.get(url("application_edit", application)).status_code == 404
        text = "".join(
            p.extract_text() for p in PdfReader(BytesIO(client.get(url("application_pdf", application)).content)).pages
        )
        assert CANARY not in text and "通途先锋" in text
    client.force_login(cast.clerk)
    assert CANARY in client.get(pages[0]).content.decode()
    assert client.get(reverse("brands:application_list"), {"tab": "all", "q": CANARY}).context["page"].total == 1


@pytest.mark.parametrize("who", ["sibling_secretary", "foreign_office", "outsider"])
def test_strangers_find_nothing(client, application, cast, who):
    application = advance(application, "submit", actor=cast.secretary)
    attachment_pk = 1
    client.force_login(getattr(cast, who))
    for name in (
        "application_detail",
        "application_edit",
        "application_compare",
        "application_pdf",
        "application_logo",
    ):
        assert client.get(url(name, application)).status_code == 404, name
    assert client.get(url("application_version", application, 1)).status_code == 404
    assert client.get(url("application_file", application, attachment_pk)).status_code == 404
    assert client.get(url("application_step", application, "endorse")).status_code == 404
    for name in ("application_edit", "application_autosave", "application_similar"):
        assert client.post(url(name, application), form_data(application)).status_code == 404, name


def test_a_level_without_reviewer_is_marked_for_the_office(client, application, cast):
    cast.general_reviewer.role_assignments.all().delete()
    advance(application, "submit", actor=cast.secretary)
    client.force_login(cast.office)
    mark = "该级尚未设置审核员"
    assert mark in client.get(reverse("brands:application_list"), {"tab": "in_review"}).content.decode()
    assert "转送上一级" in client.get(url("application_detail", application)).content.decode()


# For the office also whether anybody could review.
LIST_QUERIES = {"general_reviewer": 10, "office": 10}
DETAIL_QUERIES = {"general_reviewer": 10, "office": 11, "secretary": 12}


@pytest.mark.parametrize("who", LIST_QUERIES)
@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_queries_whatever_its_length(
    client, django_assert_num_queries, cast, tree, program, count, who
):
    for _ in range(count):
        branch = OrganizationFactory(parent=tree.general)
        application = ApplicationFactory(program=program, organization=branch)
        advance(application, "submit", actor=person("secretary", branch))
    client.force_login(getattr(cast, who))
    client.get(reverse("brands:application_list"), {"tab": "all"})
    with django_assert_num_queries(LIST_QUERIES[who]):
        page = client.get(reverse("brands:application_list"), {"tab": "all"})
    assert len(page.context["page"].rows) == count


def test_back_from_a_detail_keeps_the_place(client, application, cast):
    advance(application, "submit", actor=cast.secretary)
    client.force_login(cast.office)
    page = client.get(reverse("brands:application_list"), {"tab": "in_review", "q": "通途", "page": "1"})
    detail = client.get(url("application_detail", application) + "?" + page.context["back"])
    assert (
        detail.context["back_url"] == reverse("brands:application_list") + "?tab=in_review&q=%E9%80%9A%E9%80%94&page=1"
    )
    # Only ever a query of our own list.
    detail = client.get(url("application_detail", application), {"back": "//evil.example/?x=1"})
    assert detail.context["back_url"].startswith(reverse("brands:application_list") + "?")


@pytest.mark.parametrize("who", DETAIL_QUERIES)
@pytest.mark.parametrize("versions", [1, 3])
def test_the_application_page_asks_the_same_number_of_queries(
    client, django_assert_num_queries, application, cast, versions, who
):
    application = advance(application, "submit", actor=cast.secretary)
    for _ in range(versions - 1):
        application = advance(application, "return", actor=cast.general_reviewer, comment="改")
        application = advance(application, "submit", actor=cast.secretary)
    client.force_login(getattr(cast, who))
    client.get(url("application_detail", application))
    with django_assert_num_queries(DETAIL_QUERIES[who]):
        client.get(url("application_detail", application))
