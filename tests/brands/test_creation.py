"""Brands inside the application: who sees them, when the public does, what search finds."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from brands.models import Application, Brand, SearchGram
from brands.services.application import advance
from brands.services.creation import advance_brand
from brands.services.shown import refresh_search
from core.errors import BusinessError, StaleCopy, StepRefused
from tests.factories.branches import OrganizationFactory, fresh
from tests.factories.brands import ApplicationFactory, BrandFactory, CarrierFactory, ProgramFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand(tree, cast):
    """Accepted by the steps, not yet public."""
    application = ApplicationFactory(
        program=ProgramFactory(organizer=tree.top), organization=tree.branch, name="通途先锋"
    )
    for step, actor in (
        ("submit", cast.secretary),
        ("endorse", cast.general_reviewer),
        ("endorse", cast.committee_reviewer),
        ("screen", cast.office),
        ("accept", cast.director),
    ):
        application = advance(application, step, actor=fresh(actor))
    return Brand.objects.get()


def page_of(name, brand, *args):
    return reverse(f"brands:{name}", args=[brand.pk, *args])


@pytest.mark.django_db(transaction=True)
def test_publishing_and_taking_down_reach_the_public_at_once(brand, cast):
    assert not Brand.objects.public().exists()
    cache.set("boards:wall", "old")
    advance_brand(brand, "publish", actor=cast.director, publication_range="public")
    assert Brand.objects.public().get() == brand
    assert cache.get("boards:wall") != "old"
    assert cache.get(f"boards:brand:{brand.pk}")
    with pytest.raises(StepRefused, match="理由"):
        advance_brand(brand, "unpublish", actor=cast.director)
    advance_brand(brand, "unpublish", actor=cast.director, comment="内容有误")
    assert not Brand.objects.public().exists()
    advance_brand(brand, "publish", actor=cast.director, publication_range="public")
    assert Brand.objects.public().get() == brand
    assert [event.step for event in brand.events.all()] == ["publish", "unpublish", "publish"]


@pytest.mark.parametrize("who", ["clerk", "secretary", "general_reviewer", "office", "member", "foreign_office"])
def test_only_the_director_publishes(client, brand, cast, who):
    with pytest.raises(StepRefused):
        advance_brand(brand, "publish", actor=getattr(cast, who), publication_range="public")
    client.force_login(getattr(cast, who))
    answer = client.post(page_of("brand_step", brand, "publish"), {"publication_range": "public", "seen": "none"})
    assert answer.status_code == (404 if who == "foreign_office" else 403)
    assert not Brand.objects.public().exists()


@pytest.mark.parametrize("chosen", ["", "none", "everybody"])
def test_publishing_needs_a_range(client, brand, cast, chosen):
    with pytest.raises(BusinessError):
        advance_brand(brand, "publish", actor=cast.director, publication_range=chosen)
    client.force_login(cast.director)
    data = {"publication_range": chosen, "seen": "none", "comment": "说明留着"}
    page = client.post(page_of("brand_step", brand, "publish"), data)
    assert page.status_code == 400
    assert "说明留着" in page.content.decode()


def test_what_was_never_checked_for_secrecy_is_not_published(tree, cast):
    brand = BrandFactory(program=ProgramFactory(organizer=tree.top), organization=tree.branch)
    with pytest.raises(BusinessError, match="保密审查"):
        advance_brand(brand, "publish", actor=cast.director, publication_range="public")


def test_a_copy_that_is_out_of_date_is_refused(brand, cast):
    advance_brand(brand, "publish", actor=cast.director, publication_range="unit")
    with pytest.raises(StaleCopy):
        advance_brand(
            brand, "publish", actor=cast.director, publication_range="public", seen={"publication_range": "none"}
        )


def test_search_follows_the_name(brand):
    assert Brand.objects.matching("先锋").get() == brand
    brand.name = "红旗车队"
    brand.save()
    refresh_search(brand)
    assert not Brand.objects.matching("先锋").exists()
    assert Brand.objects.matching("hqcd").get() == brand
    assert set(SearchGram.objects.values_list("gram", flat=True)) >= {"红旗", "旗车", "车队", "路畅"}


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("clerk", 200),
        ("member", 200),
        ("general_reviewer", 200),
        ("office", 200),
        ("director", 200),
        ("sibling_secretary", 404),
        ("foreign_office", 404),
        ("outsider", 404),
    ],
)
def test_who_sees_a_brand(client, brand, cast, who, status):
    client.force_login(getattr(cast, who))
    assert client.get(page_of("brand_detail", brand)).status_code == status
    listed = client.get(reverse("brands:brand_list")).content.decode()
    assert ("通途先锋" in listed) is (status == 200)


def test_only_the_branch_begins_a_revision_and_only_one(client, brand, cast):
    for who, status in (("member", 403), ("general_reviewer", 403), ("office", 403), ("sibling_secretary", 404)):
        client.force_login(getattr(cast, who))
        assert client.post(page_of("brand_revise", brand), {"key": "x"}).status_code == status
    client.force_login(cast.clerk)
    page = client.get(page_of("brand_revise", brand))
    key = page.context["hidden"]
    first = client.post(page_of("brand_revise", brand), key)
    again = client.post(page_of("brand_revise", brand), key)
    assert first.url == again.url
    assert Application.objects.filter(kind="revision").count() == 1
    key = client.get(page_of("brand_revise", brand)).context["hidden"]
    assert client.post(page_of("brand_revise", brand), key).status_code == 409
    assert "brand_revise" not in client.get(page_of("brand_detail", brand)).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_list_and_detail_ask_the_same_number_of_queries(client, django_assert_num_queries, tree, cast, count):
    program = ProgramFactory(organizer=tree.top)
    for _ in range(count):
        brand = BrandFactory(program=program, organization=OrganizationFactory(parent=tree.general))
    CarrierFactory.create_batch(count, brand=brand)
    client.force_login(cast.office)
    client.get(reverse("brands:brand_list"))
    with django_assert_num_queries(9):
        client.get(reverse("brands:brand_list"))
    with django_assert_num_queries(10):
        client.get(page_of("brand_detail", brand))
