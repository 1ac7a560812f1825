"""Activities: entered, changed by two at once, declared void; their evidence, and who reads them."""

from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from branches import paths
from branches.enums import Role
from brands.limits import EVIDENCE_QUOTA
from brands.models import Activity, ActivityKind, Checklist
from brands.rules import activity as rules
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
from tests.brands.clock import at
from tests.factories.activities import ActivityFactory, EvidenceFactory, kind
from tests.factories.branches import fresh, person
from tests.factories.brands import BrandFactory, CarrierFactory, ProgramFactory

pytestmark = pytest.mark.django_db


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


def test_moving_an_organisation_takes_its_activities_along(tree):
    activity = ActivityFactory(organization=tree.branch)
    with transaction.atomic():
        paths.rewrite(tree.branch.path, tree.top.path + "00Z9")
    activity.refresh_from_db()
    assert activity.organization_path == tree.top.path + "00Z9"
    assert fresh(person(Role.SECRETARY, tree.direct)).pk
