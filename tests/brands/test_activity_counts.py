"""Activities counted: by organisation and kind, over a year and a month; the days and phases they fall in."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from brands.enums import PhaseRecordStatus
from brands.models import Activity, ActivityKind
from brands.selectors import activity as selectors
from tests.brands.clock import at
from tests.factories.activities import ActivityFactory, kind

pytestmark = pytest.mark.django_db


@time_machine.travel(at("2026-03-18T23:59:59"))
def test_counts_leave_out_what_is_void_ahead_or_elsewhere(tree, brand):
    common = {"organization": tree.branch, "people": 10}
    ActivityFactory(**common, held_on=date(2026, 1, 1), brand=brand)
    ActivityFactory(**common, held_on=date(2026, 3, 18), kind=kind("study"), strand="training")
    ActivityFactory(**common, held_on=date(2026, 3, 19))
    ActivityFactory(**common, held_on=date(2025, 12, 31))
    ActivityFactory(**common, held_on=date(2026, 2, 1), is_void=True, void_reason="重复")
    ActivityFactory(organization=tree.sibling, held_on=date(2026, 2, 1))
    year = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}
    with CaptureQueriesContext(connection) as queries:
        found = selectors.counts_in(organization_ids=[tree.branch.pk, tree.direct.pk], **year)
    assert len(queries) == 1
    assert list(found) == [tree.branch.pk]
    counts = found[tree.branch.pk]
    assert (counts.total, counts.people) == (2, 20)
    assert dict(counts.by_kind) == {"theme_day": 1, "study": 1}
    assert dict(counts.by_strand) == {"education": 1, "training": 1}
    assert selectors.counts_in(brand=brand, **year)[tree.branch.pk].total == 1
    with time_machine.travel(at("2026-03-19T00:00:00")):
        assert selectors.counts_in(organization_ids=[tree.branch.pk], **year)[tree.branch.pk].total == 3


@time_machine.travel(at("2026-12-31T12:00"))
def test_year_table_names_every_kind_and_sums(tree):
    ActivityFactory(organization=tree.branch, held_on=date(2026, 2, 28), people=3)
    ActivityFactory(organization=tree.branch, held_on=date(2026, 12, 31), kind=kind("study"))
    with CaptureQueriesContext(connection) as queries:
        *rows, total = selectors.year_table(Activity.objects.all(), 2026)
    assert len(queries) == 2
    assert [row.label for row in rows] == [k.name for k in ActivityKind.objects.all()]
    assert (total.total, total.people, total.months[1], total.months[11]) == (2, 3, 1, 1)


def test_month_view_shows_the_first_of_each_day_and_counts_the_rest(tree):
    for _ in range(5):
        ActivityFactory(organization=tree.branch, held_on=date(2028, 2, 29))
    ActivityFactory(organization=tree.branch, held_on=date(2028, 3, 1))
    with CaptureQueriesContext(connection) as queries:
        weeks = selectors.month_view(Activity.objects.all(), date(2028, 2, 1), date(2028, 2, 29))
    assert len(queries) == 2
    days = {day.on: day for week in weeks for day in week}
    leap = days[date(2028, 2, 29)]
    assert (len(leap.activities), leap.total, leap.hidden, leap.is_today) == (3, 5, 2, True)
    assert (days[date(2028, 3, 1)].in_month, days[date(2028, 3, 1)].total) == (False, 0)
    assert weeks[0][0].on == date(2028, 1, 31)


@pytest.mark.parametrize(
    ("day", "months", "wanted"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
    ],
)
def test_days_move_by_months_and_stay_within_them(day, months, wanted):
    assert selectors.moved(day, months) == wanted


def test_the_phase_is_that_of_the_day_else_the_one_under_way(brand):
    records = list(brand.phase_records.select_related("phase").order_by("phase__order"))
    second = records[1]
    second.status = PhaseRecordStatus.OPEN
    assert selectors.record_on(brand, records, records[0].due_on) == records[0]
    assert selectors.record_on(brand, records, records[0].due_on.replace(year=2020)) == second
    assert selectors.record_on(None, records, date(2026, 3, 18)) is None
