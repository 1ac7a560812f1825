"""Every process × every state × every step × every role, by raw POST, with fields that no form has, and again."""

from typing import Any

import pytest
from django.forms import model_to_dict
from django.urls import reverse

from brands.models import ScoreSheet
from core.workflow import Flow
from tests.permissions.asking import ask, undone
from tests.permissions.machine import SMUGGLED
from tests.permissions.machines import CASES, MACHINES, PEOPLE

# What a step itself may change; everything else must stand as it stood.
CHANGED_BY_STEPS = {
    "status", "held_by", "is_screened", "version_number", "submitted_name", "submitted_by", "submitted_at",
    "held_since", "brand", "scoring_until", "secrecy_checked_by", "secrecy_checked_at", "secrecy_note", "approved_by",
    "approved_at", "published_from", "published_until", "publication_range", "starts_on", "ends_on", "entries",
    "due_on", "first_due_on", "handed_in_on", "accepted_on", "answer",
    "guidance_class", "guidance_reasons",  # what follows from the state
    "conclusion", "answered_on", "closed_on", "strong_agreed_on", "weak_agreed_on", "result", "report", "marked_on",
    "submitted_on", "advice", "advice_reason", "decided_on", "correct_by",
    "outcome", "consent_withdrawn_on",
    "reply", "handled_at", "initials", "closes_on", "closed_at", "tally", "publicity", "frozen_at",
    "self_score", "superior_score", "organization_score", "appeals_until", "answered_at", "edit_version",
}  # fmt: skip


def flows() -> dict[str, Flow]:
    import assessments.workflow.ledger
    import assessments.workflow.point
    import assessments.workflow.result
    import assessments.workflow.scheme
    import assessments.workflow.survey
    import brands.workflow.application
    import brands.workflow.commitment
    import brands.workflow.creation
    import brands.workflow.deed
    import brands.workflow.honour
    import brands.workflow.inspection
    import brands.workflow.pairing
    import brands.workflow.phase
    import brands.workflow.plan
    import brands.workflow.program
    import brands.workflow.regulation
    import brands.workflow.selection
    import brands.workflow.site
    import brands.workflow.supervision

    names = (
        "application",
        "commitment",
        "creation",
        "deed",
        "honour",
        "inspection",
        "pairing",
        "phase",
        "plan",
        "program",
        "regulation",
        "selection",
        "site",
        "supervision",
    )
    modules = [getattr(brands.workflow, name) for name in names]
    modules += [assessments.workflow.scheme, assessments.workflow.survey]
    modules += [assessments.workflow.ledger, assessments.workflow.result, assessments.workflow.point]
    return {name: value for module in modules for name, value in vars(module).items() if isinstance(value, Flow)}


def test_every_process_is_asked():
    asked = {id(machine.flow) for machine in MACHINES.values()}
    left = {name for name, flow in flows().items() if id(flow) not in asked}
    # A judge's sheets have pages of their own, see below; a month's closing asks for the committee's day.
    assert left == {"SCORE_SHEET_FLOW", "POINT_MONTH_FLOW"}


@pytest.mark.parametrize(("name", "thing"), CASES, ids=[f"{n}-{t}" for n, t in CASES])
def test_steps_by_raw_post(name, thing, world):
    """Just the steps of the table are taken, once each, and nothing that was slipped in has any effect."""
    machine, subject = MACHINES[name], world.thing(thing)
    before, faults = state_of(subject), []
    for step in machine.flow.steps:
        address = reverse(machine.address, kwargs={"pk": subject.pk, "step": step})
        for person in PEOPLE:
            may = person in machine.moves[thing].get(step, "").split()
            with undone():
                answer = ask(world, person, "POST", address, machine.data(subject))
                after = state_of(subject)
                if may and after["steps"] != before["steps"] + 1:
                    faults.append(f"{person} could not {step}: {answer.status} {told(answer.text)}")
                if not may and after != before:
                    faults.append(f"{person} moved it by {step}: {differences(before, after)}")
                if not may and answer.status not in (302, 400, 403, 404, 409):
                    faults.append(f"{person} got {answer.status} for {step}")
                if may:
                    faults += [f"{step} changed {name}" for name in unwanted(before, after)]
                    again = ask(world, person, "POST", address, machine.data(subject))
                    if state_of(subject)["steps"] != before["steps"] + 1:
                        faults.append(f"{step} was taken twice: {again.status}")
            faults += [f"{person}, {step}: {leak}" for leak in world.canaries.leaks(answer.text, person)]
    assert faults == []


