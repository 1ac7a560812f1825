"""Activities, promises, teams and good deeds, with texts that not everybody may read."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils import timezone

from brands.models import Deed, Evidence
from tests.factories.activities import ActivityFactory, CarrierMemberFactory, CommitmentFactory, DeedFactory
from tests.permissions.canaries import Canaries
from tests.permissions.people import ABOVE, BRANCH

AUDITORS = ("auditor", "committee_auditor")
WRITERS = ("clerk", "secretary")


def fill(side: Any, canaries: Canaries) -> None:
    readers = side.names(*BRANCH, *ABOVE)
    near = side.names("sibling_secretary", *ABOVE)
    side.things["activity"] = _activity(side, canaries, "branch", readers)
    side.things["sibling_activity"] = _activity(side, canaries, "sibling", near)
    side.things["void_activity"] = _activity(side, canaries, "branch", readers, is_void=True)
    for status in ("made", "kept"):
        side.things[f"{status}_commitment"] = _commitment(side, canaries, "branch", readers, status)
    _commitment(side, canaries, "sibling", near, "made")
    brand = side.things["brand"]
    side.things["carrier"] = brand.carriers.get()
    mark = canaries.new("a member's duty in a team", readers)
    side.things["service"] = CarrierMemberFactory(
        carrier=side.things["carrier"], member=side.things["branch_member"], duty=f"{mark}分工"
    )
    _deed(side, canaries, "private", side.names(*WRITERS), consented_on=None, consent_until=None)
    ended = timezone.localdate() - timedelta(days=1)
    _deed(side, canaries, "ended", side.names(*WRITERS), consented_on=ended, consent_until=ended, status="published")
    for status in ("recorded", "proposed", "checked", "published"):
        _deed(side, canaries, status, readers, status=status)


def _title(canaries: Canaries, side: Any, meaning: str, readers: tuple[str, ...]) -> str:
    """The trail names what was acted upon."""
    return canaries.new(f"{meaning}: title", [*readers, *side.names(*AUDITORS)])


def _activity(side: Any, canaries: Canaries, place: str, readers: tuple[str, ...], **fields: Any) -> Any:
    mark = canaries.new(f"activity of {place}", readers)
    fields |= {"void_reason": f"{mark}重复"} if fields.get("is_void") else {}
    brand = side.things["brand" if place == "branch" else "sibling_brand"]
    activity = ActivityFactory(
        organization=side.places[place], title=_title(canaries, side, f"activity of {place}", readers),
        place=f"{mark}会议室", summary=f"{mark}摘要", link=f"https://{mark}.example.org/", brand=brand,
        phase_record=brand.phase_records.order_by("pk").first(), carrier=brand.carriers.first(),
        checks={f"{mark}要点": True}, created_by=side.people[f"{side.prefix}secretary"],
        edited_by=side.people[f"{side.prefix}secretary"], **fields,
    )  # fmt: skip
    evidence = Evidence(activity=activity, name=f"{mark}.pdf", size=20)
    evidence.file.save(f"{uuid4().hex}.pdf", ContentFile(f"{mark} shown".encode()), save=False)
    evidence.save()
    if place == "branch" and not activity.is_void:
        side.things["evidence"] = evidence
    return activity


def _commitment(side: Any, canaries: Canaries, place: str, readers: tuple[str, ...], status: str) -> Any:
    mark = canaries.new(f"promise at {place}, {status}", readers)
    return CommitmentFactory(
        organization=side.places[place], member=side.things[f"{place}_member"], status=status,
        text=_title(canaries, side, f"promise at {place}, {status}", readers),
        outcome=f"{mark}情况" if status == "kept" else "", made_on=timezone.localdate() - timedelta(days=40),
        due_on=timezone.localdate() - timedelta(days=1),
    )  # fmt: skip


def _deed(side: Any, canaries: Canaries, name: str, readers: tuple[str, ...], **fields: Any) -> None:
    mark = canaries.new(f"deed {name}", readers)
    deed = DeedFactory(
        organization=side.places["branch"], member=side.things["branch_member"], brand=side.things["brand"],
        title=_title(canaries, side, f"deed {name}", readers), text=f"{mark}事迹",
        consent_note=f"{mark}同意书", **fields,
    )  # fmt: skip
    if deed.status in ("checked", "published"):
        office, director = (side.people[f"{side.prefix}{role}"] for role in ("office", "director"))
        now = timezone.now()
        Deed.objects.filter(pk=deed.pk).update(secrecy_checked_by=office, secrecy_checked_at=now)
        if deed.status == "published":
            Deed.objects.filter(pk=deed.pk).update(
                approved_by=director, approved_at=now, published_from=now, publication_range="public"
            )
    side.things[f"{name}_deed"] = deed
