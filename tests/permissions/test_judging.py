"""Nobody sees or infers another judge's scores before the close; afterwards judges see their own alone."""

import pytest
from django.urls import reverse

from brands.models import ScoreSheet
from brands.services import selection
from tests.factories.branches import fresh
from tests.factories.selection import marks
from tests.permissions.asking import address_of, ask, undone
from tests.permissions.table import GET, TABLE

# Every page on which something of the round could show, whichever way it is filtered and sorted.
PAGES = [row for row in TABLE if row.methods != "POST" and not row.is_export and row.name.startswith("brands:")]
ADMIN = ("nomination", "scoresheet", "selectionround", "judge", "brand", "publicnotice", "opinion")


LOOKING = ("office", "director", "judge", "other_judge", "secretary", "committee_reviewer", "auditor", "foreign_office")


def admin_addresses(world) -> list[str]:
    found = []
    for model in ADMIN:
        listed = reverse(f"admin:brands_{model}_changelist")
        found += [listed, *(f"{listed}?o={order}" for order in ("1", "-5", "5.6", "2.-1"))]
    for name in ("nomination", "sheet_judge", "sheet_other_judge", "round", "judge"):
        thing = world.thing(f"scoring_{name}")
        for view in ("change", "history"):
            found.append(reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_{view}", args=[thing.pk]))
    return found


def test_no_points_anywhere_before_the_close(world):
    """The administration and the sheets; every other page is searched for the same points by test_addresses."""
    addresses = admin_addresses(world)
    mine, other = world.thing("scoring_sheet_judge"), world.thing("scoring_sheet_other_judge")
    addresses += [reverse("brands:sheet_detail", args=[sheet.pk]) for sheet in (mine, other)]
    secrets = {"87.31": "judge", "76.43": "other_judge"}
    notes = {sheet.scores.first().note: who for sheet, who in ((mine, "judge"), (other, "other_judge"))}
    shown, faults = set(), []
    for person in ("office", "director", "secretary", "judge", "other_judge"):
        for address in addresses:
            with undone():
                text = ask(world, person, "GET", address).text
            for secret, owner in (secrets | notes).items():
                if secret in text:
                    shown.add(secret)
                    faults += [f"{person} reads {secret} on {address}"] if owner != person else []
    assert faults == []
    assert shown == set(secrets) | set(notes), "the judges themselves see theirs"


def answers(world, person: str, addresses: list[str]) -> list[str]:
    """What this person sees, without what is new at every look."""
    import re

    fickle = re.compile(
        r'name="csrf[^>]*>|name="key"[^>]*>|csrftoken=[^;]*|Expires: .*?GMT|\d{1,2}:\d{2}|expires=[^;]*'
    )
    with undone():
        return [fickle.sub("", ask(world, person, "GET", address).text) for address in addresses]


@pytest.mark.parametrize("person", ["office", "judge"])
def test_other_points_change_nothing_that_others_see(person, world):
    """The same pages, with very different points of the other judge: not a letter, not an order differs."""
    rows = [row for row in PAGES if row.methods == GET or row.name in ("brands:nomination_list", "brands:judge_list")]
    addresses = list(dict.fromkeys(address_of(row, world) for row in rows)) + admin_addresses(world)
    sheet: ScoreSheet = world.thing("scoring_sheet_other_judge")
    before = answers(world, person, addresses)
    with undone():
        given = marks(sheet.nomination.round, "3.07", "低分")
        actor = fresh(world.people["other_judge"])
        selection.save_scores(sheet, marks=given, comment="低分", actor=actor, version=sheet.edit_version)
        after = answers(world, person, addresses)
    different = [address for address, old, new in zip(addresses, before, after, strict=True) if old != new]
    assert different == []


@pytest.mark.parametrize("state", ["scored", "shortlisted", "in_notice", "decided", "named"])
def test_after_the_close_judges_see_their_own_alone(state, world):
    mine, other = world.thing(f"{state}_sheet_judge"), world.thing(f"{state}_sheet_other_judge")
    assert ask(world, "judge", "GET", reverse("brands:sheet_detail", args=[mine.pk])).status == 200
    assert ask(world, "judge", "GET", reverse("brands:sheet_detail", args=[other.pk])).status == 404
    round = world.thing(f"{state}_round")
    for name in ("round_scores", "round_scores_pdf", "round_scores_xlsx"):
        assert ask(world, "judge", "GET", reverse(f"brands:{name}", args=[round.pk])).status == 403


def test_the_branch_learns_its_score_when_all_is_released(world):
    """Not a moment before the naming document, and never what a judge gave."""
    for state in ("scored", "shortlisted", "in_notice", "decided"):
        nomination = world.thing(f"{state}_nomination")
        reader = "secretary" if state in ("scored", "shortlisted") else "direct_secretary"
        answer = ask(world, reader, "GET", reverse("brands:nomination_detail", args=[nomination.pk]))
        assert answer.status == 200
        assert str(nomination.score.normalize()) not in answer.text, state
    nomination = world.thing("named_nomination")
    answer = ask(world, "direct_secretary", "GET", reverse("brands:nomination_detail", args=[nomination.pk]))
    assert str(nomination.score.normalize()) in answer.text
    for role in ("judge", "other_judge"):
        points = world.thing(f"named_sheet_{role}").scores.first()
        assert points.note not in answer.text


def test_nobody_else_opens_any_sheet(world):
    """Every sheet × everybody: before the close its judge, afterwards the office and the director as well."""
    for sheet in ScoreSheet.objects.filter(nomination__round__program__organizer=world.own.places["top"]):
        owner = sheet.judge.user.username
        closed = sheet.nomination.round.status != "scoring"
        for person in LOOKING:
            allowed = person == owner or (closed and person in ("office", "director"))
            status = ask(world, person, "GET", reverse("brands:sheet_detail", args=[sheet.pk])).status
            assert (status == 200) == allowed, (str(sheet), person, status)
