"""Activities: entered, changed by two at once, declared void; counted; read from whatever a spreadsheet pastes."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from branches.enums import Role
from brands.enums import PhaseRecordStatus
from brands.forms.activity.reading import read_day, read_kind, read_people, read_rows
from brands.limits import EVIDENCE_QUOTA
from brands.models import Activity, ActivityKind, Checklist
from brands.rules import activity as rules
from brands.selectors import activity as selectors
from brands.services.activity import (
    ActivityConflict,
    ActivityDraft,
    KeptFile,
    enter_activities,
    enter_activity,
    update_activity,
    void_activity,
)
from core.errors import BusinessError, StaleCopy, StepRefused
from core.models import AuditEntry
from core.onetime import new_key
from tests.factories.activities import ActivityFactory, EvidenceFactory, kind
from tests.factories.branches import fresh, person, small_tree
from tests.factories.brands import BrandFactory, CarrierFactory, ProgramFactory

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 3, 18)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def tree():
    return small_tree()


@pytest.fixture
def clerk(tree):
    return person(Role.CLERK, tree.branch)


@pytest.fixture
def brand(tree):
    return BrandFactory(program=ProgramFactory(organizer=tree.top), organization=tree.branch)


def draft(**changes) -> ActivityDraft:
    return ActivityDraft(**({"kind": kind(), "title": "清明祭英烈", "held_on": timezone.localdate()} | changes))


def enter(tree, actor, **changes) -> Activity:
    return enter_activity(tree.branch, draft=draft(**changes), actor=actor, key=new_key())


# The kinds and checklists that come with the installation


def test_kinds_and_checklists_are_there_as_data():
    codes = list(ActivityKind.objects.values_list("code", flat=True))
    assert codes == ["three_meetings", "theme_day", "study", "lecture", "volunteer", "exchange", "outreach", "other"]
    assert {c.name: len(c.items) for c in Checklist.objects.all()} == {"六有": 6, "五定": 5, "四有": 4}
    assert kind("study").checklist.name == "四有"


# Entering


def test_an_activity_keeps_its_kinds_strand_and_checklist(tree, clerk):
    study = kind("study")
    checks = rules.checks_of(study, {study.checklist.items[0], "别处的要点"})
    activity = enter(tree, clerk, kind=study, checks=checks)
    assert activity.strand == "training"
    assert activity.checks == {item: item == study.checklist.items[0] for item in study.checklist.items}
    assert (activity.organization_path, activity.created_by) == (tree.branch.path, clerk)
    study.checklist.items = ["只剩一条"]
    study.checklist.save()
    assert list(rules.checks_of(study, set(), activity.checks)) == list(activity.checks)


@pytest.mark.parametrize("role", [Role.MEMBER, Role.REVIEWER, Role.OFFICE, Role.DIRECTOR])
def test_only_the_branch_writes(tree, role):
    place = {Role.MEMBER: tree.branch, Role.REVIEWER: tree.committee}.get(role, tree.top)
    with pytest.raises(StepRefused):
        enter(tree, person(role, place))
    with pytest.raises(StepRefused):
        enter_activities(tree.branch, drafts=[draft()], actor=person(role, place), key=new_key())
    assert Activity.objects.count() == 0


def test_a_form_sent_twice_enters_once(tree, clerk):
    key = new_key()
    made = {enter_activity(tree.branch, draft=draft(), actor=clerk, key=key).pk for _ in range(2)}
    assert len(made) == 1
    key = new_key()
    first = enter_activities(tree.branch, drafts=[draft(), draft(title="二")], actor=clerk, key=key)
    assert len(first) == 2
    assert enter_activities(tree.branch, drafts=[draft()], actor=clerk, key=key) == first
    assert Activity.objects.count() == 3


def test_many_rows_are_entered_all_or_none(tree, clerk, brand):
    foreign = BrandFactory(program=brand.program)
    rows = [draft(), draft(title="跨支部", brand=foreign)]
    with pytest.raises(BusinessError, match="第2项“跨支部”：所选品牌不是本组织的品牌"):
        enter_activities(tree.branch, drafts=rows, actor=clerk, key=new_key())
    assert Activity.objects.count() == 0
    with pytest.raises(BusinessError, match="没有要保存"):
        enter_activities(tree.branch, drafts=[], actor=clerk, key=new_key())


def test_phase_and_carrier_belong_to_the_brand(tree, clerk, brand):
    other = BrandFactory(program=ProgramFactory(organizer=tree.top), organization=tree.branch)
    with pytest.raises(BusinessError, match="创建阶段不属于"):
        enter(tree, clerk, brand=brand, phase_record=other.phase_records.first())
    with pytest.raises(BusinessError, match="载体不属于"):
        enter(tree, clerk, brand=None, carrier=CarrierFactory(brand=brand))


@time_machine.travel(at("2026-03-18T09:00"))
def test_days_lie_between_memory_and_plan(tree, clerk):
    assert enter(tree, clerk, held_on=date(2027, 3, 19)).pk
    for day in (date(2027, 3, 20), date(1899, 12, 31)):
        with pytest.raises(BusinessError, match="活动日期应在"):
            enter(tree, clerk, held_on=day)


# Evidence


def kept(number: int, size: int = 10) -> list[KeptFile]:
    return [KeptFile(f"evidence/x{n}.jpg", f"{n}.jpg", size, True) for n in range(number)]


def test_evidence_is_capped_by_the_program_and_by_three_without_one(tree, clerk, brand):
    with pytest.raises(BusinessError, match="最多3个，现有4个"):
        enter_activity(tree.branch, draft=draft(), actor=clerk, key=new_key(), files=kept(4))
    brand.program.evidence_cap = 1
    brand.program.save()
    with pytest.raises(BusinessError, match="最多1个，现有2个"):
        enter_activity(tree.branch, draft=draft(brand=brand), actor=clerk, key=new_key(), files=kept(2))
    activity = enter_activity(tree.branch, draft=draft(brand=brand), actor=clerk, key=new_key(), files=kept(1))
    with pytest.raises(BusinessError, match="最多1个"):
        update_activity(activity, draft=draft(brand=brand), actor=clerk, version=0, files=kept(1))
    only = activity.evidence.get()
    saved = update_activity(
        activity, draft=draft(brand=brand), actor=clerk, version=0, files=kept(1), removed=[only.pk]
    )
    assert saved.evidence.count() == 1 and saved.evidence.get().pk != only.pk


def test_evidence_has_a_quota_for_the_whole_organisation(tree, clerk):
    used = EVIDENCE_QUOTA - 10
    EvidenceFactory(activity=ActivityFactory(organization=tree.sibling), size=used)
    EvidenceFactory(activity=ActivityFactory(organization=tree.branch), size=used)
    with pytest.raises(BusinessError, match="合计不能超过"):
        enter_activity(tree.branch, draft=draft(), actor=clerk, key=new_key(), files=kept(1, size=11))
    assert enter_activity(tree.branch, draft=draft(), actor=clerk, key=new_key(), files=kept(1, size=10)).pk


# Changing


def test_the_second_of_two_editors_is_told_and_changes_nothing(tree, clerk):
    activity = enter(tree, clerk, place="会议室")
    secretary = person(Role.SECRETARY, tree.branch, name="书记甲")
    update_activity(activity, draft=draft(place="广场"), actor=secretary, version=0)
    with pytest.raises(ActivityConflict) as raised:
        update_activity(activity, draft=draft(place="礼堂", summary="补充"), actor=clerk, version=0)
    conflict = raised.value
    assert [(d.label, d.theirs, d.mine) for d in conflict.differences] == [
        ("地点", "广场", "礼堂"),
        ("内容摘要", "", "补充"),
    ]
    assert (conflict.version, "书记甲" in conflict.message) == (1, True)
    assert Activity.objects.get().place == "广场"
    assert update_activity(activity, draft=draft(place="礼堂"), actor=clerk, version=conflict.version).place == "礼堂"


def test_void_needs_a_reason_keeps_the_row_and_ends_its_life(tree, clerk):
    activity = enter(tree, clerk)
    with pytest.raises(BusinessError, match="作废原因"):
        void_activity(activity, reason="  ", actor=clerk, version=0)
    with pytest.raises(StaleCopy):
        void_activity(activity, reason="重复", actor=clerk, version=7)
    gone = void_activity(activity, reason="重复填报", actor=clerk, version=0)
    assert (gone.is_void, gone.void_reason, gone.voided_by) == (True, "重复填报", clerk)
    with pytest.raises(StepRefused, match="已作废"):
        update_activity(gone, draft=draft(), actor=clerk, version=1)
    assert Activity.objects.counted().count() == 0
    assert AuditEntry.objects.filter(action="作废活动").count() == 1


def test_a_void_row_without_a_reason_is_impossible(tree):
    activity = ActivityFactory(organization=tree.branch)
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(pk=activity.pk).update(is_void=True)


# Who reads


def test_superiors_read_below_members_their_own(tree):
    ActivityFactory(organization=tree.branch, title="本支部")
    ActivityFactory(organization=tree.sibling, title="邻支部")
    titles = {
        role: set(Activity.objects.visible_to(person(role, place)).values_list("title", flat=True))
        for role, place in ((Role.MEMBER, tree.branch), (Role.REVIEWER, tree.general), (Role.OFFICE, tree.foreign_top))
    }
    assert titles == {Role.MEMBER: {"本支部"}, Role.REVIEWER: {"本支部", "邻支部"}, Role.OFFICE: set()}


# Counts


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
    assert selectors.record_on(None, records, TODAY) is None


# Reading what people write


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2026-03-05", date(2026, 3, 5)),
        ("2026/3/5", date(2026, 3, 5)),
        ("2026.3.5", date(2026, 3, 5)),
        ("２０２６年３月５日", date(2026, 3, 5)),
        ("2026年3月5日（周四）", date(2026, 3, 5)),
        ("2026年3月5日 星期四", date(2026, 3, 5)),
        ("2026年3月5日上午9点", date(2026, 3, 5)),
        ("2026-03-05 14:30", date(2026, 3, 5)),
        ("20260305", date(2026, 3, 5)),
        ("46086", date(2026, 3, 5)),
        ("46086.5", date(2026, 3, 5)),
        ("3月5日", date(2026, 3, 5)),
        ("3.5", date(2026, 3, 5)),
        ("3/5", date(2026, 3, 5)),
        ("12月20日", date(2025, 12, 20)),
        ("4月18日", date(2026, 4, 18)),
        ("4月19日", date(2025, 4, 19)),
        ("2月29日", date(2024, 2, 29)),
        ("5-Mar", date(2026, 3, 5)),
        ("05-Mar-26", date(2026, 3, 5)),
        ("2026-02-29", None),
        ("2月30日", None),
        ("三月五日", None),
        ("3月5日至7日", None),
        ("9999年1月1日", None),
        ("１²", None),
        ("", None),
        ("12345", None),
    ],
)
def test_days_as_people_write_them(text, wanted):
    assert read_day(text, TODAY) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("23", 23), ("２３人", 23), ("约30人", 30), ("50余人", 50), ("1,200人次", 1200), ("12.0", 12), ("全体党员", None)],
)
def test_numbers_of_people(text, wanted):
    assert read_people(text) == wanted


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("主题党日", "theme_day"),
        ("支部主题党日活动", "theme_day"),
        ("支委会", "three_meetings"),
        ("开放日", "exchange"),
        ("集中学习", "study"),
        ("讲党课", "lecture"),
        ("志愿服务", "volunteer"),
        ("聚餐", None),
        ("", None),
    ],
)
def test_kinds_by_name_and_by_other_words(text, code):
    found = read_kind(text, selectors.active_kinds())
    assert (found.code if found else None) == code


def test_rows_with_headings_in_any_order():
    text = "2026年一季度活动表\n序号\t活动时间\t活动主题\t地点\t主持人\t参加人数\n1\t3月5日\t学雷锋\t社区\t王某\t12人\n"
    assert read_rows(text) == [
        {
            "raw": "1 | 3月5日 | 学雷锋 | 社区 | 王某 | 12人",
            "held_on": "3月5日", "title": "学雷锋", "place": "社区", "summary": "王某", "people": "12人",
        }
    ]  # fmt: skip


def test_rows_without_headings_with_numbers_before_them():
    assert read_rows("1\t2026/3/5\t党课\t讲党史\t会议室\t20\t第一讲\t补记")[0] == {
        "raw": "1 | 2026/3/5 | 党课 | 讲党史 | 会议室 | 20 | 第一讲 | 补记",
        "held_on": "2026/3/5", "kind": "党课", "title": "讲党史", "place": "会议室", "people": "20",
        "summary": "第一讲 补记",
    }  # fmt: skip


def test_quoted_cells_lone_quotes_and_text_without_tabs():
    assert read_rows('3月5日\t学习\t题\t处\t5\t"第一行\n第二行 ""引"""')[0]["summary"] == '第一行 第二行 "引"'
    assert [row["title"] for row in read_rows('3月5日\t学习\t5" 屏幕\r\n3月6日\t学习\t第二行')] == ['5" 屏幕', "第二行"]
    assert read_rows("3月5日  党课  讲党史")[0]["title"] == "讲党史"
    assert read_rows("| 3月5日 | 党课 | 讲党史 |")[0]["kind"] == "党课"
    assert read_rows("\n \t \n") == []


def test_nothing_pasted_is_lost():
    """Whatever the row, each of its cells is found again in what was read."""
    text = "随便\t写的\t东西\t没有\t日期\t也行\t多一列\t再多一列"
    row = read_rows(text)[0]
    assert all(cell in "".join(row.values()) for cell in text.split("\t"))


def test_moving_an_organisation_takes_its_activities_along(tree):
    from branches import paths

    activity = ActivityFactory(organization=tree.branch)
    with transaction.atomic():
        paths.rewrite(tree.branch.path, tree.top.path + "00Z9")
    activity.refresh_from_db()
    assert activity.organization_path == tree.top.path + "00Z9"
    assert fresh(person(Role.SECRETARY, tree.direct)).pk
