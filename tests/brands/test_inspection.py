"""Inspections: planned, carried out and told, and what a branch learns of them when."""

from datetime import timedelta

import pytest
from django.utils import timezone

from branches.enums import Role
from branches.models import Organization
from brands.enums import FindingStatus, InspectionStatus
from brands.limits import INSPECTION_TARGETS_MOST, TARGET_FINDINGS_MOST
from brands.models import Finding, Inspection, InspectionTarget
from brands.services import inspection as services
from brands.services.inspection import FindingDraft, target_token
from brands.workflow.inspection import INSPECTION_FLOW
from core.errors import BusinessError, StaleCopy, StepRefused
from core.onetime import new_key
from tests.brands.matrix import check_matrix
from tests.core.parallel import together
from tests.factories.branches import OrganizationFactory, RegionFactory, fresh, person
from tests.factories.inspection import FindingFactory, Scene, scene

pytestmark = pytest.mark.django_db


def values(**changes):
    today = timezone.localdate()
    return {"title": "上半年督查", "starts_on": today, "ends_on": today + timedelta(days=7)} | changes


def draft(**changes) -> FindingDraft:
    return FindingDraft(
        **{"problem": "阵地未开放", "measure": "限期开放", "due_on": timezone.localdate() + timedelta(days=20)}
        | changes
    )


def plan(s: Scene, **changes) -> Inspection:
    actor = s.cast.committee_reviewer
    return services.plan_inspection(s.tree.committee, actor=actor, values=values(**changes), key=new_key())


def test_inspection_matrix():
    s = scene(told=False, findings=False)
    expected = {
        "carry_out": (("planned",), ("committee_reviewer",)),
        "close": (("carried_out",), ("committee_reviewer",)),
        "cancel": (("planned",), ("committee_reviewer",)),
    }
    assert check_matrix(INSPECTION_FLOW, s.inspection, s.everybody(), expected) == 4 * 11 * 3 - 3


def test_a_region_brings_its_branches_below_the_organiser():
    s = scene(findings=False)
    region = RegionFactory()
    Organization.objects.filter(pk__in=[s.tree.branch.pk, s.tree.direct.pk, s.tree.general.pk]).update(region=region)
    closed = OrganizationFactory(parent=s.tree.general, region=region, is_active=False)
    made = plan(s, region=region)
    # The direct branch lies beside the committee, the general branch is no branch, the closed one is gone.
    assert [t.organization for t in made.targets.all()] == [s.tree.branch]
    assert made.targets.get().brand == s.brands["branch"]
    Organization.objects.filter(pk=closed.pk).update(is_active=True)
    assert services.take_region(made, region, actor=s.cast.committee_reviewer) == 1
    assert services.take_region(made, region, actor=s.cast.committee_reviewer) == 0


def test_only_branches_below_are_ticked():
    s = scene(findings=False)
    made, actor = plan(s), s.cast.committee_reviewer
    for wrong in (s.tree.direct, s.tree.foreign, s.tree.general):
        with pytest.raises(BusinessError, match="不在本单位之下"):
            services.add_targets(made, [s.tree.branch.pk, wrong.pk], actor=actor)
    assert made.targets.count() == 0
    assert services.add_targets(made, [s.tree.branch.pk, s.tree.sibling.pk], actor=actor) == 2


def test_one_inspection_takes_in_a_bounded_number():
    s = scene(findings=False)
    made = plan(s)
    OrganizationFactory.create_batch(INSPECTION_TARGETS_MOST + 1, parent=s.tree.general)
    wanted = list(Organization.objects.branches().below(s.tree.general).values_list("pk", flat=True))
    with pytest.raises(BusinessError, match="按片区分次"):
        services.add_targets(made, wanted, actor=s.cast.committee_reviewer)
    assert made.targets.count() == 0


def test_a_form_sent_twice_plans_once():
    s, key = scene(findings=False), new_key()
    actor = s.cast.committee_reviewer
    made = {services.plan_inspection(s.tree.committee, actor=actor, values=values(), key=key).pk for _ in range(2)}
    assert len(made) == 1


