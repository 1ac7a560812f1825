"""Taking part in a round: which brands enter, which are let in, who may leave."""

from datetime import timedelta

import pytest
from django.utils import timezone

from branches.enums import Role
from brands.enums import BrandStatus, NominationStatus, RoundStatus
from brands.models import Brand, Honour, Phase, SelectionRound
from brands.rules.selection import ineligible_because
from brands.services import selection
from core.errors import BusinessError, StepRefused
from core.onetime import new_key
from tests.factories import selection as stages_of
from tests.factories.branches import person
from tests.factories.brands import BrandFactory

pytestmark = pytest.mark.django_db


def test_a_secretary_enters_the_own_brand_only():
    stage = stages_of.nominating(brands=0)
    brand, other = BrandFactory(program=stage.program), BrandFactory(program=stage.program)
    secretary = person(Role.SECRETARY, brand.organization)
    made = selection.nominate(stage.round, brands=[brand], actor=secretary, statement="  有特色 ")
    assert (made[0].status, made[0].by_office, made[0].statement) == (NominationStatus.NOMINATED, False, "有特色")
    for actor in (secretary, person(Role.CLERK, other.organization), person(Role.MEMBER, other.organization)):
        with pytest.raises(StepRefused):
            selection.nominate(stage.round, brands=[other], actor=actor)
    assert stage.round.nominations.count() == 1


def test_the_same_entry_sent_twice_is_one():
    stage = stages_of.nominating(brands=0)
    brands = [BrandFactory(program=stage.program) for _ in range(3)]
    key = new_key()
    first = selection.nominate(stage.round, brands=brands, actor=stage.office, key=key)
    again = selection.nominate(stage.round, brands=brands, actor=stage.office, key=key)
    assert {n.pk for n in first} == {n.pk for n in again}
    assert stage.round.nominations.count() == 3
    with pytest.raises(BusinessError) as refused:
        selection.nominate(stage.round, brands=brands[:1], actor=stage.office, key=new_key())
    assert "已经参评" in refused.value.details[0]


def test_why_a_brand_may_not_take_part_is_said_in_words():
    named = stages_of.named(brands=3)
    again = selection.create_round(
        named.program,
        actor=named.office,
        values=stages_of.round_values(name="第二批", earliest_phase=Phase.objects.get(program=named.program, order=3)),
    )
    winner, loser = named.brands[0], named.brands[2]
    today = timezone.localdate()
    assert ineligible_because(winner, again) == [
        f"已于{today:%Y年%-m月%-d日}命名为示范品牌，有效期内不重复参评同级或下级称号。",
        "须达到“巩固深化”阶段，现处于“宣传发动”阶段。",
    ]
    assert ineligible_because(loser, again) == ["须达到“巩固深化”阶段，现处于“宣传发动”阶段。"]
    stranger = BrandFactory(status=BrandStatus.CLOSED, phase=None)
    assert ineligible_because(stranger, again) == [
        "品牌不属于本批次所在的创建活动。",
        "品牌已停止创建。",
        "须达到“巩固深化”阶段，现处于“未开始”阶段。",
    ]
    # After its last day the honour stands in nobody's way.
    Honour.objects.filter(brand=winner).update(
        granted_on=today - timedelta(days=9), expires_on=today - timedelta(days=1)
    )
    assert ineligible_because(winner, again) == ["须达到“巩固深化”阶段，现处于“宣传发动”阶段。"]


def test_nobody_runs_in_two_rounds_for_one_honour():
    stage = stages_of.nominating(brands=2)
    other = selection.create_round(stage.program, actor=stage.office, values=stages_of.round_values(name="第二批"))
    assert ineligible_because(stage.brands[0], other) == ["正在参加同一称号的另一批次“2026年度示范品牌评选”。"]
    assert ineligible_because(stage.brands[0], stage.round) == []


def test_branches_enter_until_the_last_day_the_office_until_scoring():
    stage = stages_of.nominating(brands=0)
    yesterday = timezone.localdate() - timedelta(days=1)
    SelectionRound.objects.filter(pk=stage.round.pk).update(nominations_until=yesterday)
    brand = BrandFactory(program=stage.program)
    with pytest.raises(BusinessError, match="截止"):
        selection.nominate(stage.round, brands=[brand], actor=person(Role.SECRETARY, brand.organization))
    assert len(selection.nominate(stage.round, brands=[brand], actor=stage.office)) == 1
    late = BrandFactory(program=stage.program)
    for status in RoundStatus.values:
        if status == RoundStatus.NOMINATING:
            continue
        SelectionRound.objects.filter(pk=stage.round.pk).update(status=status)
        with pytest.raises(BusinessError, match="不受理"):
            selection.nominate(stage.round, brands=[late], actor=stage.office)


def test_screening_asks_the_conditions_again():
    stage = stages_of.nominating(brands=2)
    Brand.objects.filter(pk=stage.brands[0].pk).update(status=BrandStatus.CLOSED)
    admitted, refused = selection.admit_all(
        stage.round, nominations=list(stage.round.nominations.all()), actor=stage.office
    )
    assert [n.brand_id for n in admitted] == [stage.brands[1].pk]
    assert refused == [f"“{stage.brands[0]}”：不符合参评条件： 品牌已停止创建。"]
    assert stage.nomination(0).status == NominationStatus.NOMINATED


def test_a_withdrawn_brand_may_come_back_until_the_last_day():
    stage = stages_of.nominating(brands=1)
    nomination = selection.advance_nomination(stage.nomination(0), "withdraw", actor=stage.secretaries[0])
    assert nomination.status == NominationStatus.WITHDRAWN
    nomination = selection.advance_nomination(nomination, "return", actor=stage.secretaries[0])
    assert nomination.status == NominationStatus.NOMINATED


@pytest.mark.parametrize("step", ["withdraw", "reject"])
def test_nobody_leaves_once_the_scores_are_known(step):
    stage = stages_of.scored(brands=2, points=(90, 80))
    actor = stage.secretaries[1] if step == "withdraw" else stage.office
    with pytest.raises(BusinessError, match="不再变动"):
        selection.advance_nomination(stage.nomination(1), step, actor=actor, comment="理由")
    assert stage.nomination(1).status == NominationStatus.ELIGIBLE


@pytest.mark.parametrize("step", ["shortlist", "leave_out", "name", "pass_over", "nonsense"])
def test_results_are_not_given_one_by_one(step):
    stage = stages_of.shortlisted(brands=2, points=(90, 80))
    with pytest.raises(StepRefused):
        selection.advance_nomination(stage.nomination(0), step, actor=stage.director, comment="理由")
