"""Django's administration shows each role its own models and rows, and writes nothing that a process rules."""

from typing import Any

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.permissions.asking import TRAIL, ask, undone
from tests.permissions.people import EVERYONE, LOGGED_IN, asked

OURS = {"accounts", "assessments", "branches", "brands", "core"}
BUSINESS = {
    "activity", "annualplan", "appeal", "application", "applicationversion", "appraisal", "award", "brand", "carrier",
    "commitment", "deed", "demonstrationsite", "finding", "guidancerule", "highlight", "honour", "inspection",
    "judge", "ledger", "ledgerproposal", "ledgerpublication", "nomination", "officialdocument", "opinion", "pairing",
    "phaserecord", "pointplan", "program", "publicnotice", "recheck", "regulation", "scheme", "scoresheet",
    "selectionround", "supervision", "survey", "surveytarget", "visit",
}  # fmt: skip
TREE = {"organization", "term", "post", "member"}
SETTINGS = {"region", "line", "holiday", "job", "numberseries", "importbatch"}
# Kinds of activities and their checklists: whoever runs programs keeps them, or whoever keeps the settings.
KEPT = {"activitykind", "checklist"}
# Whom it is open to, and for which models.
OPEN: dict[str, set[str]] = {
    "office": BUSINESS | TREE | KEPT,
    "foreign_office": BUSINESS | TREE | KEPT,
    "security": {"user", "roleassignment"},
    "committee_security": {"user", "roleassignment"},
    "foreign_security": {"user", "roleassignment"},
    "system": TREE | SETTINGS | KEPT,
    "foreign_system": TREE | SETTINGS | KEPT,
    "auditor": {"auditentry"},
    "committee_auditor": {"auditentry"},
    "foreign_auditor": {"auditentry"},
}
# Plain data without a process: these alone are written here, by these people.
WRITTEN = {"region": "system", "line": "system", "holiday": "system"} | dict.fromkeys(KEPT, "system office")


def models() -> dict[str, Any]:
    """Our own models, by name."""
    return {m._meta.model_name: m for m in admin.site._registry if m._meta.app_label in OURS}


def test_models_of_packages_are_open_to_nobody(world):
    for model in admin.site._registry:
        if model._meta.app_label not in OURS:
            for person in OPEN:
                for view in ("changelist", "add"):
                    assert ask(world, person, "GET", address(model, view)).status != 200, (model, person)


def address(model: Any, view: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=args)


def test_every_registered_model_belongs_to_somebody():
    ours = set().union(*OPEN.values())
    assert set(models()) - ours == set(), "say in OPEN who may read it"
    assert ours - set(models()) == set()


@pytest.mark.parametrize("name", sorted(set().union(*OPEN.values())))
def test_lists_by_role(name, world):
    """The list, every object's page and its history: to those of the table, with their own rows alone."""
    model, faults = models()[name], []
    pks = list(model._default_manager.order_by("pk").values_list("pk", flat=True))
    pks = pks if len(pks) <= 6 else [*pks[:3], *pks[-3:]]
    for person in asked(EVERYONE, OPEN):
        may = name in OPEN.get(person, set())
        status, text, written = looked(world, person, address(model, "changelist"))
        faults += [f"{person}: list {status}"] * ((status == 200) != may) + [f"{person}: {leak}" for leak in text]
        faults += [f"{person}: list wrote {written}"] if written else []
        for pk in pks if may else pks[:1]:
            for view in ("change", "history"):
                status, text, written = looked(world, person, address(model, view, pk))
                faults += [f"{person}: {view} {status}"] * (not may and status == 200)
                faults += [f"{person}: {view} {status}"] * (status >= 500)
                faults += [f"{person}: {view} of {pk}: {leak}" for leak in text]
                faults += [f"{person}: {view} wrote {written}"] if written else []
    assert faults == []


def looked(world, person: str, where: str) -> tuple[int, list[str], set[str]]:
    with undone():
        answer = ask(world, person, "GET", where)
    return answer.status, world.canaries.leaks(answer.text, person), answer.written - TRAIL


