"""Lists of activities: filters, calendar, year and spreadsheet, what they let out and what they cost."""

import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from branches.enums import Role
from core.models import AuditEntry
from tests.brands.entering import text
from tests.factories.activities import ActivityFactory, EvidenceFactory, kind
from tests.factories.branches import person
from tests.factories.brands import BrandFactory, CarrierFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clerk_signed_in", "media")]


def test_filters_narrow_and_never_widen(client, clerk, tree, brand):
    ActivityFactory(organization=tree.branch, title="甲", held_on=date(2026, 1, 5), brand=brand)
    ActivityFactory(
        organization=tree.branch, title="乙", held_on=date(2026, 2, 5), kind=kind("study"), strand="training"
    )
    foreign = BrandFactory(program=brand.program, organization=tree.sibling)
    ActivityFactory(organization=tree.sibling, title="丙", held_on=date(2026, 1, 6), brand=foreign)
    url = reverse("brands:activity_list")

    def titles(query):
        return [row.title for row in client.get(url + query).context["page"].rows]

    assert titles("?month=2026-01") == ["甲"]
    assert titles(f"?kind={kind('study').pk}") == ["乙"]
    assert titles("?strand=training") == ["乙"]
    assert titles(f"?brand={brand.pk}") == ["甲"]
    assert titles("?day=2026-02-05") == ["乙"]
    assert "丙" not in titles(f"?brand={foreign.pk}") and "丙" not in titles("?month=26-1")
    client.force_login(person(Role.REVIEWER, tree.general))
    assert titles(f"?organization={tree.sibling.name[-5:]}") == ["丙"]
    assert titles("?organization=没有这个组织") == []
    assert len(titles("")) == 3


@pytest.mark.parametrize("query", ["?month=2026-13", "?month=x", "?month=9999-01"])
def test_a_malformed_month_is_refused(client, clerk, query):
    assert client.get(reverse("brands:activity_calendar") + query).status_code == 400
    assert client.get(reverse("brands:activity_counts") + "?year=abcd").status_code == 400
    assert client.get(reverse("brands:activity_counts") + "?year=99999999").status_code == 400
    assert client.get(reverse("brands:activity_list") + query).status_code == 200


def test_calendar_leads_to_days_and_back_over_the_years(client, clerk, tree):
    ActivityFactory(organization=tree.branch, title="跨年党日", held_on=date(2026, 12, 31))
    page = text(client.get(reverse("brands:activity_calendar") + "?month=2026-12"))
    assert "跨年党日" in page and "month=2027-01" in page and "month=2026-11" in page
    assert "跨年党日" not in text(client.get(reverse("brands:activity_calendar") + "?month=2027-01"))


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("name", "number"),
    [("activity_list", 9), ("activity_calendar", 7), ("activity_counts", 8), ("activity_create", 11)],
)
def test_pages_cost_the_same_whatever_their_rows(client, clerk, tree, brand, rows, name, number):
    for _ in range(rows):
        activity = ActivityFactory(
            organization=tree.branch, brand=brand, phase_record=brand.phase_records.first(),
            carrier=CarrierFactory(brand=brand),
        )  # fmt: skip
        EvidenceFactory(activity=activity)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse(f"brands:{name}")).status_code == 200
    assert len(queries) == number


def test_the_spreadsheet_holds_the_list_and_no_formula(client, clerk, tree):
    ActivityFactory(organization=tree.branch, title="=1+1", people=8)
    ActivityFactory(organization=tree.sibling, title="邻支部的")
    response = client.get(reverse("brands:activity_export"))
    rows = list(load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True))
    assert [row[2] for row in rows] == ["主题", "=1+1"]
    assert load_workbook(io.BytesIO(response.content)).active["C2"].data_type == "s"
    assert AuditEntry.objects.filter(kind="export").count() == 1


def test_planned_activities_are_marked(client, clerk, tree):
    ActivityFactory(organization=tree.branch, held_on=timezone.localdate() + timedelta(days=1))
    assert "计划" in text(client.get(reverse("brands:activity_list")))
