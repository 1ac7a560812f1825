"""Yearly plans, rechecks, decisions, the survey, rules and awards: who may open which address."""

from typing import Any

from tests.permissions.people import (
    ABOVE,
    BRANCH,
    BUSINESS,
    FOREIGN_READERS,
    LOGGED_IN,
    READERS,
    REVIEWERS,
    RUN,
)
from tests.permissions.row import BOTH, POST, REST, Row, but

WRITERS = ("clerk", "secretary")
FILED = (*BRANCH, *ABOVE)
OFFICES, DIRECTORS = ("office", "foreign_office"), ("director", "foreign_director")
SECRETARIES = ("secretary", "sibling_secretary", "direct_secretary")
PLACED = ("clerk", *SECRETARIES)
NOT_OFFICE, NOT_DIRECTOR = but(BUSINESS, "office"), but(BUSINESS, "director")


def filed(*people: str) -> dict[str, Any]:
    """Of those who read the branch's things these may; the others are told that it is not for them."""
    return {"ok": people, "forbidden": but(FILED, *people)}


def late(*people: str) -> dict[str, Any]:
    """The same, and it is not the time for it."""
    return {"too_early": people, "forbidden": but(FILED, *people)}


def chosen(world: Any) -> dict[str, Any]:
    return {"selected": [world.thing("submitted_plan").pk]}


PLANS = [
    Row("brands:plan_list", ok=LOGGED_IN),
    Row("brands:plan_list", ok=LOGGED_IN, query="?tab=submitted&year=2025"),
    Row("brands:plan_export", ok=LOGGED_IN, is_export=True),
    Row("brands:plan_read", ok=OFFICES, forbidden=REST, methods=POST, is_act=False, data=chosen),
    Row("brands:plan_ask", ok=OFFICES, forbidden=REST, methods=BOTH),
    *(Row("brands:plan_detail", f"{state}_plan", ok=FILED) for state in ("draft", "submitted", "read")),
    Row("brands:plan_edit", "draft_plan", **filed(*WRITERS), methods=BOTH),
    Row("brands:plan_edit", "submitted_plan", **late(*WRITERS), methods=BOTH),
    Row("brands:plan_step", "draft_plan", **filed("secretary"), step="submit", methods=BOTH),
    Row("brands:plan_step", "submitted_plan", **filed("office"), step="read", methods=BOTH),
    Row("brands:plan_step", "submitted_plan", **filed("office"), step="return", methods=BOTH),
    Row("brands:highlight_list", ok=LOGGED_IN),
    Row("brands:highlight_list", ok=LOGGED_IN, query="?tab=missing"),
    Row("brands:highlight_export", "program", ok=(*REVIEWERS, "other_reviewer", *RUN),
        forbidden=but(BUSINESS, *REVIEWERS, "other_reviewer", *RUN), is_export=True),
    Row("brands:highlight_create", "program", ok=PLACED, forbidden=but(BUSINESS, *PLACED), methods=BOTH),
    Row("brands:highlight_edit", "highlight", ok=FILED, senders=WRITERS, methods=BOTH),
]  # fmt: skip

RECHECKS = [
    Row("brands:recheck_list", ok=LOGGED_IN),
    Row("brands:recheck_list", ok=LOGGED_IN, query="?tab=decide"),
    Row("brands:recheck_decide", ok=DIRECTORS, forbidden=REST, methods=BOTH),
    Row("brands:recheck_open", "held_honour", **filed(*RUN), methods=BOTH),
    *(Row("brands:recheck_detail", f"{state}_recheck", ok=FILED)
      for state in ("open", "submitted", "advised", "decided")),
    Row("brands:recheck_edit", "open_recheck", **filed(*WRITERS), methods=BOTH),
    Row("brands:recheck_edit", "advised_recheck", **late(*WRITERS), methods=BOTH),
    Row("brands:recheck_step", "open_recheck", **filed("secretary"), step="submit", methods=BOTH),
    Row("brands:recheck_step", "submitted_recheck", **filed("office"), step="advise", methods=BOTH),
    Row("brands:recheck_step", "submitted_recheck", **filed("office"), step="return", methods=BOTH),
    Row("brands:recheck_step", "open_recheck", **filed(*RUN), step="cancel", methods=BOTH),
    Row("brands:document_step", "named_document", ok=("director",), forbidden=NOT_DIRECTOR, step="annul",
        methods=BOTH),
]  # fmt: skip

RULES = [
    Row("brands:regulation_list", ok=LOGGED_IN),
    Row("brands:regulation_list", ok=LOGGED_IN, query="?status=all"),
    Row("brands:regulation_create", ok=OFFICES, forbidden=REST, methods=BOTH),
    Row("brands:regulation_detail", "draft_regulation", ok=("office",)),
    Row("brands:regulation_detail", "in_force_regulation", ok=BUSINESS),
    Row("brands:regulation_edit", "draft_regulation", ok=("office",), methods=BOTH),
    Row("brands:regulation_edit", "in_force_regulation", too_early=("office",), forbidden=NOT_OFFICE, methods=BOTH),
    Row("brands:regulation_revise", "in_force_regulation", ok=("office",), forbidden=NOT_OFFICE, methods=BOTH),
    Row("brands:regulation_file", "draft_regulation", ok=("office",)),
    Row("brands:regulation_file", "in_force_regulation", ok=BUSINESS),
    Row("brands:regulation_step", "draft_regulation", ok=("office",), step="issue", methods=BOTH),
    Row("brands:regulation_step", "in_force_regulation", ok=("office",), forbidden=NOT_OFFICE, step="repeal",
        methods=BOTH),
    Row("brands:award_list", ok=LOGGED_IN),
    Row("brands:award_counts", ok=(*READERS, *FOREIGN_READERS), forbidden=REST),
    Row("brands:award_export", ok=LOGGED_IN, is_export=True),
    Row("brands:award_create", ok=(*PLACED, "foreign_clerk", "foreign_secretary"), forbidden=REST, methods=BOTH),
    Row("brands:award_void", "award", **filed(*WRITERS), methods=BOTH),
]  # fmt: skip

HONOURED = [*PLANS, *RECHECKS, *RULES]