@pytest.mark.parametrize("name", ["clerk", "secretary", "general_reviewer", "director", "member", "foreign_office"])
def test_nobody_else_plans_in_the_name_of_the_committee(name):
    s = scene(findings=False)
    with pytest.raises(StepRefused):
        services.plan_inspection(s.tree.committee, actor=getattr(s.cast, name), values=values(), key=new_key())
    assert Inspection.objects.count() == 1


def test_a_plan_edited_by_two_keeps_the_first():
    s = scene(told=False, findings=False)
    actor = s.cast.committee_reviewer
    services.update_inspection(s.inspection, actor=actor, values={"title": "先改"}, seen=0)
    with pytest.raises(StaleCopy):
        services.update_inspection(s.inspection, actor=actor, values={"title": "后改"}, seen=0)
    assert Inspection.objects.get().title == "先改"


def test_what_was_told_stands():
    s = scene()
    actor, target = s.cast.committee_reviewer, s.targets["branch"]
    for act in (
        lambda: services.update_inspection(s.inspection, actor=actor, values={"title": "改"}, seen=0),
        lambda: services.add_targets(s.inspection, [s.tree.branch.pk], actor=actor),
        lambda: services.remove_target(target, actor=actor),
        lambda: services.record_target(
            target, actor=actor, visited_on=None, impression="", findings=[], seen=target_token(target)
        ),
    ):
        with pytest.raises(BusinessError, match="不能再修改"):
            act()
    assert Finding.objects.count() == 2


def test_a_branch_is_written_up_and_rewritten():
    s = scene(told=False, findings=False)
    actor, target = s.cast.committee_reviewer, s.targets["branch"]
    today = timezone.localdate()

    def write(*findings, seen=None):
        token = target_token(InspectionTarget.objects.get(pk=target.pk)) if seen is None else seen
        return services.record_target(
            target, actor=actor, visited_on=today, impression="尚可", findings=findings, seen=token
        )

    first_seen = target_token(target)
    write(draft(), draft(problem="记录不全"))
    one, two = Finding.objects.order_by("pk")
    assert (one.status, one.organization, one.brand, one.found_on) == (
        FindingStatus.DRAFT, s.tree.branch, s.brands["branch"], today,
    )  # fmt: skip
    write(draft(pk=two.pk, problem="记录不全，已核"), draft(problem="新问题"))
    assert [f.problem for f in Finding.objects.order_by("pk")] == ["记录不全，已核", "新问题"]
    assert Finding.objects.order_by("pk").first().pk == two.pk
    with pytest.raises(StaleCopy):
        write(draft(), seen=first_seen)
    # A key of another branch's draft makes a new one here.
    stranger = FindingFactory(target=s.targets["sibling"])
    write(draft(pk=stranger.pk, problem="冒名"))
    assert Finding.objects.get(pk=stranger.pk).target == s.targets["sibling"]
    assert target.findings.get().problem == "冒名"


def test_what_a_record_needs():
    s = scene(told=False, findings=False)
    actor, target, today = s.cast.committee_reviewer, s.targets["branch"], timezone.localdate()
    bad = {
        "不能晚于今天": (today + timedelta(days=1), [draft()]),
        "请填写督查日期": (None, [draft()]),
        "写明问题和整改要求": (today, [draft(measure=" ")]),
        "不能早于督查日期": (today, [draft(due_on=today - timedelta(days=1))]),
        "合并同类": (today, [draft()] * (TARGET_FINDINGS_MOST + 1)),
    }
    for words, (visited_on, findings) in bad.items():
        with pytest.raises(BusinessError, match=words):
            services.record_target(
                target, actor=actor, visited_on=visited_on, impression="", findings=findings, seen=target_token(target)
            )
    assert Finding.objects.count() == 0