@pytest.mark.parametrize("name", sorted(set().union(*OPEN.values()) - set(WRITTEN)))
def test_nothing_with_a_process_is_written_here(name, world):
    """Adding, changing and deleting are refused to everybody, also by raw POST and as an action on a list."""
    model, faults = models()[name], []
    subject = model._default_manager.order_by("pk").first()
    count = model._default_manager.count()
    # A refusal leaves its line in the trail; nothing else may.
    trail = name == "auditentry"
    data = {"status": "named", "name": "改", "is_active": "", "_save": "保存", "post": "yes"}
    attempts = {
        "add": (address(model, "add"), data),
        "change": (address(model, "change", subject.pk), data),
        "delete": (address(model, "delete", subject.pk), {"post": "yes"}),
        "action": (
            address(model, "changelist"),
            {"action": "delete_selected", "_selected_action": subject.pk, "post": "yes", "index": "0"},
        ),
        "list": (address(model, "changelist"), {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "_save": "1",
                                                "form-0-id": subject.pk, "form-0-status": "named"}),
    }  # fmt: skip
    for person in (
        "office",
        "director",
        "security",
        "system",
        "auditor",
        "secretary",
        "judge",
        "foreign_office",
        "nobody",
    ):
        for what, (where, sent) in attempts.items():
            with undone():
                answer = ask(world, person, "POST", where, sent)
                same = model._default_manager.filter(pk=subject.pk).exists()
                same = same and (trail or model._default_manager.count() == count)
            if not same or answer.written - TRAIL:
                faults.append(f"{person}: {what} wrote {sorted(answer.written)}")
            if answer.status == 200 and what != "list" and what != "action":
                faults.append(f"{person}: {what} answered {answer.status}")
            if answer.status >= 500:
                faults.append(f"{person}: {what} failed")
    assert faults == []


@pytest.mark.parametrize("name", sorted(WRITTEN))
def test_plain_data_is_written_by_its_keeper_alone(name, world):
    model = models()[name]
    subject = model._default_manager.order_by("pk").first()
    sent = {"name": "新名称", "order": "7", "day": "2031-05-05", "is_working": ""}
    sent |= {"code": "renamed", "strand": "other", "points": "第一条\n第二条"}
    keepers = [prefix + role for role in WRITTEN[name].split() for prefix in ("", "foreign_")]
    for person in EVERYONE:
        may = person in keepers
        with undone():
            ask(world, person, "POST", address(model, "change", subject.pk), sent)
            assert (model._default_manager.get(pk=subject.pk).name == "新名称") == may, person


def test_the_site_is_closed_to_who_runs_nothing(world):
    for person in EVERYONE:
        answer = ask(world, person, "GET", reverse("admin:index"))
        assert (answer.status == 200) == (person in OPEN), person
        if person not in LOGGED_IN:
            assert "/accounts/login/" in ask(world, person, "GET", answer.location).location


def test_the_index_names_only_what_one_may_read(world):
    for person, own in OPEN.items():
        text = ask(world, person, "GET", reverse("admin:index")).text
        shown = {name for name, model in models().items() if address(model, "changelist") in text}
        assert shown == own, person


SEARCHES = (
    "?q=QX", "?q=1", "?e=1", "?o=-1", "?all=", "?judge__user__username=judge", "?password__startswith=a",
    "?organization__name__contains=QX", "?actor__password__startswith=a",
)  # fmt: skip


@pytest.mark.parametrize("person", sorted(OPEN))
def test_searching_and_filtering_shows_no_more(person, world):
    """Foreign names stand neither in the filters nor in what a search finds; unknown look-ups are refused."""
    faults = []
    for name in OPEN[person]:
        listed = address(models()[name], "changelist")
        for query in SEARCHES:
            status, leaks, _ = looked(world, person, listed + query)
            faults += [f"{name}{query}: {leak}" for leak in leaks] + [f"{name}{query}: {status}"] * (status >= 500)
    assert faults == []


def test_djangos_own_pages_open_no_side_door(world):
    """Password, log-out and the link to an object by its type: our own pages do that, with their rules."""
    for person in ("office", "security", "secretary"):
        password = ask(world, person, "GET", reverse("admin:password_change"))
        assert password.status in (302, 404), person
        with undone():
            sent = {"old_password": "Blue-Lantern-27", "new_password1": "a1b2c3d4e5!x", "new_password2": "a1b2c3d4e5!x"}
            answer = ask(world, person, "POST", reverse("admin:password_change"), sent)
            assert not answer.written - TRAIL
        assert ask(world, person, "GET", reverse("admin:logout")).status == 302
        for name in ("autocomplete", "jsi18n"):
            answer = ask(world, person, "GET", reverse(f"admin:{name}"))
            assert answer.status in (200, 302, 400, 403, 404)
            assert world.canaries.leaks(answer.text, person) == []
