"""Pairs: proposed, agreed to by both, worked on, ended."""

from datetime import timedelta

import pytest
from django.utils import timezone

from brands.enums import PairingStatus
from brands.models import Activity, ActivityKind, Brand, Pairing
from brands.services.pairing import advance_pairing, link_activity, propose_pairing, unlink_activity
from brands.workflow.pairing import PAIRING_FLOW
from core.errors import BusinessError, StaleCopy, StepRefused
from core.onetime import new_key
from tests.brands.matrix import check_matrix
from tests.core.parallel import together
from tests.factories.branches import fresh
from tests.factories.guidance import PairingFactory
from tests.factories.inspection import Scene, scene

pytestmark = pytest.mark.django_db


def pair(s: Scene, **fields) -> Pairing:
    """The sibling helps the branch."""
    return PairingFactory(strong=s.brands["sibling"], weak=s.tree.branch, **fields)


def propose(s: Scene, *, actor=None, key=None, **changes) -> Pairing:
    today = timezone.localdate()
    values = {"goals": "共过主题党日", "starts_on": today, "ends_on": today + timedelta(days=180)} | changes
    strong = Brand.objects.select_related("program__organizer").get(pk=s.brands["sibling"].pk)
    return propose_pairing(strong, s.tree.branch, actor=actor or s.cast.office, key=key or new_key(), **values)


def activity(s: Scene, place: str, **fields) -> Activity:
    organization = getattr(s.tree, place)
    return Activity.objects.create(
        organization=organization, organization_path=organization.path, title="共过主题党日",
        kind=ActivityKind.objects.order_by("pk").first(), held_on=timezone.localdate(), **fields,
    )  # fmt: skip


def test_pairing_matrix():
    s = scene(findings=False)
    strong, weak = "sibling_secretary", "secretary"
    expected = {
        "agree_strong": (("proposed",), (strong,)),
        "agree_weak": (("proposed",), (weak,)),
        "begin": (("proposed",), (strong, weak)),
        "decline": (("proposed",), (strong, weak)),
        "withdraw": (("proposed",), ("office",)),
        "end": (("active",), (strong, "office")),
    }
    assert check_matrix(PAIRING_FLOW, pair(s), s.everybody(), expected) == 4 * 11 * 6 - 9


@pytest.mark.parametrize("order", [("agree_strong", "agree_weak"), ("agree_weak", "agree_strong")])
def test_it_begins_when_both_have_agreed(order):
    s = scene(findings=False)
    people = {"agree_strong": s.cast.sibling_secretary, "agree_weak": s.cast.secretary}
    made = propose(s)
    made = advance_pairing(made, order[0], actor=people[order[0]], comment="同意")
    assert made.status == PairingStatus.PROPOSED
    with pytest.raises(StepRefused):
        advance_pairing(made, order[0], actor=people[order[0]])
    made = advance_pairing(made, order[1], actor=people[order[1]])
    assert (made.status, made.strong_agreed_on, made.weak_agreed_on) == (
        PairingStatus.ACTIVE, timezone.localdate(), timezone.localdate(),
    )  # fmt: skip
    assert [e.step for e in made.events.all()] == [*order, "begin"]


def test_either_may_decline_with_a_reason():
    s = scene(findings=False)
    made = propose(s)
    made = advance_pairing(made, "agree_strong", actor=s.cast.sibling_secretary)
    with pytest.raises(StepRefused, match="理由"):
        advance_pairing(made, "decline", actor=s.cast.secretary)
    made = advance_pairing(made, "decline", actor=s.cast.secretary, comment="正值换届")
    assert made.status == PairingStatus.DECLINED
    assert propose(s).status == PairingStatus.PROPOSED


def test_nothing_begins_by_hand():
    s = scene(findings=False)
    with pytest.raises(BusinessError, match="自动开始"):
        advance_pairing(pair(s), "begin", actor=s.cast.secretary)
    one_sided = pair(s, weak_agreed_on=timezone.localdate(), status="declined")
    Pairing.objects.exclude(pk=one_sided.pk).delete()
    Pairing.objects.filter(pk=one_sided.pk).update(status="proposed")
    with pytest.raises(BusinessError, match="双方都确认"):
        PAIRING_FLOW.take("begin", one_sided, actor=s.cast.secretary)
    assert Pairing.objects.get().status == PairingStatus.PROPOSED


