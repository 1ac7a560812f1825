"""Every address × every role × own, sibling, superior and foreign: who gets in, who does not, and what leaks."""

import pytest

from tests.permissions.asking import TRAIL, address_of, ask, named_addresses, undone
from tests.permissions.people import EVERYONE, LOGGED_IN, asked
from tests.permissions.table import BOTH, GET, POST, TABLE, Row

ROWS = [pytest.param(row, id=str(row)) for row in TABLE]
TAKES_POST = [pytest.param(row, id=str(row)) for row in TABLE if row.methods == POST]
TAKES_FORM = [pytest.param(row, id=str(row)) for row in TABLE if row.methods == BOTH and not row.is_public]


def test_every_named_address_has_a_row():
    rows = {row.name for row in TABLE}
    named = set(named_addresses())
    assert sorted(named - rows) == [], "new addresses: say in table.py who may open them"
    assert sorted(rows - named) == [], "rows of addresses that are gone"


def test_every_address_has_a_name():
    assert [name for name in named_addresses() if name.endswith("None")] == []


# Open for a moment that the world does not hold: an appeal's days, equals at a cut, results shown to the public, an
# interrupted publication, a survey's published results. The tests of ledgers, results and surveys bring them about.
MOMENTS = {
    "assessments:appeal_create",
    "assessments:publication_resume",
    "assessments:scheme_ledgers_ties",
    "boards:result",
    "boards:survey_results",
}


def test_every_address_is_answered_to_somebody():
    answered = {row.name for row in TABLE if row.ok or (row.is_public and row.status < 400)}
    assert {row.name for row in TABLE} - answered == MOMENTS


def test_no_name_is_misspelt():
    known = {*EVERYONE, "REST"}
    groups = (group for row in TABLE for group in (row.ok, row.forbidden, row.too_early))
    assert {name for group in groups for name in group} - known == set()
    twice = [str(r) for r in TABLE if {*r.ok} & {*r.forbidden} or {*r.too_early} & {*r.forbidden}]
    assert twice == []


@pytest.mark.parametrize("row", ROWS)
def test_who_gets_in(row: Row, world):
    """Each person gets the answer that the table says, without a word that is not meant for them, and nothing moves."""
    address, faults = address_of(row, world), []
    for person in asked(EVERYONE, row.welcome):
        with undone():
            answer = ask(world, person, "GET", address)
        expected = row.expected(person)
        if row.methods == POST and expected != 302:
            expected = 405
        if row.name == "accounts:login" and person in LOGGED_IN:
            expected = 302
        faults += [f"{person}: {text}" for text in judged(row, person, answer, expected, world)]
        allowed = TRAIL if answer.status == 403 or (row.is_export and answer.status == 200) else set()
        if answer.written - allowed:
            faults.append(f"{person}: GET wrote to {sorted(answer.written - allowed)}")
    assert faults == []


@pytest.mark.parametrize("row", TAKES_FORM)
def test_nobody_posts_who_may_not_open(row: Row, world):
    """A bare POST is refused just as the page is; who may open it gets an answer, never an error of ours."""
    address, faults = address_of(row, world), []
    for person in asked(EVERYONE, row.welcome):
        expected = row.expected_of_post(person)
        with undone():
            answer = ask(world, person, "POST", address)
        if expected in (200, 409):
            if answer.status not in (200, 302, 400, 409):
                faults.append(f"{person}: {answer.status} to an empty form")
            faults += [f"{person}: {leak}" for leak in world.canaries.leaks(answer.text, person)]
        else:
            faults += [f"{person}: {text}" for text in judged(row, person, answer, expected, world)]
            faults += [f"{person}: wrote {sorted(answer.written - TRAIL)}"] if answer.written - TRAIL else []
    assert faults == []


@pytest.mark.parametrize("row", TAKES_POST)
def test_who_acts_by_post_alone(row: Row, world):
    """Those who may do it; everybody else is refused and changes nothing."""
    address, faults = address_of(row, world), []
    for person in asked(EVERYONE, row.welcome):
        expected = row.expected(person)
        with undone():
            answer = ask(world, person, "POST", address, row.data(world))
        if expected == 200:
            if answer.status not in (200, 302) or (row.is_act and not answer.written):
                faults.append(f"{person}: {answer.status}, wrote {sorted(answer.written)}")
            faults += [f"{person}: {leak}" for leak in world.canaries.leaks(answer.text, person)]
            continue
        faults += [f"{person}: {text}" for text in judged(row, person, answer, expected, world)]
        if answer.written - TRAIL:
            faults.append(f"{person}: wrote to {sorted(answer.written - TRAIL)}")
    assert faults == []


def judged(row: Row, person: str, answer, expected: int, world) -> list[str]:
    faults = [] if answer.status == expected else [f"{answer.status} instead of {expected}"]
    faults += world.canaries.leaks(answer.text, person)
    if expected == 302 and not row.is_public and "/accounts/login/" not in answer.location:
        faults.append(f"led to {answer.location}, not to the log-in")
    return faults


def test_rows_say_what_they_are_sent():
    assert [str(row) for row in TABLE if row.methods == POST and row.data is None] == []
    assert {row.methods for row in TABLE} <= {GET, POST, BOTH}
