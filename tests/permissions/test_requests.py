"""For every address: a forged form without its token, things that are not there, broken numbers and texts."""

from itertools import cycle

import pytest
from django.urls import reverse

from tests.permissions.asking import address_of, ask, named_addresses, undone
from tests.permissions.canaries import content_text
from tests.permissions.table import GET, TABLE, Row

POSTING = [r for r in TABLE if r.methods != GET and (r.ok or r.is_public) and not r.is_tokenless]
OPEN_PAGES = [
    row for row in TABLE if row.methods != "POST" and not row.is_export and row.status == 200 and row.name != "healthz"
]
LISTS = ("brands:application_list", "brands:brand_list", "branches:organization_list", "boards:wall")
# Parameters that some list, filter or page of ours reads, and some that none does.
PARAMETERS = (
    "page", "after", "before", "q", "status", "tab", "year", "level", "region", "line", "program", "round", "notice",
    "kind", "parent", "organization", "sheet", "action", "view", "phase", "due", "code", "number", "size", "next",
    "from", "to", "back", "version", "since", "until", "person", "subject", "sort", "ended", "new", "group", "role",
)  # fmt: skip
NONSENSE = ("²", "1e30", "-1", "9" * 30, "9" * 5000, "'\"><script>", "０", "2026-13-45", "a" * 3000, "⁦‮")


def with_pks(row: Row, world, value: str) -> str | None:
    """The row's address with every number of it replaced."""
    address = address_of(row, world)
    parts = address.split("?")[0].split("/")
    changed = [value if part.isdigit() else part for part in parts]
    return "/".join(changed) if changed != parts else None


def somebody(row: Row, world) -> str:
    """Who may open the row's address, or is at least told why not."""
    return next((name for name in (*row.ok, *row.too_early) if name in world.people), "anonymous")


@pytest.mark.parametrize("row", [pytest.param(row, id=str(row)) for row in POSTING])
def test_a_form_without_its_token_is_refused(row, world):
    person = somebody(row, world)
    with undone():
        answer = world.client(person, csrf=True).post(address_of(row, world), {"comment": "x"})
    assert answer.status_code == 403


def test_things_that_do_not_exist_are_not_found(world):
    """Also, in turn, numbers larger than any database holds, digits of other scripts and signs."""
    faults, unreadable = [], cycle(("9" * 40, "²", "%00"))
    for row in (row for row in TABLE if row.ok or row.too_early or row.is_public):
        for value in ("999999999", next(unreadable)):
            address = with_pks(row, world, value)
            if address is None:
                continue
            method = "POST" if row.methods == "POST" else "GET"
            answer = ask(world, somebody(row, world), method, address)
            expected = (400, 404) if method == "GET" else (400, 403, 404)
            if answer.status not in expected and row.name not in ("accounts:login",):
                faults.append(f"{row} {value[:6]}: {answer.status}")
    assert faults == []


@pytest.mark.parametrize("turn", [0, 3, 6])
def test_nonsense_in_the_query_is_no_error_of_ours(turn, world):
    """An answer, a refusal, but never a failure; and nobody sees more for it."""
    faults = []
    query = {name: NONSENSE[(place + turn) % len(NONSENSE)] for place, name in enumerate(PARAMETERS)}
    for row in OPEN_PAGES:
        person = somebody(row, world)
        address = address_of(row, world).split("?")[0]
        with undone():
            response = world.client(person).get(address, query)
        text = content_text(response.content) if not response.streaming else ""
        if response.status_code >= 500:
            faults.append(f"{row}: {response.status_code}")
        faults += [f"{row}: {leak}" for leak in world.canaries.leaks(text, person)]
    assert faults == []


@pytest.mark.parametrize("name", LISTS)
def test_nonsense_in_one_parameter_of_a_list(name, world):
    """One at a time, so that no refusal of one hides another."""
    faults = []
    for place, parameter in enumerate(PARAMETERS):
        for value in (NONSENSE[place % len(NONSENSE)], NONSENSE[(place + 4) % len(NONSENSE)]):
            with undone():
                response = world.client("office").get(reverse(name), {parameter: value})
            faults += [(parameter, value[:20], response.status_code)] * (response.status_code >= 500)
    assert faults == []


@pytest.mark.parametrize("value", ["\x00", "\ud800"], ids=["NUL", "surrogate"])
def test_characters_that_no_text_holds_are_refused(value, world):
    for name in ("boards:wall", "brands:workbench", "branches:organization_list"):
        query = f"?q=%00{'' if value == chr(0) else '%ed%a0%80'}"
        assert ask(world, "office", "GET", reverse(name) + query).status == 400


NUMBERS_SENT = {
    "brands:application_edit": {"remove_file": "9" * 5000},
    "brands:application_bulk": {"selected": "9" * 5000},
    "brands:application_export": {"program": "9" * 30},
    "brands:application_create": {"choice": "9" * 30 + "." + "9" * 30},
    "brands:judge_add": {"selected": "9" * 18},
    "brands:nomination_list": {"selected": "9" * 18, "action": "admit"},
    "brands:nomination_create": {"selected": "9" * 18, "brand": "9" * 18},
}


@pytest.mark.parametrize("name", NUMBERS_SENT)
def test_numbers_that_are_none_of_ours_in_forms(name, world):
    for row in (row for row in TABLE if row.name == name):
        for extra in (NUMBERS_SENT[name], dict.fromkeys(NUMBERS_SENT[name], "²")):
            with undone():
                answer = ask(world, somebody(row, world), "POST", address_of(row, world), extra | {"confirmed": "1"})
            assert answer.status < 500, (name, answer.text[:300])


def test_methods_that_nothing_takes(world):
    """PUT, PATCH, DELETE, in turn, do nothing anywhere."""
    names = named_addresses()
    faults, methods = [], cycle(("put", "patch", "delete"))
    for row in TABLE:
        if row.name not in names or row.is_public:
            continue
        method = next(methods)
        with undone():
            response = getattr(world.client(somebody(row, world)), method)(address_of(row, world))
        # Form pages answer any other method as they answer a look.
        if response.status_code >= 500:
            faults.append(f"{row} {method}: {response.status_code}")
    assert faults == []
