"""Inspections, findings, guidance, pairs, sites and visits: who may open which address."""

from typing import Any

from tests.permissions.people import ABOVE, BRANCH, BUSINESS, LOGGED_IN, RUN
from tests.permissions.row import BOTH, POST, REST, Row, but

FILED = (*BRANCH, *ABOVE)
TOLD = (*FILED, "sibling_secretary")
INSPECTORS = ("committee_reviewer", *RUN)
HOSTS = ("direct_secretary", *RUN)
WRITERS = ("clerk", "secretary")
OFFICES = ("office", "foreign_office")
REVIEWING = ("general_reviewer", "committee_reviewer", "other_reviewer", "office", "foreign_committee_reviewer",
             "foreign_office")  # fmt: skip
STEP = {"methods": BOTH}


def of(group: tuple[str, ...], *people: str) -> dict[str, Any]:
    """Of those who read it these may; the others are told that it is not for them."""
    return {"ok": people, "forbidden": but(group, *people)}


INSPECTIONS = [
    Row("brands:inspection_list", ok=LOGGED_IN),
    Row("brands:inspection_create", ok=REVIEWING, forbidden=REST, methods=BOTH),
    Row("brands:inspection_detail", "planned_inspection", ok=INSPECTORS),
    Row("brands:inspection_detail", "told_inspection", ok=TOLD),
    Row("brands:inspection_detail", "cancelled_inspection", ok=INSPECTORS),
    Row("brands:inspection_edit", "planned_inspection", **of(INSPECTORS, "committee_reviewer"), methods=BOTH),
    Row("brands:inspection_edit", "told_inspection", too_early=("committee_reviewer",),
        forbidden=but(TOLD, "committee_reviewer"), methods=BOTH),
    Row("brands:inspection_targets", "planned_inspection", **of(INSPECTORS, "committee_reviewer"), methods=BOTH),
    Row("brands:inspection_step", "planned_inspection", **of(INSPECTORS, "committee_reviewer"), step="carry_out",
        **STEP),
    Row("brands:inspection_step", "planned_inspection", **of(INSPECTORS, "committee_reviewer"), step="cancel", **STEP),
    Row("brands:inspection_step", "told_inspection", **of(TOLD, "committee_reviewer"), step="close", **STEP),
    Row("brands:inspection_report", "planned_inspection", ok=INSPECTORS),
    Row("brands:inspection_report", "told_inspection", ok=TOLD),
    Row("brands:inspection_pdf", "told_inspection", ok=TOLD, is_export=True),
    Row("brands:inspection_target", "planned_branch_target", **of(INSPECTORS, "committee_reviewer"), methods=BOTH),
    Row("brands:inspection_target", "told_branch_target", too_early=("committee_reviewer",),
        forbidden=but(FILED, "committee_reviewer"), methods=BOTH),
    Row("brands:inspection_target_remove", "planned_sibling_target", **of(INSPECTORS, "committee_reviewer"),
        methods=POST, data=lambda world: {}),
    Row("brands:finding_list", ok=LOGGED_IN),
    *(Row("brands:finding_list", ok=LOGGED_IN, query=f"?tab={tab}") for tab in ("open", "answered", "closed")),
    Row("brands:finding_export", ok=LOGGED_IN, is_export=True),
    Row("brands:finding_detail", "draft_finding", ok=INSPECTORS),
    *(Row("brands:finding_detail", f"{state}_finding", ok=FILED) for state in ("open", "answered", "closed")),
    Row("brands:finding_detail", "sibling_finding", ok=("sibling_secretary", *ABOVE)),
    Row("brands:finding_step", "open_finding", **of(FILED, "secretary"), step="answer", **STEP),
    Row("brands:finding_step", "open_finding", **of(FILED, "committee_reviewer"), step="extend", **STEP),
    Row("brands:finding_step", "open_finding", **of(FILED, "committee_reviewer"), step="settle", **STEP),
    Row("brands:finding_step", "open_finding", too_early=FILED, step="tell", **STEP),
    Row("brands:finding_step", "answered_finding", **of(FILED, "committee_reviewer"), step="close", **STEP),
    Row("brands:finding_step", "answered_finding", **of(FILED, "committee_reviewer"), step="send_back", **STEP),
]  # fmt: skip

