"""Two people in the same instant: one wins, the other is told, nothing is lost or counted twice."""

import pytest

from assessments.enums.ledger import Column, LedgerStatus
from assessments.models import Ledger, LedgerEntry, Settlement
from assessments.scoring import Given
from assessments.services import result
from assessments.services.ledger import Said, advance_ledger, open_ledgers, save_column
from assessments.services.ledger.filling import LedgerConflict
from core.errors import BusinessError, StaleCopy, StepRefused
from core.onetime import new_key
from tests.core.parallel import together
from tests.factories import ledgers as made
from tests.factories.branches import fresh

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_scorers_of_one_line_in_the_same_instant():
    stage = made.office()
    ledger, line = stage.ledger(), stage.indicators["组织生活"].pk
    actors = [fresh(stage.clerk), fresh(stage.secretary)]

    def write(n: int):
        said = {line: Said(Given(points=made.D(40 + n)))}
        return save_column(
            ledger, Column.SELF, said=said, base={line: Said(Given())}, actor=actors[n], version=ledger.edit_version
        )

    outcomes = together(write, 2)
    assert sorted(type(one).__name__ for one in outcomes) == ["Ledger", "LedgerConflict"]
    loser = next(n for n, one in enumerate(outcomes) if isinstance(one, LedgerConflict))
    assert LedgerEntry.objects.get().self_points == 40 + 1 - loser


def test_confirming_and_editing_in_the_same_instant():
    """Either the edit came first and the confirmation is told, or the edit is refused: never a word after the deed."""
    stage = made.office()
    ledger, line = made.checked(stage), stage.indicators["组织生活"].pk
    director, office = fresh(stage.director), fresh(stage.office)

    def act(n: int):
        if n:
            said = {line: Said(Given(points=made.D(41)), "会议研究")}
            return save_column(ledger, Column.CONFIRMED, said=said, actor=office, version=ledger.edit_version)
        return advance_ledger(ledger, "confirm", actor=director, version=ledger.edit_version)

    confirmation, edit = together(act, 2)
    now = stage.ledger()
    if isinstance(confirmation, Exception):
        assert isinstance(confirmation, StaleCopy)
        assert (now.status, now.organization_score) == (LedgerStatus.CHECKED, None)
    else:
        assert isinstance(edit, StepRefused)
        assert (now.status, now.organization_score) == (LedgerStatus.CONFIRMED, 80)
        assert now.entries.get(indicator=line).confirmed_points == 50


def test_opening_at_once_opens_once():
    stage = made.office()
    Ledger.objects.all().delete()
    outcomes = together(lambda n: open_ledgers(stage.scheme), 3)
    assert [one for one in outcomes if isinstance(one, Exception)] == []
    assert Ledger.objects.count() == 3


def test_confirmations_at_once_are_all_counted():
    stage = made.office()
    units = [stage.tree.branch, stage.tree.sibling, stage.tree.direct]
    ledgers = [made.checked(stage, unit) for unit in units]
    directors = [fresh(stage.director) for _ in ledgers]
    outcomes = together(lambda n: advance_ledger(ledgers[n], "confirm", actor=directors[n]), 3)
    assert [one for one in outcomes if isinstance(one, Exception)] == []
    assert Settlement.objects.get().changes == 3


def test_one_appeal_however_often_it_is_sent_at_once():
    stage = made.office()
    made.published(stage)
    ledger, secretaries, keys = (
        stage.ledger(),
        [fresh(stage.secretary) for _ in range(3)],
        [new_key() for _ in range(3)],
    )

    def file(n: int):
        return result.file_appeal(ledger, text="请复核", indicator=None, actor=secretaries[n], key=keys[n])

    outcomes = together(file, 3)
    assert sum(isinstance(one, BusinessError) for one in outcomes) == 2
    assert ledger.appeals.count() == 1
