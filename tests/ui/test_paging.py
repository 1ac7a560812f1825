"""Pages by number, then by key; a bounded count; a tampered address is a 400."""

import base64
import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import BadRequest
from django.test import RequestFactory

from core.models import Holiday
from core.paging import NUMBERED_PAGES, paginate

pytestmark = pytest.mark.django_db
ORDER = ("-name", "day", "pk")


@pytest.fixture(autouse=True)
def no_holidays():
    Holiday.objects.all().delete()  # a migration puts in the published ones


def page_at(query="", order=ORDER, per_page=3):
    return paginate(RequestFactory().get(f"/?{query}"), Holiday.objects.all(), order=order, per_page=per_page)


@pytest.fixture
def holidays():
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(40)]
    Holiday.objects.bulk_create(Holiday(day=day, name=f"名{n % 4}") for n, day in enumerate(days))
    return list(Holiday.objects.order_by(*ORDER))


def test_numbers_then_keys_show_every_row_once_in_order(holidays):
    seen, query = [], ""
    while True:
        page = page_at(query)
        seen += page.rows
        if page.next_number:
            query = f"page={page.next_number}"
        elif page.next_after:
            query = f"after={page.next_after}"
        else:
            break
    assert seen == holidays
    assert page.number is None


def test_count_is_bounded(holidays, django_assert_num_queries):
    with django_assert_num_queries(2) as queries:
        page = page_at()
    assert "LIMIT 31" in queries.captured_queries[0]["sql"]  # never the whole table
    assert (page.total, page.total_is_exact, page.total_label) == (30, False, "30 以上")
    assert page.numbers == list(range(1, NUMBERED_PAGES + 1))
    assert page_at(per_page=4).total_label == "40"


def test_empty_list_and_page_beyond_the_end():
    page = page_at("page=7")
    assert (page.rows, page.number, page.numbers, page.next_after, page.has_other_pages) == ([], 1, [1], None, False)


def key(values):
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "query",
    [
        "page=0", "page=-1", "page=x", "page=²", "page=1e30", "page=9999999999",
        "after=%%%", "after=" + key({}), "after=" + key([1]), "after=" + key(["名", "2026-13-45", 1]),
        "after=" + key(["名", "2026-01-01", 10**30]), "after=" + key(["名", None, 1]), "after=" + key([[], {}, 1]),
        "after=" + key(["a\x00b", "2026-01-01", 1]), "after=" + key(["名", "2026-01-01", "x"]),
    ],
)  # fmt: skip
def test_tampered_addresses_are_refused(holidays, query):
    with pytest.raises(BadRequest):
        page_at(query)


def test_the_order_must_be_full():
    with pytest.raises(ValueError, match="pk"):
        page_at(order=("name",))