GUIDANCE = [
    Row("brands:guidance_list", ok=LOGGED_IN),
    *(Row("brands:guidance_list", ok=LOGGED_IN, query=f"?tab={tab}") for tab in ("good", "middling", "unclassed")),
    Row("brands:guidance_print", ok=(*REVIEWING, "director", "foreign_director"), forbidden=REST),
    Row("brands:guidance_detail", "guided_brand", ok=FILED),
    # Given to judges to score, not to be told how it is classed.
    Row("brands:guidance_detail", "scoring_brand", ok=FILED),
    Row("brands:guidance_judge", "guided_brand", **of(FILED, "office"), methods=BOTH),
    Row("brands:guidance_judge_end", "guided_brand", **of(FILED, "office"), methods=BOTH),
    Row("brands:guidance_rules", "program", ok=BUSINESS, senders=("office",), methods=BOTH),
    Row("brands:pairing_list", ok=LOGGED_IN),
    Row("brands:pairing_suggest", ok=OFFICES, forbidden=REST),
    Row("brands:pairing_create", "guided_brand", **of(FILED, "office"), methods=BOTH),
    *(Row("brands:pairing_detail", f"{state}_pairing", ok=FILED)
      for state in ("proposed", "active", "ended", "declined")),
    Row("brands:pairing_link", "active_pairing", **of(FILED, *WRITERS), methods=POST,
        data=lambda world: {"activity": world.thing("joint_activity").pk}),
    Row("brands:pairing_step", "proposed_pairing", **of(FILED, "secretary"), step="agree_weak", **STEP),
    Row("brands:pairing_step", "proposed_pairing", **of(FILED, "secretary"), step="decline", **STEP),
    Row("brands:pairing_step", "proposed_pairing", forbidden=FILED, step="agree_strong", **STEP),
    Row("brands:pairing_step", "proposed_pairing", **of(FILED, "office"), step="withdraw", **STEP),
    Row("brands:pairing_step", "proposed_pairing", too_early=FILED, step="begin", **STEP),
    Row("brands:pairing_step", "active_pairing", **of(FILED, "office"), step="end", **STEP),
]  # fmt: skip

SITES = [
    Row("brands:site_list", ok=LOGGED_IN),
    Row("brands:site_list", ok=LOGGED_IN, query="?tab=ended"),
    Row("brands:site_list", ok=LOGGED_IN, query="?tab=visits"),
    Row("brands:site_candidates", ok=OFFICES, forbidden=REST),
    Row("brands:site_create", "guided_brand", **of(FILED, "office"), methods=BOTH),
    *(Row("brands:site_detail", f"{state}_site", ok=BUSINESS) for state in ("active", "suspended", "ended")),
    Row("brands:site_edit", "active_site", **of(BUSINESS, "direct_secretary", "office"), methods=BOTH),
    Row("brands:site_step", "active_site", **of(BUSINESS, "direct_secretary", "office"), step="suspend", **STEP),
    Row("brands:site_step", "suspended_site", **of(BUSINESS, "direct_secretary", "office"), step="resume", **STEP),
    Row("brands:site_step", "active_site", **of(BUSINESS, "office"), step="end", **STEP),
    Row("brands:site_step", "ended_site", **of(BUSINESS, "office"), step="mark_again", **STEP),
    Row("brands:visit_create", "active_site", **of(BUSINESS, "secretary", "sibling_secretary"), methods=BOTH),
    Row("brands:visit_detail", "booked_visit", ok=HOSTS),
    Row("brands:visit_detail", "reported_visit", ok=HOSTS),
    Row("brands:visit_detail", "own_confirmed_visit", ok=FILED),
    Row("brands:visit_step", "booked_visit", **of(HOSTS, "direct_secretary"), step="confirm", **STEP),
    Row("brands:visit_step", "booked_visit", **of(HOSTS, "direct_secretary", "office"), step="decline", **STEP),
    Row("brands:visit_step", "own_booked_visit", **of(FILED, "secretary"), step="cancel", **STEP),
    Row("brands:visit_step", "own_confirmed_visit", **of(FILED, *WRITERS), step="report", **STEP),
]  # fmt: skip
LIFE = [*INSPECTIONS, *GUIDANCE, *SITES]
