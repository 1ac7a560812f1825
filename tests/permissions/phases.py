"""Brands in their phases and supervision notes, in every state, with texts that not everybody may read."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from branches.models import Organization
from brands.enums import BrandStatus, PhaseRecordStatus
from brands.limits import CLOSING_LIMITS
from brands.models import Brand, PhaseRecord
from brands.permissions.phase import superior_of
from brands.services.phase import advance_phase, save_closing
from brands.services.supervision import advance_supervision, send_supervisions
from core.onetime import new_key
from tests.factories.branches import fresh
from tests.factories.brands import BrandFactory, ProgramFactory
from tests.permissions.canaries import Canaries
from tests.permissions.people import ABOVE, BRANCH

AUDITORS = ("auditor", "committee_auditor")
WRITERS = ("clerk", "secretary")
STATES = ("upcoming", "open", "submitted", "accepted", "resting")


def fill(side: Any, canaries: Canaries) -> None:
    for state in STATES if not side.prefix else ("open", "submitted"):
        brand = _brand(side, canaries, state)
        side.things[f"{state}_phase"] = _phase(side, canaries, brand, state)
    if not side.prefix:
        for status in (BrandStatus.REAPPLYING, BrandStatus.CLOSED):
            brand = _brand(side, canaries, str(status))
            Brand.objects.filter(pk=brand.pk).update(status=status)
            side.things[f"{status}_brand"] = brand
    for state in ("sent", "answered", "closed"):
        _supervision(side, canaries, state)


def _brand(side: Any, canaries: Canaries, state: str) -> Brand:
    """Each under a program of its own: a branch has one brand in a program."""
    readers = side.names(*BRANCH, *ABOVE, *AUDITORS)
    title = canaries.new(f"brand with its phase {state}", readers)
    program = ProgramFactory(organizer=side.places["top"])
    brand = BrandFactory(program=program, organization=side.places["branch"], name=title)
    today = timezone.localdate()
    for place, record in enumerate(brand.phase_records.order_by("phase__order")):
        PhaseRecord.objects.filter(pk=record.pk).update(
            starts_on=today - timedelta(days=90), due_on=today + timedelta(days=5 * (place + 1)),
            status=PhaseRecordStatus.UPCOMING if place else PhaseRecordStatus.OPEN,
        )  # fmt: skip
    return brand


def _phase(side: Any, canaries: Canaries, brand: Brand, state: str) -> PhaseRecord:
    record = brand.phase_records.order_by("phase__order")[1 if state == "upcoming" else 0]
    if state == "upcoming":
        return record
    writes = WRITERS if state == "open" else (*BRANCH, *ABOVE)
    mark = canaries.new(f"closing of a phase {state}", side.names(*writes))
    texts = {name: f"{mark}{name}" for name in CLOSING_LIMITS}
    record = save_closing(record, texts=texts, actor=fresh(side.people[f"{side.prefix}clerk"]), version=0)
    if state == "open":
        return record
    record = advance_phase(record, "submit", actor=fresh(side.people[f"{side.prefix}secretary"]))
    if state == "accepted":
        return advance_phase(record, "accept", actor=reviewer_at(side, record.held_by))
    if state == "resting":
        Brand.objects.filter(pk=brand.pk).update(status=BrandStatus.REAPPLYING)
    return record


def reviewer_at(side: Any, organization: Organization) -> Any:
    names = {"general": "general_reviewer", "committee": "committee_reviewer", "top": "office"}
    place = next(place for place in names if side.places[place].pk == organization.pk)
    return fresh(side.people[side.prefix + names[place]])


def _supervision(side: Any, canaries: Canaries, state: str) -> None:
    readers = side.names(*ABOVE)
    mark = canaries.new(f"supervision {state}", readers)
    title = canaries.new(f"supervision {state}: title", [*readers, *side.names(*AUDITORS)])
    record = PhaseRecord.objects.select_related("brand__organization", "brand__program__organizer").get(
        pk=side.things["open_phase"].pk
    )
    (made,) = send_supervisions(
        [record], title=title, text=f"{mark}要求", due_on=timezone.localdate() + timedelta(days=5),
        actor=fresh(side.people[f"{side.prefix}office"]), key=new_key(),
    )  # fmt: skip
    superior = superior_of(record.brand.organization, record.brand.program.organizer)
    if state != "sent":
        made = advance_supervision(made, "answer", actor=reviewer_at(side, superior), comment=f"{mark}办理情况")
    if state == "closed":
        made = advance_supervision(made, "close", actor=fresh(side.people[f"{side.prefix}office"]))
    side.things[f"{state}_supervision"] = made
