"""Ledgers: opened in bulk, filled in column by column, handed on, settled, immutable in the end."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from assessments.enums.ledger import Column, LedgerStatus
from assessments.enums.scheme import SchemeStatus
from assessments.models import Ledger, LedgerEntry, LedgerEvidence, Scheme, Settlement
from assessments.models.ledger import UNRANKED
from assessments.scoring import Given
from assessments.services.ledger import (
    Said,
    advance_all,
    advance_ledger,
    choose_tied,
    drop_evidence,
    open_ledgers,
    pick_evidence,
    request_settlement,
    save_column,
    settle,
    settling,
)
from assessments.services.ledger.filling import LedgerConflict
from assessments.services.ledger.steps import note_change
from assessments.workflow.ledger import LEDGER_FLOW
from branches.services.organization import move_organization
from brands.models import Activity, ActivityKind
from core.errors import BusinessError, StaleCopy, StepRefused
from core.models import AuditEntry
from tests.brands.matrix import check_matrix
from tests.factories import ledgers as made
from tests.factories.branches import OrganizationFactory, fresh

pytestmark = pytest.mark.django_db
NA = Given(not_applicable=True)


@pytest.fixture
def stage() -> made.Office:
    return made.office()


# Opening -----------------------------------------------------------------------------------------------------------


def test_every_assessed_unit_has_one_ledger_and_a_second_run_adds_none(stage):
    units = {stage.tree.branch, stage.tree.sibling, stage.tree.direct}
    assert {ledger.organization for ledger in Ledger.objects.all()} == units
    assert {ledger.organization_path for ledger in Ledger.objects.all()} == {unit.path for unit in units}
    assert open_ledgers(stage.scheme) == 0
    later = OrganizationFactory(parent=stage.tree.general)
    OrganizationFactory(parent=stage.tree.general, is_active=False)
    assert open_ledgers(stage.scheme) == 1
    assert Ledger.objects.get(organization=later).year == stage.scheme.year


def test_no_ledger_is_opened_for_a_scheme_that_has_not_begun(stage):
    draft = made.scheme_of(stage.tree.top, name="下一年细则", status=SchemeStatus.DRAFT)
    assert open_ledgers(draft) == 0
    assert not Ledger.objects.filter(scheme=draft).exists()


# The flow ----------------------------------------------------------------------------------------------------------


def test_ledger_matrix(stage):
    expected = {
        "submit": (("open",), ("secretary",)),
        "withdraw": (("self_scored",), ("secretary",)),
        "pass_on": (("open",), ("reviewer", "office", "second_office")),
        "check": (("self_scored",), ("reviewer",)),
        "return": (("self_scored",), ("reviewer",)),
        "confirm": (("checked",), ("director", "second_director")),
        "send_back": (("checked",), ("director", "second_director")),
        "reopen": (("confirmed",), ("director", "second_director")),
        "exclude": (("open", "self_scored", "checked", "confirmed"), ("office", "second_office")),
        "include": (("excluded",), ("office", "second_office")),
        "publish": (("confirmed",), ("director", "second_director")),
        "unpublish": (("published",), ("director", "second_director")),
        "correct": (("published",), ("director", "second_director")),
        "close": (("published",), ("director", "second_director")),
    }
    assert check_matrix(LEDGER_FLOW, stage.ledger(), stage.people, expected) > 1000


def test_a_self_score_needs_every_base_line_and_reasons(stage):
    names, secretary = stage.indicators, fresh(stage.secretary)
    marks = {
        names["组织生活"].pk: Said(NA),
        names["违纪违法"].pk: Said(Given(is_hit=True)),
    }
    ledger = made.fill(stage.ledger(), Column.SELF, marks, secretary)
    with pytest.raises(BusinessError) as refused:
        advance_ledger(ledger, "submit", actor=secretary)
    assert refused.value.details == [
        "组织生活：选择“不适用”的请写明理由。",
        "品牌创建：未评分。",
        "违纪违法：有一票否决情形的请写明情况。",
    ]
    assert stage.ledger().status == LedgerStatus.OPEN


def test_the_columns_are_handed_on_and_silence_means_consent(stage):
    ledger = made.self_scored(stage, life=50, brand="30.5", 获得荣誉=Said(Given(points=Decimal(2))))
    assert ledger.self_score == Decimal("82.500")
    changed = {stage.indicators["组织生活"].pk: Said(Given(points=Decimal(48)), "两次组织生活无记录")}
    ledger = made.fill(ledger, Column.SUPERIOR, changed, stage.reviewer)
    ledger = advance_ledger(ledger, "check", actor=fresh(stage.reviewer))
    assert (ledger.status, ledger.superior_score) == (LedgerStatus.CHECKED, Decimal("80.500"))
    ledger = advance_ledger(ledger, "confirm", actor=fresh(stage.director))
    assert ledger.organization_score == Decimal("80.500")
    entry = ledger.entries.get(indicator=stage.indicators["品牌创建"])
    assert (entry.superior_points, entry.confirmed_points) == (Decimal("30.50"), Decimal("30.50"))


def test_a_different_score_needs_its_reason(stage):
    ledger = made.self_scored(stage)
    marks = {stage.indicators["组织生活"].pk: Said(Given(points=Decimal(40)))}
    ledger = made.fill(ledger, Column.SUPERIOR, marks, stage.reviewer)
    with pytest.raises(BusinessError) as refused:
        advance_ledger(ledger, "check", actor=fresh(stage.reviewer))
    assert refused.value.details == ["组织生活：与自评不一致，请写明理由。"]


def test_without_a_self_score_the_superior_scores_alone(stage):
    reviewer = fresh(stage.reviewer)
    ledger = advance_ledger(stage.ledger(), "pass_on", actor=reviewer, comment="逾期未报")
    with pytest.raises(BusinessError) as refused:
        advance_ledger(ledger, "check", actor=reviewer)
    assert refused.value.details == ["组织生活：未评分。", "品牌创建：未评分。"]
    ledger = made.fill(ledger, Column.SUPERIOR, made.said(stage), reviewer)
    with pytest.raises(BusinessError, match="不完整"):
        advance_ledger(ledger, "check", actor=reviewer)
    marks = {pk: Said(one.given, "按现场情况评分") for pk, one in made.said(stage).items()}
    ledger = made.fill(ledger, Column.SUPERIOR, marks, reviewer)
    assert advance_ledger(ledger, "check", actor=reviewer).status == LedgerStatus.CHECKED


def test_returned_with_reasons_and_nothing_is_lost(stage):
    ledger = made.self_scored(stage)
    with pytest.raises(StepRefused, match="理由"):
        advance_ledger(ledger, "return", actor=fresh(stage.reviewer))
    ledger = advance_ledger(ledger, "return", actor=fresh(stage.reviewer), comment="组织生活次数请核对")
    assert ledger.status == LedgerStatus.OPEN
    assert ledger.events.last().comment == "组织生活次数请核对"
    assert ledger.entries.get(indicator=stage.indicators["组织生活"]).self_points == 50


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("组织生活", Given(points=Decimal("60.01"))),
        ("组织生活", Given(points=Decimal(-1))),
        ("组织生活", Given(times=3)),
        ("组织生活", Given(is_hit=True)),
        ("违纪违法", Given(points=Decimal(1))),
        ("获得荣誉", Given(points=Decimal(6))),
    ],
)
def test_what_the_indicator_cannot_hold_is_refused(stage, name, given):
    with pytest.raises(BusinessError):
        made.fill(stage.ledger(), Column.SELF, {stage.indicators[name].pk: Said(given)}, stage.secretary)
    assert LedgerEntry.objects.count() == 0


def test_indicators_of_another_scheme_are_refused(stage):
    other = made.scheme_of(stage.tree.top, name="另一份细则")
    foreign = made.lines_of(other)["组织生活"]
    with pytest.raises(BusinessError, match="已有变化"):
        made.fill(stage.ledger(), Column.SELF, {foreign.pk: Said(Given(points=Decimal(1)))}, stage.secretary)


def test_each_column_is_written_in_its_own_state_by_its_own_people(stage):
    marks = made.said(stage)
    for column, actor in (
        (Column.SUPERIOR, stage.reviewer), (Column.CONFIRMED, stage.office), (Column.SELF, stage.sibling_secretary),
        (Column.SELF, stage.member), (Column.SELF, stage.office), (Column.SELF, stage.foreign_office),
    ):  # fmt: skip
        with pytest.raises(StepRefused):
            made.fill(stage.ledger(), column, marks, actor)
    ledger = made.checked(stage)
    with pytest.raises(StepRefused):
        made.fill(ledger, Column.SELF, marks, stage.secretary)
    assert made.fill(ledger, Column.CONFIRMED, marks, stage.office).edit_version == ledger.edit_version + 1


def test_the_second_editor_of_the_same_line_is_told_and_writes_nothing(stage):
    ledger = stage.ledger()
    made.fill(ledger, Column.SELF, made.said(stage, life=40), stage.clerk)
    line = stage.indicators["组织生活"].pk
    with pytest.raises(LedgerConflict) as told:
        save_column(
            ledger,
            Column.SELF,
            said={line: Said(Given(points=Decimal(55)))},
            actor=fresh(stage.secretary),
            version=ledger.edit_version,
            base={line: Said(Given())},
        )
    assert (told.value.by, told.value.version) == (str(stage.clerk), 1)
    assert told.value.disputed == {line: Said(Given(points=Decimal("40.00")))}
    assert stage.ledger().entries.get(indicator=line).self_points == 40


def test_two_editors_of_different_lines_both_keep_their_work(stage):
    ledger, life, brand = stage.ledger(), stage.indicators["组织生活"].pk, stage.indicators["品牌创建"].pk
    for line, actor, points in ((life, stage.clerk, 40), (brand, stage.secretary, 30)):
        save_column(
            ledger, Column.SELF, said={line: Said(Given(points=Decimal(points)))}, actor=fresh(actor),
            version=ledger.edit_version, base={line: Said(Given())},
        )  # fmt: skip
    assert dict(ledger.entries.values_list("indicator", "self_points")) == {life: 40, brand: 30}
    assert stage.ledger().edit_version == 2


def test_saving_what_is_there_already_counts_no_edit(stage):
    ledger = made.fill(stage.ledger(), Column.SELF, made.said(stage), stage.clerk)
    trail = AuditEntry.objects.count()
    assert made.fill(ledger, Column.SELF, made.said(stage), stage.clerk).edit_version == 1
    assert AuditEntry.objects.count() == trail


def test_a_step_on_an_old_copy_is_refused(stage):
    ledger = made.self_scored(stage)
    made.fill(ledger, Column.SUPERIOR, made.said(stage), stage.reviewer)
    with pytest.raises(StaleCopy):
        advance_ledger(ledger, "check", actor=fresh(stage.reviewer), version=ledger.edit_version)


# Evidence ----------------------------------------------------------------------------------------------------------


def activity(organization, **fields) -> Activity:
    kind, _ = ActivityKind.objects.get_or_create(code="study", defaults={"name": "主题党日"})
    values = {"title": "清明祭扫", "held_on": made.TODAY} | fields
    return Activity.objects.create(organization=organization, organization_path=organization.path, kind=kind, **values)


def test_evidence_is_picked_from_the_own_year(stage):
    line, secretary = stage.indicators["组织生活"], fresh(stage.secretary)
    own = activity(stage.tree.branch)
    others = [
        activity(stage.tree.sibling),
        activity(stage.tree.branch, held_on=made.TODAY.replace(year=made.YEAR - 1, day=1)),
        activity(stage.tree.branch, is_void=True, void_reason="重复填报"),
    ]
    entry = pick_evidence(stage.ledger(), line, keys=[f"activity:{own.pk}"], actor=secretary)
    assert [(row.kind, row.object_id, row.label) for row in entry.evidence.all()] == [("activity", own.pk, "清明祭扫")]
    for other in others:
        with pytest.raises(BusinessError, match="不在本单位"):
            pick_evidence(stage.ledger(), line, keys=[f"activity:{other.pk}"], actor=secretary)
    with pytest.raises(BusinessError):
        pick_evidence(stage.ledger(), line, keys=["user:1"], actor=secretary)
    with pytest.raises(StepRefused):
        pick_evidence(stage.ledger(), line, keys=[], actor=fresh(stage.reviewer))
    drop_evidence(LedgerEvidence.objects.get(), actor=secretary)
    assert LedgerEvidence.objects.count() == 0


def test_an_indicator_that_asks_for_evidence_gets_it(stage):
    line = stage.indicators["品牌创建"]
    line.needs_evidence = True
    line.save()
    secretary = fresh(stage.secretary)
    ledger = made.fill(stage.ledger(), Column.SELF, made.said(stage), secretary)
    with pytest.raises(BusinessError) as refused:
        advance_ledger(ledger, "submit", actor=secretary)
    assert refused.value.details == ["品牌创建：该指标要求关联佐证，请从系统已有记录中选择。"]
    pick_evidence(ledger, line, keys=[f"activity:{activity(stage.tree.branch).pk}"], actor=secretary)
    assert advance_ledger(ledger, "submit", actor=secretary).status == LedgerStatus.SELF_SCORED


# Settling ----------------------------------------------------------------------------------------------------------


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


def test_many_are_confirmed_together_and_each_refusal_is_told(stage):
    good = made.checked(stage)
    bad = made.self_scored(stage, stage.tree.sibling)
    seen = {ledger.pk: ledger.edit_version for ledger in (good, bad)}
    taken, refused = advance_all([good, bad], "confirm", actor=fresh(stage.director), versions=seen)
    assert [ledger.pk for ledger in taken] == [good.pk]
    assert len(refused) == 1
    assert refused[0].startswith(f"{stage.tree.sibling.short_name}：当前状态为“待上级审核”")


# The end -----------------------------------------------------------------------------------------------------------


def test_a_closed_ledger_takes_no_step_and_no_word(stage):
    made.closed(stage)
    ledger = stage.ledger()
    assert ledger.status == LedgerStatus.CLOSED
    for user in stage.people.values():
        assert LEDGER_FLOW.open_steps(user, ledger) == []
        for column in Column:
            with pytest.raises(BusinessError):
                made.fill(ledger, column, made.said(stage), user)
    with pytest.raises(BusinessError):
        made.run_settlement(stage)


def test_a_closed_ledger_goes_along_when_its_unit_moves(stage):
    made.closed(stage)
    move_organization(stage.tree.branch, new_parent=stage.tree.committee, actor=None)
    ledger = stage.ledger()
    assert ledger.organization_path == ledger.organization.path
    assert ledger.organization_path.startswith(stage.tree.committee.path)


@pytest.mark.postgresql
def test_the_database_itself_keeps_a_closed_ledger(stage):
    made.closed(stage)
    ledger, entry = stage.ledger(), stage.ledger().entries.first()
    attempts = [
        lambda: Ledger.objects.filter(pk=ledger.pk).update(total=Decimal(100)),
        lambda: Ledger.objects.filter(pk=ledger.pk).update(status="open"),
        lambda: entry.delete(),
        lambda: LedgerEntry.objects.filter(pk=entry.pk).update(confirmed_points=60),
        lambda: LedgerEvidence.objects.create(entry=entry, kind="activity", object_id=1, label="补交"),
    ]
    for attempt in attempts:
        with pytest.raises(DatabaseError, match="immutable"), transaction.atomic():
            attempt()
    with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute("DELETE FROM assessments_ledger WHERE id = %s", [ledger.pk])


def test_nothing_changes_after_publication(stage):
    made.published(stage)
    ledger = stage.ledger()
    assert ledger.status == LedgerStatus.PUBLISHED
    for column, actor in ((Column.SELF, stage.secretary), (Column.CONFIRMED, stage.office)):
        with pytest.raises(BusinessError, match="已经公布"):
            made.fill(ledger, column, made.said(stage), actor)
    assert stage.ledger().edit_version == ledger.edit_version


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
