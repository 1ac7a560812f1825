"""Pages of an activity: the form under bad input, two editors, what is void, what is escaped, who has no form."""

import pytest
from django.urls import reverse
from django.utils import timezone

from branches.enums import Role
from brands.models import Activity
from tests.brands.entering import text, values
from tests.factories.activities import ActivityFactory, kind
from tests.factories.branches import person
from tests.factories.brands import BrandFactory, CarrierFactory
from tests.permissions.forms import sent_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clerk_signed_in")]


def create(client, **changes):
    return client.post(reverse("brands:activity_create"), values(**changes))


# The form


def test_the_form_starts_from_what_is_likely(client, clerk, tree, brand):
    CarrierFactory(brand=brand, name="先锋岗")
    ActivityFactory(organization=tree.branch, place="二楼会议室", kind=kind("study"))
    page = text(client.get(reverse("brands:activity_create")))
    sent = sent_by(page)
    assert sent["held_on"] == timezone.localdate().isoformat()
    assert (sent["kind"], sent["place"], sent["brand"]) == (str(kind("study").pk), "二楼会议室", str(brand.pk))
    response = client.post(reverse("brands:activity_create"), sent | {"title": "读书会", "people": "8"})
    activity = Activity.objects.get(title="读书会")
    assert response["Location"] == reverse("brands:activity_detail", args=[activity.pk])
    assert (activity.brand, activity.strand, activity.people) == (brand, "training", 8)
    assert activity.phase_record is None or activity.phase_record.brand == brand


def test_a_copy_takes_no_numbers_along(client, clerk, tree, brand):
    first = ActivityFactory(organization=tree.branch, brand=brand, people=40, summary="来了四十人", title="党日")
    sent = sent_by(text(client.get(reverse("brands:activity_create") + f"?copy={first.pk}")))
    assert (sent["title"], sent["people"], sent["summary"].strip()) == ("党日", "", "")
    foreign = ActivityFactory(organization=tree.foreign, title="外单位的题目")
    for wrong in (foreign.pk, "abc", "9" * 30):
        assert "外单位的题目" not in text(client.get(reverse("brands:activity_create") + f"?copy={wrong}"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("held_on", "2026-02-30"), ("held_on", "0001-01-01"), ("held_on", "9999-12-31"), ("held_on", ""),
        ("kind", "99999"), ("kind", "甲"), ("kind", ""), ("title", ""), ("title", "长" * 61), ("people", "-1"),
        ("people", "²"), ("people", "9" * 30), ("place", "长" * 61), ("summary", "长" * 2001),
        ("link", "javascript:alert(1)"), ("link", "ftp://x.example"), ("brand", "424242"), ("phase_record", "424242"),
        ("carrier", "x"), ("strand", "别的"),
    ],
)  # fmt: skip
def test_bad_input_is_told_and_nothing_typed_is_lost(client, clerk, field, value):
    response = create(client, **({"place": "广场一角"} | {field: value}))
    assert response.status_code == 400
    assert ("广场一角" in text(response)) or field == "place"
    assert Activity.objects.count() == 0


def test_the_phase_of_another_organisation_is_no_choice(client, clerk, tree, brand):
    other = BrandFactory(program=brand.program, organization=tree.sibling)
    assert create(client, brand=brand.pk, phase_record=other.phase_records.first().pk).status_code == 400
    assert create(client, brand=other.pk).status_code == 400
    assert Activity.objects.count() == 0


def test_checklist_points_are_kept_as_they_were_ticked(client, clerk):
    points = kind().checklist.items
    create(client, **{f"checks-{kind().checklist_id}": [points[0], "没有这一条"], "checks-999": ["x"]})
    assert Activity.objects.get().checks == {point: point == points[0] for point in points}


# Changing and declaring void


def test_the_second_editor_sees_both_texts_and_may_then_save(client, clerk, tree):
    activity = ActivityFactory(organization=tree.branch, created_by=clerk, edited_by=clerk, place="会议室")
    url = reverse("brands:activity_edit", args=[activity.pk])
    first, second = (sent_by(text(client.get(url))) for _ in range(2))
    assert client.post(url, first | {"place": "广场"}).status_code == 302
    response = client.post(url, second | {"place": "礼堂", "summary": "我写的摘要"})
    assert response.status_code == 409
    for shown in ("广场", "礼堂", "我写的摘要"):
        assert shown in text(response)
    assert Activity.objects.get().place == "广场"
    again = sent_by(text(response))
    assert (again["version"], again["summary"].strip()) == ("1", "我写的摘要")
    assert client.post(url, again).status_code == 302
    assert Activity.objects.get().place == "礼堂"


def test_void_is_shown_with_its_reason_and_ends_editing(client, clerk, tree):
    activity = ActivityFactory(organization=tree.branch)
    url = reverse("brands:activity_void", args=[activity.pk])
    assert client.post(url, {"comment": "", "version": "0"}).status_code == 400
    assert client.post(url, {"comment": "与上一条重复", "version": "0"}).status_code == 302
    assert "与上一条重复" in text(client.get(reverse("brands:activity_detail", args=[activity.pk])))
    assert client.get(reverse("brands:activity_edit", args=[activity.pk])).status_code == 409
    listed = reverse("brands:activity_list")
    assert activity.title not in text(client.get(listed))
    assert activity.title in text(client.get(listed + "?void=true"))


# Texts and readers


def test_texts_are_escaped_everywhere(client, clerk, tree, brand):
    mark = "<script>alert(1)</script>"
    activity = ActivityFactory(organization=tree.branch, title=mark, summary=mark, place=mark[:60], brand=brand)
    addresses = [reverse(f"brands:{name}") for name in ("activity_list", "activity_calendar")]
    addresses += [reverse(f"brands:{name}", args=[activity.pk]) for name in ("activity_detail", "activity_edit")]
    for url in addresses:
        assert mark not in text(client.get(url)), url


def test_whoever_writes_nowhere_has_no_form(client, tree):
    client.force_login(person(Role.OFFICE, tree.top))
    for name in ("activity_create", "activity_paste", "activity_copy", "commitment_create", "deed_create"):
        client.force_login(person(Role.REVIEWER, tree.general))
        assert client.get(reverse(f"brands:{name}")).status_code == 403
    assert client.get(reverse("brands:activity_list")).status_code == 200
