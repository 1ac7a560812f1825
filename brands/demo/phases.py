"""The phases of the brands as they went: most in time, some late, one turned back, one brand filed anew."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from brands.demo.applications import Desk
from brands.demo.clock import Clock, Story
from brands.demo.filings import FILINGS, Filing, Reached
from brands.demo.phase_texts import ACCEPTED, ANSWERED, DEMANDED, EXTENDED, NOTE, SETTLED, TURNED_BACK, closing_of
from brands.demo.texts import CURRENT
from brands.enums import PhaseRecordStatus
from brands.models import Brand, PhaseRecord, Supervision
from brands.permissions.phase import superior_of
from brands.services.creation import advance_brand
from brands.services.phase import advance_phase, save_closing
from brands.services.supervision import advance_supervision, send_supervisions

KEYS = uuid.UUID("2f0c9f60-8f0f-4b53-8f53-3f3d7a1d7c55")
# Days from the filing until the brand has been accepted for sure, whatever the way.
ACCEPTED_AFTER = 45
# Days before the last day on which a closing is usually handed in, and until it is looked at.
LEAD, LOOK = 20, 6


@dataclass(frozen=True)
class Trouble:
    """What became of the phase that ended last; days before today (`until` may lie ahead: negative)."""

    until: tuple[int, ...] = ()  # extensions granted
    submitted: int | None = None
    returned: int | None = None
    demanded: int | None = None


TROUBLES = {
    "sw1a": Trouble(until=(-15,), submitted=12, returned=6),
    "gk1a": Trouble(submitted=18),
    "cg2": Trouble(until=(2,), submitted=4),
    "ybj": Trouble(until=(1,), submitted=3),
    "wl1": Trouble(),
    "sc2": Trouble(until=(20,)),
    "ws2": Trouble(until=(40, 5)),
    "jt1b": Trouble(demanded=12),
}
STANDING = (Reached.ACCEPTED, Reached.PUBLISHED)


def phase_stories(desk: Desk) -> list[Story]:
    """One for each brand, and the office's notes."""
    filed = [(number, filing) for number, filing in enumerate(FILINGS) if filing.reached in STANDING]
    return [*(phase_story(desk, filing, number) for number, filing in filed), supervision_story(desk)]


def phase_story(desk: Desk, filing: Filing, number: int) -> Story:
    """Phase after phase, each handed in shortly before its last day, as far as the calendar has come."""
    clock = desk.clock
    yield clock.at(filing.days - ACCEPTED_AFTER, 9, number % 60)
    organization = desk.organizations[filing.organization]
    brand = Brand.objects.get(program=desk.program(filing), organization=organization)
    trouble = TROUBLES.get(filing.organization) if filing.program == CURRENT else None
    day = clock.today - timedelta(days=filing.days - ACCEPTED_AFTER)
    while record := _open_record(brand):
        day = max(day + timedelta(days=10), record.due_on - timedelta(days=3 + number % LEAD))
        if trouble and record.phase.order == 2:
            yield from _troubled(desk, brand, filing, trouble, number)
            return
        if day > clock.today - timedelta(days=LOOK + 4):
            return
        yield clock.on(day, 10 + number % 6, number * 7 % 60)
        _hand_in(desk, record, filing, number)
        day += timedelta(days=2 + number % LOOK)
        yield clock.on(day, 15, number * 11 % 60)
        _look(desk, record, "accept", ACCEPTED[number % len(ACCEPTED)])


def _troubled(desk: Desk, brand: Brand, filing: Filing, trouble: Trouble, number: int) -> Story:
    clock = desk.clock
    for place, days in enumerate(trouble.until):
        record = _open_record(brand)
        assert record
        yield clock.on(record.due_on - timedelta(days=4), 9, number % 60)
        until = clock.today - timedelta(days=days)
        _look(desk, record, "extend", EXTENDED[place % len(EXTENDED)], until=until)
    record = _open_record(brand)
    assert record
    if trouble.submitted is not None:
        yield clock.at(trouble.submitted, 10, number % 60)
        _hand_in(desk, record, filing, number)
    if trouble.returned is not None:
        yield clock.at(trouble.returned, 16)
        _look(desk, record, "return", TURNED_BACK)
    if trouble.demanded is not None:
        yield clock.at(trouble.demanded, 11)
        advance_brand(brand, "demand", actor=desk.cast["office"], comment=DEMANDED)


def supervision_story(desk: Desk) -> Story:
    """One note long settled; two of a fortnight ago, the first of them answered."""
    clock, office = desk.clock, desk.cast["office"]
    yield clock.at(60, 9, 20)
    (first,) = _sent(desk, ["wl1"], clock, 50)
    yield clock.at(52, 15)
    _answered(desk, first, 0)
    yield clock.at(51, 9)
    advance_supervision(first, "close", actor=office, comment=SETTLED)
    yield clock.at(14, 9, 20)
    notes = _sent(desk, ["wl1", "sc2"], clock, 2)
    yield clock.at(9, 16)
    _answered(desk, next(note for note in notes if note.addressee == desk.organizations["wl"]), 1)


def _sent(desk: Desk, keys: list[str], clock: Clock, due: int) -> list[Supervision]:
    brands = Brand.objects.filter(
        program=desk.programs.current, organization__in=[desk.organizations[key] for key in keys]
    )
    rows = PhaseRecord.objects.filter(brand__in=brands, status=PhaseRecordStatus.OPEN)
    return send_supervisions(
        rows.select_related("brand__organization", "brand__program__organizer").order_by("pk"),
        title=NOTE[0],
        text=NOTE[1],
        due_on=clock.today - timedelta(days=due),
        actor=desk.cast["office"],
        key=str(uuid.uuid5(KEYS, f"{keys} {due}")),
    )


def _answered(desk: Desk, note: Supervision, number: int) -> None:
    advance_supervision(note, "answer", actor=desk.reviewer(note.addressee), comment=ANSWERED[number])


def _open_record(brand: Brand) -> PhaseRecord | None:
    rows = PhaseRecord.objects.select_related("brand__organization", "brand__program__organizer", "phase")
    return rows.filter(brand=brand, status=PhaseRecordStatus.OPEN).order_by("phase__order").first()


def _hand_in(desk: Desk, record: PhaseRecord, filing: Filing, number: int) -> None:
    author = desk.cast.secretaries[filing.organization]
    texts = closing_of(record.brand.name, record.phase.name, record.plan, number + record.phase.order)
    record = save_closing(record, texts=texts, actor=author, version=record.edit_version)
    advance_phase(record, "submit", actor=author)


def _look(desk: Desk, record: PhaseRecord, step: str, comment: str, *, until: date | None = None) -> None:
    """By the nearest reviewer, the office for what lies directly below it."""
    organizer = record.brand.program.organizer
    superior = superior_of(record.brand.organization, organizer) or organizer
    actor = desk.cast["office"] if superior.pk == organizer.pk else desk.reviewer(superior)
    advance_phase(record, step, actor=actor, comment=comment, until=until)
