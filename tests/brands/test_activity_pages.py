"""Pages of activities: the form under attack, rows from spreadsheets, two editors, what leaks, what it costs."""

import io
import zipfile
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from PIL import Image

from branches.enums import Role
from brands.limits import EVIDENCE_SIDE, PASTED_ROWS_MOST
from brands.models import Activity, Evidence
from core.models import AuditEntry
from core.onetime import new_key
from tests.factories.activities import ActivityFactory, EvidenceFactory, kind, picture
from tests.factories.branches import person, small_tree
from tests.factories.brands import BrandFactory, CarrierFactory, ProgramFactory
from tests.permissions.forms import sent_by

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def tree():
    return small_tree()


@pytest.fixture
def brand(tree):
    return BrandFactory(program=ProgramFactory(organizer=tree.top), organization=tree.branch)


@pytest.fixture
def clerk(tree, client):
    user = person(Role.CLERK, tree.branch)
    client.force_login(user)
    return user


def values(**changes):
    today = timezone.localdate().isoformat()
    return {"key": new_key(), "kind": kind().pk, "held_on": today, "title": "清明祭英烈"} | changes


def create(client, **changes):
    return client.post(reverse("brands:activity_create"), values(**changes))


def text(response):
    return response.content.decode()


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


# Evidence


def stored(client, *files, **changes):
    return client.post(reverse("brands:activity_create"), values(files=list(files), **changes))


def test_photographs_are_drawn_anew_small_and_without_their_past(client, clerk):
    exif = Image.Exif()
    exif[0x010F], exif[0x8825] = "SecretCamera", {1: "N"}
    stored(client, picture((3000, 2000), exif=exif), picture((50, 50), name="../../etc/现场<b>.png"))
    first, second = Evidence.objects.order_by("pk")
    with Image.open(first.file.open()) as image:
        assert max(image.size) == EVIDENCE_SIDE and not image.getexif()
    assert b"SecretCamera" not in first.file.open().read()
    assert first.is_image and first.size == first.file.size
    assert "/" not in second.name and ".." not in second.file.name and "<" not in second.name


def polyglot() -> SimpleUploadedFile:
    """A picture with a program behind it."""
    head = picture((20, 20), name="x.png").read()
    return SimpleUploadedFile("x.png", head + b"<script>alert(1)</script>MZ\x90\x00")


def bomb() -> SimpleUploadedFile:
    stream = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(stream, "PNG")
    return SimpleUploadedFile("big.png", stream.getvalue())


def macro_docx() -> SimpleUploadedFile:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<d/>")
        archive.writestr("word/vbaProject.bin", b"x")
    return SimpleUploadedFile("x.docx", stream.getvalue())


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
BAD_FILES = {
    "svg": lambda: SimpleUploadedFile("x.svg", SVG),
    "svg that calls itself png": lambda: SimpleUploadedFile("x.png", SVG, content_type="image/png"),
    "bomb": bomb,
    "half a picture": lambda: SimpleUploadedFile("x.jpg", picture((400, 400)).read()[:700]),
    "program": lambda: SimpleUploadedFile("x.jpg", b"MZ\x90\x00" * 40),
    "empty": lambda: SimpleUploadedFile("x.jpg", b""),
    "page": lambda: SimpleUploadedFile("x.html", b"<html></html>"),
    "macros": macro_docx,
    "script in a pdf": lambda: SimpleUploadedFile("x.pdf", b"%PDF-1.4 /JavaScript (x) %%EOF"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_attacks_by_upload_are_refused_in_words(client, clerk, name):
    response = stored(client, BAD_FILES[name](), place="广场一角")
    assert response.status_code == 400
    assert "广场一角" in text(response)
    assert Activity.objects.count() == Evidence.objects.count() == 0


def test_what_hides_behind_a_picture_is_gone(client, clerk):
    stored(client, polyglot())
    content = Evidence.objects.get().file.open().read()
    assert b"script" not in content and b"MZ" not in content


def test_the_cap_is_told_and_good_files_wait_for_the_next_try(client, clerk):
    response = stored(client, *(picture(name=f"{n}.png") for n in range(4)))
    assert response.status_code == 400 and "最多3个，现有4个" in text(response)
    kept = [token for token, _ in response.context["kept_files"]]
    assert len(kept) == 4
    again = client.post(reverse("brands:activity_create"), values(kept_file=kept[:3]))
    assert again.status_code == 302 and Evidence.objects.count() == 3


def test_a_kept_file_is_its_uploaders_alone(client, clerk, tree):
    response = stored(client, picture(), BAD_FILES["svg"]())
    token = response.context["kept_files"][0][0]
    client.force_login(person(Role.CLERK, tree.sibling))
    client.post(reverse("brands:activity_create"), values(kept_file=[token, token + "x", "garbage"]))
    assert Activity.objects.count() == 1 and Evidence.objects.count() == 0


def test_evidence_is_served_privately_to_readers_of_the_branch(client, clerk, tree):
    stored(client, picture(name="scene.png"))
    evidence = Evidence.objects.get()
    url = reverse("brands:activity_evidence", args=[evidence.activity_id, evidence.pk])
    response = client.get(url)
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff" and "sandbox" in response["Content-Security-Policy"]
    other = ActivityFactory(organization=tree.branch)
    assert client.get(reverse("brands:activity_evidence", args=[other.pk, evidence.pk])).status_code == 404
    client.force_login(person(Role.SECRETARY, tree.sibling))
    assert client.get(url).status_code == 404


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


def test_evidence_is_added_and_taken_off(client, clerk, tree):
    activity = ActivityFactory(organization=tree.branch, edited_by=clerk)
    evidence = EvidenceFactory(activity=activity)
    url = reverse("brands:activity_edit", args=[activity.pk])
    sent = sent_by(text(client.get(url)))
    client.post(url, sent | {"remove_file": [evidence.pk], "files": [picture()]})
    assert [e.pk == evidence.pk for e in activity.evidence.all()] == [False]
    foreign = EvidenceFactory(activity=ActivityFactory(organization=tree.branch))
    client.post(url, sent_by(text(client.get(url))) | {"remove_file": [foreign.pk]})
    assert Evidence.objects.filter(pk=foreign.pk).exists()


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


# Several rows


def paste(client, pasted, **more):
    return client.post(reverse("brands:activity_paste"), {"text": pasted} | more)


def rows_of(response):
    return sent_by(text(response))


@time_machine.travel(datetime(2026, 3, 18, 9, tzinfo=SHANGHAI))
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


@time_machine.travel(datetime(2028, 2, 10, 9, tzinfo=SHANGHAI))
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


# Lists, calendar, year, spreadsheet


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


def test_planned_activities_are_marked(client, clerk, tree):
    ActivityFactory(organization=tree.branch, held_on=timezone.localdate() + timedelta(days=1))
    assert "计划" in text(client.get(reverse("brands:activity_list")))
