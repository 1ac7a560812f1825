"""The measurement of the overdue list still runs, on some dozen phases."""

import pytest

from brands.models import PhaseRecord
from tests.bench import overdue
from tests.bench.life import make_brands

pytestmark = pytest.mark.django_db


def test_the_overdue_list_is_measured():
    make_brands(30)
    numbers = overdue.lists(30)
    assert PhaseRecord.objects.overdue().count() == 30
    assert numbers["phases_overdue_queries_30"] <= overdue.MOST_QUERIES
    assert overdue.faults(numbers) == []


def test_queries_that_grow_or_are_too_many_are_faults():
    assert overdue.faults({"phases_overdue_queries_3": 9.0, "phases_overdue_queries_30": 10.0}) != []
    assert overdue.faults({"phases_open_queries_3": 13.0}) != []