def test_telling_needs_every_branch_visited_and_dates_ahead():
    s = scene(told=False)
    actor = s.cast.committee_reviewer
    InspectionTarget.objects.filter(pk=s.targets["sibling"].pk).update(visited_on=None)
    Finding.objects.filter(pk=s.findings["branch"].pk).update(due_on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(BusinessError) as refused:
        services.advance_inspection(s.inspection, "carry_out", actor=actor)
    assert refused.value.details == [
        f"还有1个党支部没有填写督查日期：{s.tree.sibling.short_name}。未去的请先移出督查对象。",
        "有1个问题的整改期限已过，请先调整。",
    ]
    assert {f.status for f in Finding.objects.all()} == {"draft"}
    empty = plan(s)
    with pytest.raises(BusinessError, match="还没有选择督查对象"):
        services.advance_inspection(empty, "carry_out", actor=actor)


def test_findings_are_told_with_the_inspection_and_weigh_on_the_class():
    s = scene(told=False)
    actor = s.cast.committee_reviewer
    assert not Finding.objects.visible_to(fresh(s.cast.secretary)).exists()
    told = services.advance_inspection(s.inspection, "carry_out", actor=actor, conclusion="总体较好")
    assert (told.status, told.conclusion) == (InspectionStatus.CARRIED_OUT, "总体较好")
    assert {f.status for f in Finding.objects.all()} == {"open"}
    assert [e.step for e in s.finding().events.all()] == ["tell"]
    s.brands["branch"].refresh_from_db()
    assert s.brands["branch"].guidance_class == "middling"


def test_a_cancelled_inspection_tells_nothing():
    s = scene(told=False)
    services.advance_inspection(s.inspection, "cancel", actor=s.cast.committee_reviewer, comment="任务调整")
    assert {f.status for f in Finding.objects.all()} == {"draft"}
    for name in ("secretary", "clerk", "member", "sibling_secretary"):
        user = fresh(getattr(s.cast, name))
        assert not Inspection.objects.visible_to(user).exists()
        assert not Finding.objects.visible_to(user).exists()


def test_a_target_with_findings_is_not_removed():
    s = scene(told=False)
    actor = s.cast.committee_reviewer
    with pytest.raises(BusinessError, match="先删除问题"):
        services.remove_target(s.targets["branch"], actor=actor)
    s.findings["branch"].delete()
    services.remove_target(s.targets["branch"], actor=actor)
    services.remove_target(s.targets["branch"], actor=actor)
    assert [t.organization for t in s.inspection.targets.all()] == [s.tree.sibling]


def test_a_branch_sees_its_own_part_of_a_common_inspection():
    s = scene()
    for name, place in (("secretary", "branch"), ("clerk", "branch"), ("sibling_secretary", "sibling")):
        user = fresh(getattr(s.cast, name))
        assert [f.organization for f in Finding.objects.visible_to(user)] == [getattr(s.tree, place)]
        assert [t.organization for t in InspectionTarget.objects.visible_to(user)] == [getattr(s.tree, place)]
        assert list(Inspection.objects.visible_to(user)) == [s.inspection]
    assert Finding.objects.visible_to(fresh(s.cast.general_reviewer)).count() == 2
    assert not Finding.objects.visible_to(fresh(s.cast.foreign_office)).exists()


def test_drafts_are_the_inspecting_sides_alone():
    """The office inspects: the committee between knows nothing until the branches are told."""
    s = scene(told=False)
    s.inspection.organizer = s.tree.top
    s.inspection.organizer_path = s.tree.top.path
    s.inspection.save()
    seen = {
        name: Finding.objects.visible_to(fresh(user)).count()
        for name, user in s.everybody().items()
        if Finding.objects.visible_to(fresh(user)).exists()
    }
    assert seen == {"office": 2, "director": 2}


def test_an_ordinary_member_of_the_organiser_sees_no_drafts():
    s = scene(told=False)
    user = person(Role.MEMBER, s.tree.committee)
    assert not Inspection.objects.visible_to(user).exists()
    assert not Finding.objects.visible_to(user).exists()


@pytest.mark.django_db(transaction=True)
def test_an_inspection_is_told_once():
    s = scene(told=False)

    def act(index: int):
        inspection = Inspection.objects.get(pk=s.inspection.pk)
        return services.advance_inspection(inspection, "carry_out", actor=s.cast.committee_reviewer, seen="planned")

    results = together(act, 2)
    assert sorted(isinstance(r, Inspection) for r in results) == [False, True]
    assert [f.events.count() for f in Finding.objects.all()] == [1, 1]
