"""Ledgers: opened in bulk, handed on step by step, immutable in the end."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from assessments.enums.ledger import Column, LedgerStatus
from assessments.enums.scheme import SchemeStatus
from assessments.models import Ledger, LedgerEntry, LedgerEvidence
from assessments.scoring import Given
from assessments.services.ledger import Said, advance_all, advance_ledger, open_ledgers
from assessments.workflow.ledger import LEDGER_FLOW
from branches.services.organization import move_organization
from core.errors import BusinessError, StaleCopy, StepRefused
from tests.brands.matrix import check_matrix
from tests.factories import ledgers as made
from tests.factories.branches import OrganizationFactory, fresh

pytestmark = pytest.mark.django_db


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
        names["组织生活"].pk: Said(Given(not_applicable=True)),
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


def test_a_step_on_an_old_copy_is_refused(stage):
    ledger = made.self_scored(stage)
    made.fill(ledger, Column.SUPERIOR, made.said(stage), stage.reviewer)
    with pytest.raises(StaleCopy):
        advance_ledger(ledger, "check", actor=fresh(stage.reviewer), version=ledger.edit_version)


def test_many_are_confirmed_together_and_each_refusal_is_told(stage):
    good = made.checked(stage)
    bad = made.self_scored(stage, stage.tree.sibling)
    seen = {ledger.pk: ledger.edit_version for ledger in (good, bad)}
    taken, refused = advance_all([good, bad], "confirm", actor=fresh(stage.director), versions=seen)
    assert [ledger.pk for ledger in taken] == [good.pk]
    assert len(refused) == 1
    assert refused[0].startswith(f"{stage.tree.sibling.short_name}：当前状态为“待上级审核”")


# The end -----------------------------------------------------------------------------------------------------------


def test_nothing_changes_after_publication(stage):
    made.published(stage)
    ledger = stage.ledger()
    assert ledger.status == LedgerStatus.PUBLISHED
    for column, actor in ((Column.SELF, stage.secretary), (Column.CONFIRMED, stage.office)):
        with pytest.raises(BusinessError, match="已经公布"):
            made.fill(ledger, column, made.said(stage), actor)
    assert stage.ledger().edit_version == ledger.edit_version


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
