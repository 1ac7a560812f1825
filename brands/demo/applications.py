"""The filings as they went: written, submitted, carried up the tree, accepted and shown."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from branches.models import Organization
from brands.demo.accounts import Cast
from brands.demo.clock import Clock, Story
from brands.demo.comments import ACCEPTED, DECLINED, RETURNED, SCREENED, WITHDRAWN, endorsed
from brands.demo.filings import (
    ANEW,
    ANEW_DAYS,
    ANEW_NAME,
    BY_COMMITTEE,
    REVISION_VOTES,
    VOTES,
    Filing,
    Reached,
)
from brands.demo.logos import logo
from brands.demo.programs import Programs
from brands.demo.texts import EARLIER, Text, texts
from brands.enums import ResolutionKind
from brands.models import Application, Brand, Program
from brands.selectors.content import TEXT_FIELDS
from brands.services.application import advance
from brands.services.creation import advance_brand
from brands.services.drafts import Draft, keep_logo, save_draft, start_application, start_revision
from core.enums import PublicationRange

KEYS = uuid.UUID("7b0c6a52-5d0e-4a39-9a7e-7f0f1f4a2d11")


@dataclass
class Desk:
    """What the stories of the filings go by."""

    programs: Programs
    organizations: dict[str, Organization]
    cast: Cast
    clock: Clock
    key_of: dict[int, str] = field(init=False)

    def __post_init__(self) -> None:
        self.key_of = {organization.pk: key for key, organization in self.organizations.items()}

    def program(self, filing: Filing) -> Program:
        return self.programs.earlier if filing.program == EARLIER else self.programs.current

    def reviewer(self, holder: Organization) -> User:
        return self.cast.reviewers[self.key_of[holder.pk]]


def filing_story(desk: Desk, filing: Filing, number: int) -> Story:
    """A first filing, from the first line to where it stands."""
    text = texts(filing.program)[filing.organization]
    author = desk.cast.secretaries[filing.organization]
    begun = filing.days if filing.reached == Reached.DRAFT else filing.days + 6
    yield desk.clock.at(begun, 9 + number % 8, number % 60)
    organization, program = desk.organizations[filing.organization], desk.program(filing)
    application = start_application(program, organization, actor=author, key=_key(filing, "first"))
    first = _unripe(text) if filing.returns else text
    application = _written(application, first, filing, author, with_logo=True)
    if filing.reached == Reached.DRAFT:
        return
    yield desk.clock.at(filing.days, 10 + number % 7, number * 7 % 60)
    application = advance(application, "submit", actor=author)
    for turn in range(filing.returns):
        yield desk.clock.at(filing.days - 3 - 8 * turn, 15)
        application = _returned(desk, application, filing)
        yield desk.clock.at(filing.days - 6 - 8 * turn, 11)
        ripe = text if turn == filing.returns - 1 else _unripe(text, sentences=2)
        application = _written(application, ripe, filing, author)
        application = advance(application, "submit", actor=author)
    start = filing.days - 8 * filing.returns
    yield from _climb(desk, application, filing, start, number)


def _climb(desk: Desk, application: Application, filing: Filing, start: int, number: int) -> Story:
    """Level by level, three days each, as far as the filing has come."""
    author, clock, day = desk.cast.secretaries[filing.organization], desk.clock, start
    if filing.reached == Reached.WITHDRAWN:
        yield clock.at(start - 4, 14)
        advance(application, "withdraw", actor=author, comment=WITHDRAWN)
        return
    levels = filing.levels if filing.reached in (Reached.LEVELS, Reached.DECLINED) else 99
    organizer = application.program.organizer_id
    for level in range(levels if filing.reached != Reached.RETURNED else 0):
        holder = _holder(application)
        if holder.pk == organizer:
            break
        day -= 3
        yield clock.at(day, 10 + (number + level) % 6, number * 11 % 60)
        comment = endorsed(holder.kind, number + level)
        application = advance(application, "endorse", actor=desk.reviewer(holder), comment=comment)
    if filing.reached == Reached.RETURNED:
        yield clock.at(day - 4, 15)
        _returned(desk, application, filing)
    elif filing.reached == Reached.DECLINED:
        yield clock.at(day - 4, 15)
        advance(application, "decline", actor=desk.reviewer(_holder(application)), comment=DECLINED)
    elif filing.reached >= Reached.SCREENED:
        yield from _settled(desk, application, filing, day, number)


def _settled(desk: Desk, application: Application, filing: Filing, day: int, number: int) -> Story:
    """At the organiser: screened by the office, accepted and shown by the director."""
    clock, office, director = desk.clock, desk.cast["office"], desk.cast["director"]
    yield clock.at(day - 3, 9 + number % 3, 30)
    application = advance(application, "screen", actor=office, comment=SCREENED[number % len(SCREENED)])
    if filing.reached == Reached.SCREENED:
        return
    yield clock.at(day - 6, 16, number % 60)
    application = advance(application, "accept", actor=director, comment=ACCEPTED[number % len(ACCEPTED)])
    if filing.reached == Reached.PUBLISHED:
        yield clock.at(day - 9, 10, number % 60)
        brand = Brand.objects.get(program=application.program, organization=application.organization)
        advance_brand(brand, "publish", actor=director, publication_range=PublicationRange.PUBLIC)


def revision_story(desk: Desk, filing: Filing, number: int) -> Story:
    """A filing that changes an accepted brand climbs the same way."""
    text, author = texts(filing.program)[filing.organization], desk.cast.secretaries[filing.organization]
    yield desk.clock.at(filing.days + 5, 9, number)
    organization = desk.organizations[filing.organization]
    brand = Brand.objects.get(program=desk.program(filing), organization=organization)
    application = start_revision(brand, actor=author, key=_key(filing, "revision"))
    application = _written(application, text, filing, author, changes=text.revision)
    yield desk.clock.at(filing.days, 10, number)
    application = advance(application, "submit", actor=author)
    yield from _climb(desk, application, filing, filing.days, number)


def anew_story(desk: Desk) -> Story:
    """After it was declined: begun again, so far with another name alone."""
    yield desk.clock.at(ANEW_DAYS, 11)
    author, organization = desk.cast.secretaries[ANEW], desk.organizations[ANEW]
    filing = Filing(ANEW, ANEW_DAYS)
    application = start_application(desk.programs.current, organization, actor=author, key=_key(filing, "anew"))
    blank = dict.fromkeys(TEXT_FIELDS, "") | {"name": ANEW_NAME}
    save_draft(application, draft=Draft(texts=blank), actor=author, version=application.edit_version)


def _returned(desk: Desk, application: Application, filing: Filing) -> Application:
    holder = _holder(application)
    comment = RETURNED[filing.organization]
    at_organizer = holder.pk == application.program.organizer_id
    actor = desk.cast["office"] if at_organizer else desk.reviewer(holder)
    return advance(application, "return", actor=actor, comment=comment)


def _written(
    application: Application,
    text: Text,
    filing: Filing,
    author: User,
    *,
    with_logo: bool = False,
    changes: Mapping[str, str] | None = None,
) -> Application:
    values = text.values() | dict(changes or {})
    phases = [phase.pk for phase in application.program.phases.all()]
    picture = keep_logo(logo(text.name, text.motif, text.tone)) if with_logo and text.motif else None
    draft = Draft(
        texts={name: values[name] for name in TEXT_FIELDS},
        has_emblem=False if text.motif else None,
        facets=values["facets"],
        carriers=values["carriers"],
        plans=[{"phase": phase, "text": plan} for phase, plan in zip(phases, text.plans, strict=True) if plan],
        resolution=_resolution(application, filing, values.get("opinions", text.opinions), bool(changes)),
        logo=picture,
    )
    return save_draft(application, draft=draft, actor=author, version=application.edit_version)


def _resolution(application: Application, filing: Filing, opinions: str, is_revision: bool) -> dict[str, Any]:
    """The votes that the text names, or one absent of every dozen and nobody against."""
    if not opinions:
        return {}
    expected = application.resolution.expected or 0
    present = expected - expected // 12
    votes = VOTES.get((filing.program, filing.organization), (expected, present, present, 0, 0))
    if is_revision:
        votes = REVISION_VOTES.get(filing.organization, (expected, present, present, 0, 0))
    names = ("expected", "present", "votes_for", "votes_against", "abstained")
    kind = ResolutionKind.COMMITTEE if filing.organization in BY_COMMITTEE else ResolutionKind.ASSEMBLY
    if kind == ResolutionKind.COMMITTEE:
        votes = (5, 5, 5, 0, 0)
    day = timezone.localdate() - timedelta(days=2)
    return dict(zip(names, votes, strict=True)) | {"kind": kind, "held_on": day, "opinions_asked": opinions}


def _unripe(text: Text, sentences: int = 1) -> Text:
    """How it was before it was returned: shorter, with fewer carriers."""
    short = "。".join(text.connotation.split("。")[:sentences]) + "。"
    return Text(
        **(text.__dict__ | {"connotation": short, "carriers": text.carriers[:2], "goals": "争创一流，全部优秀。"})
    )


def _holder(application: Application) -> Organization:
    assert application.held_by
    return application.held_by


def _key(filing: Filing, kind: str) -> str:
    """The one-time key of the form that begins it."""
    return str(uuid.uuid5(KEYS, f"{filing.program} {filing.organization} {kind} {filing.days}"))
