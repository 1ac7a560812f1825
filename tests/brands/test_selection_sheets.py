"""Score sheets: drafts with gaps, whole submissions, recusals; nobody writes on another's sheet."""

from decimal import Decimal

import pytest

from brands.enums import ScoreSheetStatus
from brands.services import selection
from brands.services.selection.judging import Mark
from core.errors import BusinessError, StaleCopy, StepRefused
from tests.factories import selection as stages_of

pytestmark = pytest.mark.django_db


def test_a_draft_may_have_gaps_a_submission_not():
    stage = stages_of.scoring(brands=1, judges=3)
    sheet, judge = stage.sheets_of(0)[0], stage.judges[0]
    marks = stages_of.marks(stage.round, 90, "有特色")
    gap = next(iter(marks))
    partial = marks | {gap: Mark(None, "再想想")}
    sheet = selection.save_scores(sheet, marks=partial, comment=" 好 ", actor=judge, version=0)
    assert (sheet.edit_version, sheet.comment, sheet.scores.count()) == (1, "好", 5)
    with pytest.raises(BusinessError) as refused:
        selection.submit_scores(sheet, marks=partial, comment="", actor=judge, version=1)
    assert refused.value.details == ["请为“政治性”评分。"]
    sheet.refresh_from_db()
    assert (sheet.status, sheet.edit_version, sheet.comment) == (ScoreSheetStatus.ASSIGNED, 1, "好")
    sheet = selection.submit_scores(sheet, marks=marks, comment="好", actor=judge, version=1)
    assert sheet.status == ScoreSheetStatus.SUBMITTED
    with pytest.raises(BusinessError, match="已评分"):
        selection.save_scores(sheet, marks=marks, comment="", actor=judge, version=sheet.edit_version)


def test_a_second_window_overwrites_nothing():
    stage = stages_of.scoring(brands=1, judges=3)
    sheet, judge = stage.sheets_of(0)[0], stage.judges[0]
    selection.save_scores(sheet, marks=stages_of.marks(stage.round, 90), comment="", actor=judge, version=0)
    with pytest.raises(StaleCopy):
        selection.save_scores(sheet, marks=stages_of.marks(stage.round, 10), comment="", actor=judge, version=0)
    assert set(sheet.scores.values_list("points", flat=True)) == {Decimal(90)}


@pytest.mark.parametrize("points", ["-0.01", "100.01"])
def test_points_lie_between_0_and_100(points):
    stage = stages_of.scoring(brands=1, judges=3)
    with pytest.raises(BusinessError, match="0到100"):
        stages_of.hand_in(stage.sheets_of(0)[0], points)


def test_criteria_of_another_round_are_refused():
    stage, other = stages_of.scoring(brands=1, judges=3), stages_of.prepared(brands=0)
    with pytest.raises(BusinessError, match="评分标准"):
        selection.save_scores(
            stage.sheets_of(0)[0],
            marks=stages_of.marks(other.round, 90),
            comment="",
            actor=stage.judges[0],
            version=0,
        )


def test_another_judge_scores_nothing_here():
    stage = stages_of.scoring(brands=1, judges=3)
    for actor in (stage.judges[1], stage.office, stage.director, stage.secretaries[0]):
        with pytest.raises(StepRefused):
            selection.save_scores(stage.sheets_of(0)[0], marks={}, comment="", actor=actor, version=0)
        with pytest.raises(StepRefused):
            selection.recuse(stage.sheets_of(0)[0], reason="代为回避", actor=actor)


def test_a_declared_recusal_takes_the_sheet_out_of_the_sum():
    stage = stages_of.scoring(brands=1, judges=3)
    for number, points in enumerate((90, 80)):
        stages_of.hand_in(stage.sheets_of(number)[0], points)
    sheet = stages_of.hand_in(stage.sheets_of(2)[0], 10)
    with pytest.raises(StepRefused, match="理由"):
        selection.recuse(sheet, reason="  ", actor=stage.judges[2])
    sheet = selection.recuse(sheet, reason="曾在该支部工作", actor=stage.judges[2])
    assert (sheet.status, sheet.recusal_reason) == (ScoreSheetStatus.RECUSED, "曾在该支部工作")
    selection.advance_round(stage.round, "close_scoring", actor=stage.office)
    assert stage.nomination(0).score == Decimal("85.000")
