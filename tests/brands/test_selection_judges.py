"""Judges of a round: named from the pool, dealt out evenly, recused by every bond of the tree."""

from decimal import Decimal

import pytest

from branches.enums import Role
from brands.enums import ScoreSheetStatus
from brands.models import ScoreSheet
from brands.selectors.selection import assignment_matrix
from brands.services import selection
from brands.workflow.selection import SCORE_SHEET_FLOW
from core.errors import BusinessError
from tests.factories import selection as stages_of
from tests.factories.accounts import UserFactory
from tests.factories.branches import MemberFactory, OrganizationFactory, RoleAssignmentFactory, fresh, person
from tests.factories.brands import BrandFactory

pytestmark = pytest.mark.django_db


def test_only_holders_of_the_judges_role_at_the_organiser_judge():
    stage = stages_of.nominating(brands=1, judges=1)
    elsewhere = person(Role.JUDGE, OrganizationFactory(kind="working_committee"))
    for user in (stage.office, stage.secretaries[0], elsewhere, UserFactory()):
        with pytest.raises(BusinessError, match="评委库"):
            selection.name_judges(stage.round, users=[stage.judges[0], user], actor=stage.office)
    assert stage.round.judges.count() == 0
    for _ in range(2):
        selection.name_judges(stage.round, users=stage.judges, actor=stage.office)
    assert stage.round.judges.count() == 1


def matrix_of(stage: stages_of.Stage) -> dict[tuple[int, int], str]:
    """(judge's number, brand's number) → word of the cell."""
    judges = list(stage.round.judges.select_related("organization", "user").order_by("user"))
    rows = assignment_matrix(judges, list(stage.round.nominations.select_related("brand__organization").order_by("pk")))
    return {(j, n): word for n, (_, cells) in enumerate(rows.rows) for j, word in enumerate(cells)}


def test_recusal_by_the_tree_knows_every_bond():
    """Member of the branch, reviewer above it, secretary below the same line, and where the judge was recorded."""
    stage = stages_of.nominating(brands=4, judges=5)
    committee = OrganizationFactory(parent=stage.top, kind="committee")
    inside = OrganizationFactory(parent=committee)
    below = BrandFactory(program=stage.program, organization=inside)
    selection.nominate(stage.round, brands=[below], actor=stage.office)
    MemberFactory(organization=stage.brands[0].organization, user=stage.judges[0])
    RoleAssignmentFactory(user=stage.judges[1], organization=committee, role=Role.REVIEWER)
    RoleAssignmentFactory(user=stage.judges[2], organization=stage.brands[2].organization, role=Role.CLERK)
    RoleAssignmentFactory(user=stage.judges[4], organization=stage.top, role=Role.AUDITOR)
    for nomination in stage.round.nominations.all():
        selection.advance_nomination(nomination, "admit", actor=stage.office)
    selection.name_judges(stage.round, users=stage.judges, actor=stage.office)
    stage.round.judges.filter(user=stage.judges[3]).update(organization=stage.brands[3].organization)
    stage.round = selection.assign_judges(stage.round, actor=stage.office, seed=3)
    table = matrix_of(stage)
    assert {cell for cell, word in table.items() if word == "barred"} == {
        (0, 0), (1, 4), (2, 2), (3, 3), (4, 0), (4, 1), (4, 2), (4, 3), (4, 4),
    }  # fmt: skip
    given = [sum(word == "assigned" for (_, n), word in table.items() if n == number) for number in range(5)]
    assert given == [3, 3, 3, 3, 3]
    assert not ScoreSheet.objects.filter(judge__user=stage.judges[4]).exists()


def test_dealing_out_is_even_and_can_be_repeated():
    stage = stages_of.assigned(brands=7, judges=5)
    first = set(ScoreSheet.objects.values_list("nomination", "judge"))
    loads = [judge.sheets.count() for judge in stage.round.judges.all()]
    assert (sum(loads), max(loads) - min(loads)) == (21, 1)
    selection.assign_judges(stage.round, actor=stage.office, seed=stage.round.assignment_seed)
    assert set(ScoreSheet.objects.values_list("nomination", "judge")) == first


def test_during_scoring_what_exists_stays_and_gaps_are_filled():
    stage = stages_of.scoring(brands=3, judges=5)
    sheet = stages_of.hand_in(stage.sheets_of(0)[0], 88)
    gone = ScoreSheet.objects.filter(nomination=sheet.nomination, status=ScoreSheetStatus.ASSIGNED).first()
    selection.recuse(gone, reason="亲属关系", actor=fresh(gone.judge.user))
    before = set(ScoreSheet.objects.values_list("pk", "status"))
    selection.assign_judges(stage.round, actor=stage.office)
    assert before <= set(ScoreSheet.objects.values_list("pk", "status"))
    alive = sheet.nomination.sheets.exclude(status=ScoreSheetStatus.RECUSED)
    assert alive.count() == 3
    assert not alive.filter(judge=gone.judge).exists()


def test_a_branch_that_moves_after_the_assignment_is_recused_at_scoring():
    stage = stages_of.scoring(brands=2, judges=3)
    sheet = stage.sheets_of(0)[0]
    sheet = selection.save_scores(
        sheet, marks=stages_of.marks(stage.round, 90), comment="", actor=stage.judges[0], version=0
    )
    # The judge is now a member of the very branch.
    MemberFactory(organization=sheet.nomination.brand.organization, user=stage.judges[0])
    actor = fresh(stage.judges[0])
    with pytest.raises(BusinessError, match="回避"):
        selection.save_scores(sheet, marks={}, comment="", actor=actor, version=sheet.edit_version)
    with pytest.raises(BusinessError, match="回避"):
        SCORE_SHEET_FLOW.take("submit", sheet, actor=actor)
    selection.assign_judges(stage.round, actor=stage.office)
    sheet.refresh_from_db()
    assert (sheet.status, sheet.recusal_reason[:6]) == (ScoreSheetStatus.RECUSED, "评委与参评品")


def test_what_was_handed_in_before_the_move_does_not_count():
    stage = stages_of.scoring(brands=1, judges=3)
    for number, points in enumerate((90, 80, 10)):
        stages_of.hand_in(stage.sheets_of(number)[0], points)
    MemberFactory(organization=stage.brands[0].organization, user=stage.judges[2])
    selection.advance_round(stage.round, "close_scoring", actor=stage.office)
    nomination = stage.nomination(0)
    assert (nomination.score, nomination.arithmetic["recused"]) == (Decimal("85.000"), 1)


def test_the_office_excludes_nobody_without_the_trees_reason():
    stage = stages_of.scoring(brands=1, judges=3)
    with pytest.raises(BusinessError, match="没有须回避"):
        SCORE_SHEET_FLOW.take("exclude", stage.sheets_of(0)[0], actor=stage.office, comment="不想要")


def test_scoring_needs_everybody_screened_and_judged():
    stage = stages_of.nominating(brands=2)
    with pytest.raises(BusinessError) as refused:
        selection.advance_round(stage.round, "start_scoring", actor=stage.office)
    assert refused.value.details == ["还有2个参评品牌未作资格审查。", "没有通过资格审查的参评品牌。"]
    for nomination in stage.round.nominations.all():
        selection.advance_nomination(nomination, "admit", actor=stage.office)
    with pytest.raises(BusinessError, match="还不能开始评分") as refused:
        selection.advance_round(stage.round, "start_scoring", actor=stage.office)
    assert refused.value.details == ["还有2个参评品牌没有可以评分的评委，请先分配评委。"]
