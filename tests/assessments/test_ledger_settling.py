"""Settling: totals, ranks and grades of the whole scheme, equals at a cut, and what puts it out of date."""

from decimal import Decimal

import pytest
from django.db import transaction

from assessments.models import Ledger, Scheme, Settlement
from assessments.models.ledger import UNRANKED
from assessments.services.ledger import advance_ledger, choose_tied, request_settlement, settle, settling
from assessments.services.ledger.steps import note_change
from core.errors import BusinessError, StaleCopy, StepRefused
from tests.factories import ledgers as made
from tests.factories.branches import fresh

pytestmark = pytest.mark.django_db


def test_settlement_needs_everybody_confirmed(stage):
    made.confirmed(stage)
    with pytest.raises(BusinessError) as refused:
        request_settlement(stage.scheme, actor=fresh(stage.office))
    assert refused.value.details == ["还有2个单位的台账未审定。"]
    with pytest.raises(StepRefused):
        request_settlement(stage.scheme, actor=fresh(stage.reviewer))


def test_totals_ranks_and_grades_of_the_whole_scheme(stage):
    first, second, third = made.settled(stage)
    assert [(row.total, row.rank, row.grade) for row in (first, second, third)] == [
        (Decimal("93.000"), 1, "优秀"),
        (Decimal("85.000"), 2, "良好"),
        (Decimal("65.000"), 3, "合格"),
    ]
    assert first.arithmetic["lines"][0] == "组织建设：55/60"
    assert any(line.startswith("总分：") for line in first.arithmetic["lines"])
    settlement = Settlement.objects.get()
    assert settlement.is_current
    assert settlement.summary["grades"] == [["优秀", 1], ["良好", 1], ["合格", 1], ["不合格", 0]]
    assert "3个单位×1/3" in settlement.summary["cuts"][0]


def test_an_excluded_unit_counts_in_no_quota(stage):
    for unit in (stage.tree.branch, stage.tree.sibling):
        made.confirmed(stage, unit, life=55, brand=38)
    advance_ledger(stage.ledger(stage.tree.direct), "exclude", actor=fresh(stage.office), comment="本年新建")
    made.run_settlement(stage)
    # A third of two units is no seat.
    assert {row.grade for row in Ledger.objects.exclude(status="excluded")} == {"良好"}
    left_out = stage.ledger(stage.tree.direct)
    assert (left_out.total, left_out.grade, left_out.rank) == (None, "", UNRANKED)


# Out of date -------------------------------------------------------------------------------------------------------


def test_what_changes_afterwards_must_be_reckoned_anew(stage):
    made.settled(stage)
    ledger = advance_ledger(stage.ledger(), "reopen", actor=fresh(stage.director), comment="复核荣誉加分")
    assert (ledger.total, ledger.grade, ledger.rank, ledger.arithmetic) == (None, "", UNRANKED, {})
    assert not Settlement.objects.get().is_current
    advance_ledger(ledger, "confirm", actor=fresh(stage.director))
    assert not Settlement.objects.get().is_current
    made.run_settlement(stage)
    assert Settlement.objects.get().is_current


def test_a_change_during_the_reckoning_leaves_it_stale(stage):
    made.all_confirmed(stage)
    outcome = settle(Scheme.objects.get(pk=stage.scheme.pk), actor=fresh(stage.office))
    advance_ledger(stage.ledger(), "reopen", actor=fresh(stage.director), comment="更正")
    outcome.effect()
    assert not Settlement.objects.get().is_current


def test_a_survey_counted_while_the_reckoning_begins_makes_it_out_of_date(monkeypatch):
    """Whatever the reckoning read before, it must not pass for one that knows what came in between."""
    stage = made.office()
    made.all_confirmed(stage)
    read = settling.mass_scores

    def counted_just_after(scheme):
        found = read(scheme)
        note_change(scheme.pk)
        return found

    monkeypatch.setattr(settling, "mass_scores", counted_just_after)
    made.run_settlement(stage)
    assert not Settlement.objects.get().is_current


# Equals at a cut ---------------------------------------------------------------------------------------------------


def test_equals_at_the_cut_are_chosen_with_a_reason():
    stage = made.office(cut_rule="decide")
    made.settled(stage, ((55, 38), (55, 38), (40, 25)))
    open_cut = Settlement.objects.get().summary["open_cuts"][0]
    assert (open_cut["name"], open_cut["seats"], sorted(open_cut["tied"])) == (
        "优秀", 1, sorted([stage.tree.branch.pk, stage.tree.sibling.pk])
    )  # fmt: skip
    director, grade = fresh(stage.director), open_cut["grade"]
    for wrong in ({}, {grade: [stage.tree.direct.pk]}, {grade: open_cut["tied"]}):
        with pytest.raises(BusinessError):
            choose_tied(stage.scheme, choices=wrong, reason="经研究", actor=director)
    with pytest.raises(BusinessError, match="理由"):
        choose_tied(stage.scheme, choices={grade: [stage.tree.sibling.pk]}, reason=" ", actor=director)
    choose_tied(stage.scheme, choices={grade: [stage.tree.sibling.pk]}, reason="攻坚任务承担较多", actor=director)
    # Another director's page still shows the equals: told, and nothing is chosen over the first choice.
    with pytest.raises(StaleCopy, match="已由其他同志择定"):
        choose_tied(stage.scheme, choices={grade: [stage.tree.branch.pk]}, reason="另有意见", actor=director)
    made.run_settlement(stage)
    with pytest.raises(BusinessError, match="没有待择定"):
        choose_tied(stage.scheme, choices={grade: [stage.tree.branch.pk]}, reason="另有意见", actor=director)
    assert Settlement.objects.get().choice_reason == "攻坚任务承担较多"
    assert stage.ledger(stage.tree.sibling).grade == "优秀"
    assert stage.ledger().grade == "良好"
    assert Settlement.objects.get().summary["open_cuts"] == []


def test_what_was_chosen_among_equals_outlasts_a_reckoning_that_began_before():
    stage = made.office(cut_rule="decide")
    made.settled(stage, ((55, 38), (55, 38), (40, 25)))
    director = fresh(stage.director)
    scheme = Scheme.objects.get(pk=stage.scheme.pk)
    former = settle(scheme, actor=director)
    grade = Settlement.objects.get().summary["open_cuts"][0]["grade"]
    choose_tied(scheme, choices={grade: [stage.tree.sibling.pk]}, reason="攻坚任务承担较多", actor=director)
    with transaction.atomic():
        former.effect()
    assert Settlement.objects.get().choices == {str(grade): [stage.tree.sibling.pk]}
    made.run_settlement(stage)
    assert Settlement.objects.get().summary["open_cuts"] == []
