"""Activities, promises, carriers and good deeds: who may open which address."""

from typing import Any
from uuid import uuid4

from django.utils import timezone

from brands.models import ActivityKind
from tests.permissions.people import ABOVE, BRANCH, LOGGED_IN
from tests.permissions.row import BOTH, POST, REST, Row, but

READERS = (*BRANCH, *ABOVE)
WRITERS = ("clerk", "secretary")
EVERY_WRITER = (*WRITERS, "sibling_secretary", "direct_secretary", "foreign_clerk", "foreign_secretary")
STEP = {"methods": BOTH}
ENTERS = {"ok": EVERY_WRITER, "forbidden": REST, "methods": BOTH}


def only(*people: str) -> dict[str, Any]:
    """Of those who read it these may; the others are told that it is not for them."""
    return {"ok": people, "forbidden": but(READERS, *people)}


def closed(*people: str) -> dict[str, Any]:
    """These might, were it in another state."""
    return {"too_early": people, "forbidden": but(READERS, *people)}


def one_row(world: Any) -> dict[str, str]:
    row = {"held_on": timezone.localdate().isoformat(), "kind": str(ActivityKind.objects.first().pk), "title": "党日"}
    data = {"key": str(uuid4()), "rows-TOTAL_FORMS": "1", "rows-INITIAL_FORMS": "0", "brand": ""}
    return data | {f"rows-0-{name}": value for name, value in row.items()}


ACTIVITIES = [
    *(Row(f"brands:activity_{page}", ok=LOGGED_IN) for page in ("list", "calendar", "counts")),
    Row("brands:activity_list", ok=LOGGED_IN, query="?void=true"),
    Row("brands:activity_list", ok=LOGGED_IN, query="?organization=QX"),
    Row("brands:activity_export", ok=LOGGED_IN, is_export=True),
    *(Row(f"brands:activity_{page}", **ENTERS) for page in ("create", "paste", "copy")),
    Row("brands:activity_rows", **ENTERS | {"methods": POST}, data=one_row),
    Row("brands:activity_detail", "activity", ok=READERS),
    Row("brands:activity_detail", "void_activity", ok=READERS),
    Row("brands:activity_detail", "sibling_activity", ok=("sibling_secretary", *ABOVE)),
    Row("brands:activity_edit", "activity", **only(*WRITERS), methods=BOTH),
    Row("brands:activity_edit", "void_activity", **closed(*WRITERS), methods=BOTH),
    Row("brands:activity_void", "activity", **only(*WRITERS), methods=BOTH),
    Row("brands:activity_evidence", "activity", ok=READERS, extra=(("evidence", "evidence"),)),
    Row("brands:activity_evidence", "void_activity", extra=(("evidence", "evidence"),)),
    Row("brands:commitment_list", ok=LOGGED_IN),
    Row("brands:commitment_list", ok=LOGGED_IN, query="?status=due&member=QX"),
    Row("brands:commitment_create", **ENTERS),
    Row("brands:commitment_detail", "made_commitment", ok=READERS),
    Row("brands:commitment_detail", "kept_commitment", ok=READERS),
    Row("brands:commitment_step", "made_commitment", **only("secretary"), step="keep", **STEP),
    Row("brands:commitment_step", "made_commitment", **only(*WRITERS), step="withdraw", **STEP),
    Row("brands:commitment_step", "kept_commitment", **closed("secretary"), step="keep", **STEP),
    Row("brands:carrier_list", "brand", ok=READERS),
    Row("brands:carrier_detail", "carrier", ok=READERS, senders=WRITERS, methods=BOTH),
    Row("brands:carrier_member_end", "service", **only(*WRITERS), methods=BOTH),
    Row("brands:deed_list", ok=LOGGED_IN),
    Row("brands:deed_create", **ENTERS),
    *(Row("brands:deed_detail", f"{state}_deed", ok=READERS) for state in ("recorded", "checked", "published")),
    # Not agreed to, or no more.
    *(Row("brands:deed_detail", f"{state}_deed", ok=WRITERS) for state in ("private", "ended")),
    Row("brands:deed_edit", "recorded_deed", **only(*WRITERS), methods=BOTH),
    Row("brands:deed_edit", "private_deed", ok=WRITERS, methods=BOTH),
    Row("brands:deed_edit", "proposed_deed", **closed(*WRITERS), methods=BOTH),
    Row("brands:deed_consent", "private_deed", ok=WRITERS, methods=BOTH),
    Row("brands:deed_consent", "published_deed", **only(*WRITERS), methods=BOTH),
    Row("brands:deed_step", "recorded_deed", **only("secretary"), step="propose", **STEP),
    Row("brands:deed_step", "private_deed", ok=("secretary",), forbidden=("clerk",), step="propose", **STEP),
    Row("brands:deed_step", "proposed_deed", **only("office"), step="check", **STEP),
    Row("brands:deed_step", "checked_deed", **only("director"), step="approve", **STEP),
    Row("brands:deed_step", "checked_deed", **only("office", "director"), step="return", **STEP),
    Row("brands:deed_step", "published_deed", **only("secretary", "office", "director"), step="take_down", **STEP),
    Row("brands:deed_step", "published_deed", **only(*WRITERS), step="withdraw_consent", **STEP),
    Row("brands:deed_step", "published_deed", **closed("director"), step="approve", **STEP),
]  # fmt: skip
