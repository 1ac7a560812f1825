"""Several activities at once: pasted rows marked, corrected and saved; last month's copied."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from brands.limits import PASTED_ROWS_MOST
from brands.models import Activity
from core.onetime import new_key
from tests.brands.clock import at
from tests.brands.entering import text
from tests.factories.activities import ActivityFactory, kind
from tests.factories.brands import CarrierFactory
from tests.permissions.forms import sent_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clerk_signed_in")]


def paste(client, pasted, **more):
    return client.post(reverse("brands:activity_paste"), {"text": pasted} | more)


def rows_of(response):
    return sent_by(text(response))


@time_machine.travel(at("2026-03-18T09:00"))
def test_ugly_rows_are_marked_corrected_and_saved_in_one_go(client, clerk, brand):
    client.force_login(clerk)
    pasted = (
        "序号\t日期\t活动类型\t活动主题\t地点\t人数\n"
        "1\t46086\t支委会\t研究发展党员\t会议室\t5人\n"
        "2\t三月八日\t聚餐\t慰问\t食堂\t若干\n"
    )
    response = paste(client, pasted)
    assert response.status_code == 200 and Activity.objects.count() == 0
    assert response.context["doubtful"] == 1
    for shown in ("认不出这个日期", "认不出类型“聚餐”", "请填写人数", "三月八日", "若干", "原文：2 | 三月八日"):
        assert shown in text(response)
    sent = rows_of(response)
    assert (sent["rows-0-held_on"], sent["rows-0-people"], sent["rows-1-people"]) == ("2026-03-05", "5", "若干")
    refused = client.post(reverse("brands:activity_rows"), sent)
    assert refused.status_code == 400 and "三月八日" in text(refused) and Activity.objects.count() == 0
    mended = rows_of(refused) | {"rows-1-held_on": "3月8日", "rows-1-kind": kind("other").pk, "rows-1-people": "12"}
    assert client.post(reverse("brands:activity_rows"), mended).status_code == 302
    found = list(Activity.objects.order_by("held_on").values_list("held_on", "kind__code", "title", "people", "brand"))
    assert found == [
        (date(2026, 3, 5), "three_meetings", "研究发展党员", 5, brand.pk),
        (date(2026, 3, 8), "other", "慰问", 12, brand.pk),
    ]
    phases = {activity.phase_record.phase.order for activity in Activity.objects.all()}
    assert phases == {1}
    # Sent again, nothing is entered twice.
    client.post(reverse("brands:activity_rows"), mended)
    assert Activity.objects.count() == 2


def test_a_row_may_be_left_out_and_one_added_without_a_script(client, clerk):
    sent = rows_of(paste(client, "2026-01-05\t党课\t第一讲\n2026-01-06\t党课\t第二讲"))
    more = client.post(reverse("brands:activity_rows"), sent | {"add_row": "rows"})
    sent = rows_of(more)
    assert sent["rows-TOTAL_FORMS"] == "3" and sent["rows-1-title"] == "第二讲"
    client.post(reverse("brands:activity_rows"), sent | {"rows-0-DELETE": "on"})
    assert list(Activity.objects.values_list("title", flat=True)) == ["第二讲"]


def test_what_stands_on_record_already_is_a_hint_not_a_refusal(client, clerk, tree):
    ActivityFactory(organization=tree.branch, title="第一讲", held_on=date(2026, 1, 5))
    response = paste(client, "2026-01-05\t党课\t第一讲")
    assert "可能重复" in text(response)
    assert client.post(reverse("brands:activity_rows"), rows_of(response)).status_code == 302
    assert Activity.objects.count() == 2


@pytest.mark.parametrize("pasted", ["", "   \n\t", "\t".join("字" * 10) * 7000, "1\t2\n" * (PASTED_ROWS_MOST + 1)])
def test_too_little_or_too_much_is_told(client, clerk, pasted):
    response = paste(client, pasted)
    assert response.status_code == 400 and Activity.objects.count() == 0


@pytest.mark.parametrize("total", ["-1", "x", "", "99999", "²"])
def test_a_forged_number_of_rows_is_refused(client, clerk, total):
    data = {"key": new_key(), "rows-TOTAL_FORMS": total, "rows-INITIAL_FORMS": "0"}
    assert client.post(reverse("brands:activity_rows"), data).status_code == 400
    assert client.post(reverse("brands:activity_rows"), data | {"add_row": "rows"}).status_code in (200, 400)
    assert Activity.objects.count() == 0


@time_machine.travel(at("2028-02-10T09:00"))
def test_last_months_activities_are_copied_to_the_same_days(client, clerk, tree, brand):
    client.force_login(clerk)
    carrier = CarrierFactory(brand=brand)
    common = {"organization": tree.branch, "brand": brand, "people": 30, "summary": "来了三十人"}
    first = ActivityFactory(**common, held_on=date(2028, 1, 31), title="月末党日", carrier=carrier)
    ActivityFactory(**common, held_on=date(2028, 1, 3), title="不复制的")
    foreign = ActivityFactory(organization=tree.sibling, held_on=date(2028, 1, 3), title="邻支部的")
    url = reverse("brands:activity_copy")
    page = text(client.get(url))
    assert "月末党日" in page and "邻支部的" not in page
    assert client.post(url, {"selected": []}).status_code == 400
    response = client.post(url, {"selected": [first.pk, foreign.pk], "month": "2028-01"})
    assert client.post(reverse("brands:activity_rows"), rows_of(response)).status_code == 302
    made = Activity.objects.latest("pk")
    assert (made.held_on, made.title, made.carrier) == (date(2028, 2, 29), "月末党日", carrier)
    assert (made.people, made.summary, Activity.objects.count()) == (None, "", 4)
    assert client.get(url + "?month=2028-13").status_code == 400