@pytest.mark.parametrize("name", MACHINES)
def test_unknown_steps_are_refused(name, world):
    machine = MACHINES[name]
    thing = next(iter(machine.moves))
    for step in ("nonsense", "STEP", "delete", "take"):
        address = reverse(machine.address, kwargs={"pk": world.thing(thing).pk, "step": step})
        for method in ("GET", "POST"):
            for person in ("office", "director", "secretary"):
                with undone():
                    assert ask(world, person, method, address).status in (400, 403, 404, 409)


SHEETS = {
    # sheet → what is done → by whom alone
    "scoring_sheet_other_judge": {"save": "other_judge", "submit": "other_judge", "recuse": "other_judge"},
    "scoring_sheet_judge": {"reopen": "judge", "recuse": "judge"},
    "scored_sheet_judge": {},
    "named_sheet_judge": {},
}


@pytest.mark.parametrize("thing", SHEETS)
def test_score_sheets_by_raw_post(thing, world):
    """Only the judge whose sheet it is, only until it is handed in, and never after the scoring has closed."""
    sheet = world.thing(thing)
    before, faults = scores_of(sheet), []
    for act in ("save", "submit", "reopen", "recuse"):
        address, data = sheet_act(sheet, act)
        for person in (*PEOPLE, "other_judge", "auditor"):
            may = SHEETS[thing].get(act) == person
            with undone():
                answer = ask(world, person, "POST", address, data)
                if (scores_of(sheet) != before) != may:
                    faults.append(f"{person} {act}: {answer.status}, moved={not may} {told(answer.text)}")
                if answer.status not in (302, 400, 403, 404, 409):
                    faults.append(f"{person} {act}: {answer.status}")
            faults += [f"{person}, {act}: {leak}" for leak in world.canaries.leaks(answer.text, person)]
    assert faults == []


def test_points_are_written_to_the_own_sheet_alone(world):
    """Criteria of another round, or points for another judge, are not taken."""
    mine, other = world.thing("scoring_sheet_other_judge"), world.thing("scored_sheet_other_judge")
    before = scores_of(other)
    address, data = sheet_act(mine, "save")
    foreign = {f"points_{criterion.pk}": "1" for criterion in other.nomination.round.criteria.all()}
    ask(world, "other_judge", "POST", address, data | foreign | {"judge": str(other.judge_id), "sheet": str(other.pk)})
    assert scores_of(other) == before
    assert {str(score.points) for score in mine.scores.all()} == {"55.50"}


def sheet_act(sheet: ScoreSheet, act: str) -> tuple[str, dict[str, Any]]:
    points = {f"points_{c.pk}": "55.5" for c in sheet.nomination.round.criteria.all()}
    form = SMUGGLED | points | {"comment": "总评", "version": str(sheet.edit_version), "action": act}
    name = {"save": "sheet_detail", "submit": "sheet_detail"}.get(act, f"sheet_{act}")
    return reverse(f"brands:{name}", args=[sheet.pk]), form


def scores_of(sheet: ScoreSheet) -> Any:
    fresh = ScoreSheet.objects.get(pk=sheet.pk)
    points = sorted(fresh.scores.values_list("criterion", "points", "note"))
    return model_to_dict(fresh) | {"points": points, "steps": fresh.events.count()}


def state_of(subject: Any) -> dict[str, Any]:
    fresh = type(subject)._default_manager.get(pk=subject.pk)
    fields = {f.name: getattr(fresh, f.attname) for f in fresh._meta.concrete_fields if f.name != "updated_at"}
    return {name: str(value) for name, value in fields.items()} | {"steps": fresh.events.count()}


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(name, after[name]) for name in after if after[name] != before[name]]


def unwanted(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What no step changes, and what took a value that was slipped in."""
    changed = {name: value for name, value in differences(before, after) if name != "steps"}
    return [name for name, value in changed.items() if name not in CHANGED_BY_STEPS or value == SMUGGLED.get(name)]


def told(text: str) -> str:
    """What the page said of it."""
    from re import findall, sub

    found = findall(r"(?s)(?:invalid-feedback|alert|errorlist|messages)[^>]*>(.{0,400})", text)
    return sub(r"<[^>]+>|\s+", " ", " ".join(found))[:400]
