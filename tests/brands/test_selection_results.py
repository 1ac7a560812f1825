"""Results of a round: the sum and its way, the shortlist, and who may know them when."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from brands.enums import RoundStatus
from brands.models import ScoreSheet, SelectionRound
from brands.selectors.selection import shown_status
from brands.services import selection
from core.errors import BusinessError
from core.models import AuditEntry
from tests.factories import selection as stages_of
from tests.factories.branches import fresh

pytestmark = pytest.mark.django_db


def test_missing_is_not_zero():
    stage = stages_of.scoring(brands=1, judges=3)
    for number in range(2):
        stages_of.hand_in(stage.sheets_of(number)[0], 90)
    with pytest.raises(BusinessError, match="还不能结束评分"):
        selection.advance_round(stage.round, "close_scoring", actor=stage.office)
    yesterday = timezone.localdate() - timedelta(days=1)
    SelectionRound.objects.filter(pk=stage.round.pk).update(scoring_until=yesterday)
    selection.advance_round(stage.round, "close_scoring", actor=stage.office)
    nomination = stage.nomination(0)
    assert (nomination.score, nomination.arithmetic["missing"]) == (Decimal("90.000"), 1)
    assert nomination.arithmetic["line"] == "(90＋90)÷2＝90.000"


def test_from_five_sheets_up_the_extremes_are_struck_and_the_way_is_kept():
    stage = stages_of.scoring(brands=1, judges=5, judges_per_nomination=5)
    for number, points in enumerate(("60", "81.5", "82", "83.25", "99")):
        stages_of.hand_in(stage.sheets_of(number)[0], points, note="不外传的说明")
    selection.advance_round(stage.round, "close_scoring", actor=stage.office)
    nomination = stage.nomination(0)
    kept = nomination.arithmetic
    assert (nomination.score, nomination.rank) == (Decimal("82.250"), 1)
    assert [s["label"] for s in kept["sheets"]] == ["评委1", "评委2", "评委3", "评委4", "评委5"]
    assert {s["total"]: s["dropped"] for s in kept["sheets"]} == {
        "60": "lowest", "81.5": "", "82": "", "83.25": "", "99": "highest",
    }  # fmt: skip
    assert kept["line"].endswith("÷3＝82.250")
    assert "不外传的说明" not in str(kept)
    assert not any(judge.name in str(kept) for judge in stage.judges)


def test_nobody_scores_after_the_close():
    stage = stages_of.scored(brands=2, points=(90, 80))
    before = list(ScoreSheet.objects.order_by("pk").values())
    sheet, judge = stage.sheets_of(0)[0], stage.judges[0]
    acts = (
        lambda: selection.save_scores(sheet, marks={}, comment="", actor=judge, version=sheet.edit_version),
        lambda: selection.reopen_sheet(sheet, actor=judge),
        lambda: selection.recuse(sheet, reason="后悔了", actor=judge),
    )
    for act in acts:
        with pytest.raises(BusinessError, match="不能再修改评分"):
            act()
    assert list(ScoreSheet.objects.order_by("pk").values()) == before


def test_the_shortlist_is_made_of_the_best_in_one_transaction():
    stage = stages_of.shortlisted(brands=4, points=(70, 95, 85, 75))
    states = [stage.nomination(n).status for n in range(4)]
    assert states == ["not_shortlisted", "shortlisted", "shortlisted", "not_shortlisted"]


def test_equals_at_the_cut_are_chosen_among_with_a_reason():
    stage = stages_of.scored(brands=4, points=(95, 80, 80, 70))
    tied = [stage.nomination(1).pk, stage.nomination(2).pk]
    bad = [
        ({}, "并列"),
        ({"tied_choice": tied}, "并列"),
        ({"tied_choice": tied[:1]}, "理由"),
        ({"tied_choice": [stage.nomination(3).pk], "reason": "更好"}, "不在并列名单"),
    ]
    for arguments, message in bad:
        with pytest.raises(BusinessError, match=message):
            selection.shortlist(stage.round, actor=stage.office, **arguments)
        assert stage.reload().status == RoundStatus.SCORED
    selection.shortlist(stage.round, actor=stage.office, tied_choice=tied[1:], reason="服务对象更广")
    assert [stage.nomination(n).status for n in range(4)] == [
        "shortlisted", "not_shortlisted", "shortlisted", "not_shortlisted",
    ]  # fmt: skip
    assert stage.round.events.last().comment == "服务对象更广"


def test_results_show_to_branches_only_when_all_are_released():
    """Both the chosen and the left-out read the same word until the notice, and the result with the document."""
    reader = {}
    for status in ("scoring", "scored", "shortlisted"):
        stage = stages_of.stage_in(status)
        reader = [shown_status(stage.nomination(n), stage.secretaries[n]).label for n in (0, 2)]
        assert reader == ["评审中", "评审中"], status
        assert shown_status(stage.nomination(0), stage.office).status == stage.nomination(0).status
    stage = stages_of.decided()
    listed = {row["nomination"] for row in stage.round.notices.get().entries}
    labels = [shown_status(stage.nomination(n), stage.secretaries[n], listed).label for n in (0, 2)]
    assert labels == ["已列入公示", "未列入公示"]
    stage = stages_of.named()
    labels = [shown_status(stage.nomination(n), stage.secretaries[n]).label for n in (0, 2)]
    assert labels == ["已命名", "未入围"]


def test_the_trail_and_the_events_hold_no_points():
    stage = stages_of.scoring(brands=1, judges=3)
    stages_of.hand_in(stage.sheets_of(0)[0], "87.65", note="说明-87.65")
    told = " ".join(str(row) for row in AuditEntry.objects.values_list("action", "object_label", "details"))
    told += " ".join(str(row) for row in stage.sheets_of(0)[0].events.values_list("comment", "label"))
    assert "87.65" not in told


def test_nobody_but_the_judge_finds_a_sheet_before_the_close():
    stage = stages_of.scoring(brands=2, judges=3)
    for user in (stage.office, stage.director, stage.secretaries[0]):
        assert ScoreSheet.objects.visible_to(fresh(user)).count() == 0
    own = ScoreSheet.objects.visible_to(fresh(stage.judges[0]))
    assert {sheet.judge.user_id for sheet in own} == {stage.judges[0].pk}


def test_a_cancelled_round_shows_no_scores_and_no_result():
    stage = stages_of.scoring(brands=2, judges=3)
    stage.round = selection.advance_round(stage.round, "cancel", actor=stage.director, comment="机构改革")
    assert ScoreSheet.objects.visible_to(fresh(stage.office)).count() == 0
    assert shown_status(stage.nomination(0), stage.secretaries[0]).label == "批次已取消"
