"""Phases and supervision notes: who may open which address."""

from typing import Any

from brands.limits import CLOSING_LIMITS
from tests.permissions.people import ABOVE, BRANCH, LOGGED_IN
from tests.permissions.row import BOTH, POST, REST, Row, but

READERS = (*BRANCH, *ABOVE)
WRITERS = ("clerk", "secretary")
STEP = {"methods": BOTH}


def only(*people: str) -> dict[str, Any]:
    """Of those who read the phase these may; the others are told that it is not for them."""
    return {"ok": people, "forbidden": but(READERS, *people)}


def closing_form(world: Any) -> dict[str, str]:
    record = world.thing("open_phase")
    return {name: f"改过的{name}" for name in CLOSING_LIMITS} | {"version": str(record.edit_version)}


PHASES = [
    Row("brands:phase_list", ok=LOGGED_IN),
    *(Row("brands:phase_list", ok=LOGGED_IN, query=f"?tab={tab}") for tab in ("overdue", "submitted", "all")),
    Row("brands:phase_export", ok=("office", "foreign_office"), forbidden=REST, is_export=True, query="?tab=all"),
    *(Row("brands:phase_detail", f"{state}_phase", ok=READERS)
      for state in ("upcoming", "open", "submitted", "accepted", "resting")),
    Row("brands:phase_edit", "open_phase", **only(*WRITERS), methods=BOTH),
    Row("brands:phase_edit", "resting_phase", too_early=WRITERS, forbidden=but(READERS, *WRITERS)),
    Row("brands:phase_autosave", "open_phase", **only(*WRITERS), methods=POST, data=closing_form),
    Row("brands:phase_step", "open_phase", **only("secretary"), step="submit", **STEP),
    Row("brands:phase_step", "open_phase", **only("general_reviewer"), step="extend", **STEP),
    Row("brands:phase_step", "open_phase", too_early=READERS, step="accept", **STEP),
    Row("brands:phase_step", "submitted_phase", **only("general_reviewer"), step="accept", **STEP),
    Row("brands:phase_step", "submitted_phase", **only("general_reviewer"), step="return", **STEP),
    Row("brands:phase_step", "submitted_phase", **only("secretary"), step="withdraw", **STEP),
    # Somebody is there to accept it.
    Row("brands:phase_step", "submitted_phase", forbidden=READERS, step="take_over", **STEP),
    Row("brands:phase_step", "resting_phase", too_early=READERS, step="accept", **STEP),
    Row("brands:brand_step", "brand", **only("office"), step="demand", **STEP),
    Row("brands:brand_step", "brand", **only("director"), step="stop", **STEP),
    Row("brands:brand_step", "reapplying_brand", **only("office"), step="lift", **STEP),
    Row("brands:brand_step", "closed_brand", **only("director"), step="resume", **STEP),
    Row("brands:brand_step", "closed_brand", too_early=READERS, step="demand", **STEP),
    Row("brands:supervision_list", ok=LOGGED_IN),
    Row("brands:supervision_create", ok=("office", "foreign_office"), forbidden=REST, methods=POST, is_act=False,
        data=lambda world: {"selected": [world.thing("open_phase").pk]}),
    *(Row("brands:supervision_detail", f"{state}_supervision", ok=ABOVE) for state in ("sent", "answered", "closed")),
    Row("brands:supervision_step", "sent_supervision", ok=("general_reviewer",),
        forbidden=but(ABOVE, "general_reviewer"), step="answer", **STEP),
    Row("brands:supervision_step", "answered_supervision", ok=("office",), forbidden=but(ABOVE, "office"),
        step="close", **STEP),
    Row("brands:supervision_step", "closed_supervision", too_early=("office",), forbidden=but(ABOVE, "office"),
        step="withdraw", **STEP),
]  # fmt: skip
