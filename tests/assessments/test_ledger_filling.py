"""A ledger's columns: what a line can hold, whose turn it is to write, two editors at once, evidence."""

from decimal import Decimal

import pytest

from assessments.enums.ledger import Column, LedgerStatus
from assessments.models import LedgerEntry, LedgerEvidence
from assessments.scoring import Given
from assessments.services.ledger import Said, advance_ledger, drop_evidence, pick_evidence, save_column
from assessments.services.ledger.filling import LedgerConflict
from core.errors import BusinessError, StepRefused
from core.models import AuditEntry
from tests.factories import ledgers as made
from tests.factories.branches import fresh

pytestmark = pytest.mark.django_db


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


def test_evidence_is_picked_from_the_own_year(stage):
    line, secretary = stage.indicators["组织生活"], fresh(stage.secretary)
    own = made.activity(stage.tree.branch)
    others = [
        made.activity(stage.tree.sibling),
        made.activity(stage.tree.branch, held_on=made.TODAY.replace(year=made.YEAR - 1, day=1)),
        made.activity(stage.tree.branch, is_void=True, void_reason="重复填报"),
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
    pick_evidence(ledger, line, keys=[f"activity:{made.activity(stage.tree.branch).pk}"], actor=secretary)
    assert advance_ledger(ledger, "submit", actor=secretary).status == LedgerStatus.SELF_SCORED
