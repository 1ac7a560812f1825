"""Rounds: their processes person by person, who may take part, who judges whom."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from branches.enums import Role
from brands.enums import BrandStatus, NominationStatus, RoundStatus, ScoreSheetStatus
from brands.models import Brand, Honour, Phase, RoundCriterion, ScoreSheet, SelectionRound
from brands.rules.selection import ineligible_because
from brands.selectors.selection import assignment_matrix, shown_status, stages
from brands.services import selection
from brands.services.selection import CriterionDraft
from brands.services.selection.judging import Mark
from brands.workflow.selection import NOMINATION_FLOW, ROUND_FLOW, SCORE_SHEET_FLOW
from core.errors import BusinessError, StaleCopy, StepRefused
from core.models import AuditEntry
from core.onetime import new_key
from tests.brands.matrix import check_matrix
from tests.factories import selection as stages_of
from tests.factories.accounts import UserFactory
from tests.factories.branches import MemberFactory, OrganizationFactory, RoleAssignmentFactory, fresh, person
from tests.factories.brands import BrandFactory

pytestmark = pytest.mark.django_db
ALL_BUT_END = ("preparing", "nominating", "scoring", "scored", "shortlisted", "in_notice")


def everybody(stage: stages_of.Stage) -> dict:
    """All who might try, the named ones with roles at the right place."""
    foreign = OrganizationFactory(kind="working_committee")
    return {
        "office": stage.office,
        "director": stage.director,
        "judge": stage.judges[0],
        "secretary": stage.secretaries[0],
        "other_secretary": stage.secretaries[1],
        "clerk": person(Role.CLERK, stage.brands[0].organization),
        "member": person(Role.MEMBER, stage.brands[0].organization),
        "foreign_office": person(Role.OFFICE, foreign),
        "foreign_director": person(Role.DIRECTOR, foreign),
        "auditor": person(Role.AUDITOR, stage.top),
        "outsider": UserFactory(),
    }


def test_round_matrix():
    stage = stages_of.nominating(brands=2)
    expected = {
        "open": (("preparing",), ("office",)),
        "start_scoring": (("nominating",), ("office",)),
        "extend": (("scoring",), ("office",)),
        "close_scoring": (("scoring",), ("office",)),
        "shortlist": (("scored",), ("office",)),
        "begin_notice": (("shortlisted",), ("director",)),
        "withdraw_notice": (("in_notice",), ("director",)),
        "decide": (("in_notice",), ("director",)),
        "issue": (("decided",), ("director",)),
        "cancel": (ALL_BUT_END, ("director",)),
    }
    assert check_matrix(ROUND_FLOW, stage.round, everybody(stage), expected) > 900


def test_nomination_matrix():
    stage = stages_of.nominating(brands=2)
    expected = {
        "admit": (("nominated", "rejected"), ("office",)),
        "reject": (("nominated", "eligible"), ("office",)),
        "withdraw": (("nominated", "eligible"), ("secretary",)),
        "return": (("withdrawn",), ("secretary",)),
        "shortlist": (("eligible",), ("office",)),
        "leave_out": (("eligible",), ("office",)),
        "name": (("shortlisted",), ("director",)),
        "pass_over": (("shortlisted",), ("director",)),
    }
    assert check_matrix(NOMINATION_FLOW, stage.nomination(0), everybody(stage), expected) > 600


def test_score_sheet_matrix():
    stage = stages_of.scoring(brands=2, judges=3)
    sheet = stage.sheets_of(0)[0]
    people = everybody(stage) | {"other_judge": stage.judges[1]}
    expected = {
        "submit": (("assigned",), ("judge",)),
        "reopen": (("submitted",), ("judge",)),
        "recuse": (("assigned", "submitted"), ("judge",)),
        "exclude": (("assigned", "submitted"), ("office",)),
    }
    assert check_matrix(SCORE_SHEET_FLOW, sheet, people, expected) > 100


@pytest.mark.parametrize("status", [*stages_of.WALKS, "cancelled"])
def test_every_status_is_reached_by_services(status):
    stage = stages_of.stage_in(status)
    assert stage.round.status == status
    states = [state for _, state in stages(stage.round)]
    assert states.count("current") == (0 if status in ("named", "cancelled") else 1)


# Preparing ---------------------------------------------------------------------------------------------------------


def test_a_round_starts_from_the_programs_rubric_and_keeps_its_own():
    stage = stages_of.prepared(brands=0)
    assert [(c.name, c.weight) for c in stage.round.criteria.all()] == [
        (c.name, c.weight) for c in stage.program.criteria.all()
    ]
    stage.program.criteria.update(weight=1)
    assert sum(c.weight for c in stage.round.criteria.all()) == 100


def test_the_same_form_sent_twice_makes_one_round():
    stage = stages_of.prepared(brands=0)
    key, values = new_key(), stages_of.round_values(name="第二批")
    made = [selection.create_round(stage.program, actor=stage.office, values=values, key=key).pk for _ in range(2)]
    assert made[0] == made[1]
    assert SelectionRound.objects.filter(name="第二批").count() == 1


def test_two_rounds_of_one_name_are_refused():
    stage = stages_of.prepared(brands=0)
    with pytest.raises(BusinessError, match="换一个名称"):
        selection.create_round(stage.program, actor=stage.office, values=stages_of.round_values())


@pytest.mark.parametrize("status", [s for s in stages_of.WALKS if s not in ("preparing", "nominating")])
def test_the_rubric_is_frozen_once_scoring_begins(status):
    stage = stages_of.stage_in(status)
    before = list(RoundCriterion.objects.filter(round=stage.round).values())
    with pytest.raises(BusinessError, match="固定"):
        selection.update_round(
            stage.round,
            actor=stage.office,
            values={"quota": 99},
            criteria=[CriterionDraft("政治性", "", 100)],
        )
    assert list(RoundCriterion.objects.filter(round=stage.round).values()) == before
    assert stage.reload().quota == 2


def test_a_stale_copy_of_a_round_changes_nothing():
    stage = stages_of.prepared(brands=0)
    seen = stage.round.updated_at.isoformat()
    drafts = [CriterionDraft("政治性", "", 100)]
    selection.update_round(stage.round, actor=stage.office, values={"quota": 5}, criteria=drafts, seen=seen)
    with pytest.raises(StaleCopy):
        selection.update_round(stage.round, actor=stage.second_office, values={"quota": 6}, criteria=drafts, seen=seen)
    assert stage.reload().quota == 5


def test_opening_needs_weights_of_100_and_dates_ahead():
    stage = stages_of.prepared(brands=0)
    stage.round.criteria.filter(name="政治性").update(weight=19)
    yesterday = timezone.localdate() - timedelta(days=1)
    SelectionRound.objects.filter(pk=stage.round.pk).update(nominations_until=yesterday)
    with pytest.raises(BusinessError) as refused:
        selection.advance_round(stage.round, "open", actor=stage.office)
    assert refused.value.details == ["评分标准的权重之和应为100%，现为99%。", "参评截止日期已过，请先调整。"]


def test_extending_only_puts_the_last_day_off():
    stage = stages_of.scoring()
    until = stage.round.scoring_until
    for day in (until, until - timedelta(days=1)):
        with pytest.raises(BusinessError, match="晚于"):
            selection.extend_scoring(stage.round, until=day, actor=stage.office, comment="评委出差")
    later = until + timedelta(days=3)
    assert (
        selection.extend_scoring(stage.round, until=later, actor=stage.office, comment="评委出差").scoring_until
        == later
    )


# Taking part -------------------------------------------------------------------------------------------------------


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


# Judges ------------------------------------------------------------------------------------------------------------


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


# Score sheets ------------------------------------------------------------------------------------------------------


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


# Closing and shortlist ---------------------------------------------------------------------------------------------


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


def test_steps_with_services_of_their_own_are_not_taken_by_name():
    stage = stages_of.shortlisted(brands=2, points=(90, 80))
    for step in ("shortlist", "begin_notice", "withdraw_notice", "decide", "issue", "extend", "nonsense"):
        with pytest.raises(StepRefused):
            selection.advance_round(stage.round, step, actor=stage.director, comment="强行")
    assert stage.reload().status == RoundStatus.SHORTLISTED


def test_what_the_actor_saw_must_still_be_so():
    stage = stages_of.nominating(brands=1)
    with pytest.raises(StaleCopy):
        selection.advance_round(stage.round, "cancel", actor=stage.director, comment="取消", seen="preparing")
    nomination = stage.nomination(0)
    selection.advance_nomination(nomination, "admit", actor=stage.office, seen="nominated")
    with pytest.raises(StaleCopy):
        selection.advance_nomination(nomination, "admit", actor=stage.second_office, seen="nominated")


# What others may know ----------------------------------------------------------------------------------------------


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
