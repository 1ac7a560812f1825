"""The whole demonstration, in the order in which it would have happened."""

from random import Random

from django.db import transaction

from brands.demo.accounts import SINCE, is_present, make_accounts
from brands.demo.activities import activity_story, deed_story, promise_story
from brands.demo.applications import Desk, anew_story, filing_story, revision_story
from brands.demo.clock import Clock
from brands.demo.filings import FILINGS, REVISIONS
from brands.demo.guidance import guidance_stories
from brands.demo.honours import honour_stories
from brands.demo.inspections import inspection_stories
from brands.demo.naming import revocation_story
from brands.demo.organizations import make_tree
from brands.demo.people import make_members, make_terms
from brands.demo.phases import phase_stories
from brands.demo.programs import Programs, current_story, earlier_story, prepared_story
from brands.demo.registry import Stage, further_stories
from brands.demo.reminders import reminder_story
from brands.demo.rounds import ROUNDS
from brands.demo.selection import Scene, round_story

SEED = 20_260_101


@transaction.atomic
def make_demonstration() -> bool:
    """All or nothing; False when it is there already."""
    if is_present():
        return False
    clock = Clock()
    with clock.running():
        clock.moment = clock.at(SINCE.days)
        organizations = make_tree(clock.today)
        members = make_members(organizations, clock.today, Random(SEED))  # noqa: S311
        make_terms(organizations, members, clock.today)
        cast = make_accounts(organizations, members, clock.today - SINCE)
        programs, organizer = Programs(), organizations["gw"]
        desk = Desk(programs, organizations, cast, clock)
        scenes = [Scene(plan, programs, organizations, cast, clock) for plan in ROUNDS]
        clock.play(
            earlier_story(programs, organizer, cast, clock),
            current_story(programs, organizer, cast, clock),
            prepared_story(organizer, cast, clock),
            *(filing_story(desk, filing, number) for number, filing in enumerate(FILINGS)),
            *(revision_story(desk, filing, number) for number, filing in enumerate(REVISIONS)),
            anew_story(desk),
            *phase_stories(desk),
            *(round_story(scene) for scene in scenes),
            revocation_story(scenes[1]),
            activity_story(desk, members),
            promise_story(desk, members),
            deed_story(desk, members),
            *honour_stories(organizations, cast, clock),
            *inspection_stories(desk),
            *guidance_stories(desk),
            reminder_story(clock),
            *further_stories(Stage(organizations, members, cast, clock)),
        )
    return True
