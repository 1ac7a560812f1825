"""What the public sees: only what is approved for it, without a cookie, from anybody's cache."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from boards.caching import WALL
from brands.models import SearchGram
from core.enums import PublicationRange
from core.similarity import bigrams
from tests.factories.branches import LineFactory, OrganizationFactory, RegionFactory
from tests.factories.brands import BrandFactory, ProgramFactory, PublicBrandFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    return ProgramFactory()


def published(program, name, **fields):
    organization = OrganizationFactory(
        parent=program.organizer, region=fields.pop("region", None), line=fields.pop("line", None)
    )
    brand = PublicBrandFactory(
        program=program,
        organization=organization,
        name=name,
        region=organization.region,
        line=organization.line,
        **fields,
    )
    for gram in set(bigrams(name)):
        SearchGram.objects.create(gram=gram, brand=brand)
    return brand


def names(response):
    return [brand.name for brand in response.context["page"].rows]


def test_wall_counts_every_public_brand_with_and_without_a_region(client, program):
    published(program, "红色龙头", region=RegionFactory())
    published(program, "一窗暖税")
    assert client.get(reverse("boards:wall")).context["total"] == 2


def test_wall_shows_what_is_approved_for_the_public_and_nothing_else(client, program):
    published(program, "红色龙头")
    BrandFactory(program=program, name="内部品牌")
    PublicBrandFactory(program=program, name="未到时间", published_from=timezone.now() + timedelta(hours=1))
    PublicBrandFactory(program=program, name="已经到期", published_until=timezone.now())
    PublicBrandFactory(program=program, name="没有批准", approved_at=None)
    PublicBrandFactory(program=program, name="系统内公开", publication_range=PublicationRange.ALL_UNITS)
    body = client.get(reverse("boards:wall")).content.decode()
    assert "红色龙头" in body
    for hidden in ("内部品牌", "未到时间", "已经到期", "没有批准", "系统内公开"):
        assert hidden not in body


def test_hidden_brand_has_neither_page_nor_logo(client, program):
    hidden = BrandFactory(program=program, logo="logos/x.png")
    assert client.get(reverse("boards:brand", args=[hidden.pk])).status_code == 404
    assert client.get(reverse("boards:brand_logo", args=[hidden.pk])).status_code == 404


def test_public_pages_set_no_cookie_and_may_be_cached(client, program):
    brand = published(program, "红色龙头")
    for url in (reverse("boards:wall"), reverse("boards:brand", args=[brand.pk]), reverse("boards:notice_list")):
        response = client.get(url)
        assert response.status_code == 200
        assert response.cookies == {}
        assert response["Cache-Control"] == "public, max-age=60"
        assert "Cookie" not in response.get("Vary", "")
        again = client.get(url, headers={"If-None-Match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_second_visitor_costs_no_query_until_the_wall_changes(client, program):
    published(program, "红色龙头")
    client.get(reverse("boards:wall"))
    published(program, "魅力港湾")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert "魅力港湾" not in client.get(reverse("boards:wall")).content.decode()
    assert len(queries) == 0
    cache.set(WALL, "changed")
    assert "魅力港湾" in client.get(reverse("boards:wall")).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_wall_costs_the_same_queries_whatever_its_size(client, program, rows):
    for number in range(rows):
        published(program, f"先锋品牌{number}")
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("boards:wall"), {"q": "先锋"})
    assert len(queries) == 3


def test_search_from_two_characters(client, program):
    published(program, "红色龙头", initials="hslt")
    published(program, "三心服务", initials="sxfw")
    assert names(client.get(reverse("boards:wall"), {"q": "龙头"})) == ["红色龙头"]
    assert names(client.get(reverse("boards:wall"), {"q": "sxf"})) == ["三心服务"]
    assert names(client.get(reverse("boards:wall"), {"q": "龙色"})) == []
    single = client.get(reverse("boards:wall"), {"q": "龙"})
    assert "请至少输入2个字" in single.content.decode()


def test_filters_and_their_counts(client, program):
    east, west, line = RegionFactory(name="东片区"), RegionFactory(name="西片区"), LineFactory(name="综合执法")
    published(program, "东部先锋", region=east, line=line, honour_level=3, named_year=2025)
    published(program, "东部暖心", region=east)
    published(program, "西部先锋", region=west, honour_level=2, named_year=2026)
    assert set(names(client.get(reverse("boards:wall"), {"region": east.pk}))) == {"东部先锋", "东部暖心"}
    assert names(client.get(reverse("boards:wall"), {"level": 3})) == ["东部先锋"]
    assert names(client.get(reverse("boards:wall"), {"year": 2026})) == ["西部先锋"]
    assert names(client.get(reverse("boards:wall"), {"line": line.pk, "region": west.pk})) == []
    counts = client.get(reverse("boards:wall") + "?fresh=1").context["counts"]
    assert counts["region"] == [(east.pk, "东片区", 2), (west.pk, "西片区", 1)]
    assert counts["level"] == [(3, "示范品牌", 1), (2, "优秀品牌", 1)]
    assert counts["year"] == [(2026, "2026年", 1), (2025, "2025年", 1)]


@pytest.mark.parametrize(
    "query", [{"region": "9999"}, {"level": "x"}, {"year": "1e30"}, {"page": "²"}, {"after": "AAAA"}]
)
def test_malformed_filters_are_refused_in_words(client, program, query):
    published(program, "红色龙头")
    response = client.get(reverse("boards:wall"), query)
    assert response.status_code == 400
    assert "请" in response.content.decode()


def test_texts_are_escaped(client, program):
    brand = published(program, "红色龙头", slogan="<script>alert(1)</script>", facets=[{"title": "<b>", "text": "<i>"}])
    for url in (reverse("boards:wall"), reverse("boards:brand", args=[brand.pk])):
        assert "<script>alert" not in client.get(url).content.decode()


def test_check_finds_no_document_for_a_guess(client):
    response = client.get(reverse("boards:document_check"), {"code": "AAAAAAAAAA"})
    assert "没有查到这份文件" in response.content.decode()