def test_what_a_pair_needs():
    s = scene(findings=False)
    today = timezone.localdate()
    Brand.objects.filter(pk=s.brands["sibling"].pk).update(status="closed")
    with pytest.raises(BusinessError) as refused:
        propose(s, goals=" ", ends_on=today)
    assert refused.value.details == ["帮带品牌已停止创建。", "请写明共建目标。", "结束日期应晚于开始日期。"]
    Brand.objects.filter(pk=s.brands["sibling"].pk).update(status="in_creation")
    strong = Brand.objects.select_related("program__organizer").get(pk=s.brands["sibling"].pk)
    values = {"goals": "共建", "starts_on": today, "ends_on": today + timedelta(days=9), "actor": s.cast.office}
    for weak, words in ((s.tree.sibling, "不能是同一个"), (s.tree.foreign, "不在")):
        with pytest.raises(BusinessError) as refused:
            propose_pairing(strong, weak, key=new_key(), **values)
        assert words in refused.value.details[0]
    propose(s)
    with pytest.raises(BusinessError) as refused:
        propose(s)
    assert refused.value.details == ["这两个党支部已有待确认或进行中的结对。"]
    assert Pairing.objects.count() == 1


def test_only_the_office_proposes_and_a_form_sent_twice_once():
    s, key = scene(findings=False), new_key()
    for name in ("secretary", "sibling_secretary", "committee_reviewer", "director", "foreign_office"):
        with pytest.raises(StepRefused):
            propose(s, actor=getattr(s.cast, name))
    assert len({propose(s, key=key).pk for _ in range(2)}) == 1


def test_joint_activities_are_the_two_branches_own():
    s = scene(findings=False)
    made = pair(s, status="active")
    held = activity(s, "branch")
    link_activity(made, held, actor=s.cast.clerk)
    link_activity(made, activity(s, "sibling"), actor=s.cast.sibling_secretary)
    assert made.activities.count() == 2
    for wrong in (
        activity(s, "direct"),
        activity(s, "branch", is_void=True, void_reason="重复", voided_at=timezone.now()),
    ):
        with pytest.raises(BusinessError, match="结对双方"):
            link_activity(made, wrong, actor=s.cast.secretary)
    for name in ("member", "office", "general_reviewer", "foreign_office"):
        with pytest.raises(StepRefused):
            link_activity(made, held, actor=getattr(s.cast, name))
    unlink_activity(made, held, actor=s.cast.secretary)
    assert made.activities.count() == 1
    with pytest.raises(BusinessError, match="不能再增减"):
        link_activity(pair(s, status="ended"), held, actor=s.cast.secretary)


def test_it_ends_with_a_result():
    s = scene(findings=False)
    made = pair(s, status="active")
    for result, words in ((" ", "写明共建成效"), ("长" * 1001, "不超过")):
        with pytest.raises(BusinessError, match=words):
            advance_pairing(made, "end", actor=s.cast.sibling_secretary, result=result)
    with pytest.raises(StaleCopy):
        advance_pairing(made, "end", actor=s.cast.sibling_secretary, result="建好台账", seen="proposed")
    made = advance_pairing(made, "end", actor=s.cast.sibling_secretary, result="建好台账", seen="active")
    assert (made.status, made.result) == (PairingStatus.ENDED, "建好台账")


def test_who_sees_a_pair():
    s = scene(findings=False)
    pair(s)
    seen = {name for name, user in s.everybody().items() if Pairing.objects.visible_to(fresh(user)).exists()}
    assert seen == {
        "clerk", "secretary", "member", "sibling_secretary",
        "general_reviewer", "committee_reviewer", "office", "director",
    }  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_both_agree_in_the_same_instant():
    s = scene(findings=False)
    made = propose(s)
    steps = [("agree_strong", s.cast.sibling_secretary), ("agree_weak", s.cast.secretary)]
    results = together(
        lambda i: advance_pairing(Pairing.objects.get(pk=made.pk), steps[i][0], actor=steps[i][1], seen="proposed"), 2
    )
    assert all(isinstance(r, Pairing) for r in results)
    assert Pairing.objects.get().status == PairingStatus.ACTIVE
    assert [e.step for e in made.events.all()].count("begin") == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_two_are_proposed_once():
    s = scene(findings=False)
    results = together(lambda i: propose(s), 2)
    assert sorted(isinstance(r, Pairing) for r in results) == [False, True]
    assert Pairing.objects.count() == 1
