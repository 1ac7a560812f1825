"""Who may open which address: one row for every named address and every kind of object that changes the answer.

Read a row so: the address; the thing it is asked for; who gets it (`ok`); who is told "no right" (403, `forbidden`).
Everybody else who is logged in learns not even that it exists (404); whoever is not logged in is led to the log-in.
`REST` in a place means: everybody else who is logged in.
"""

from typing import Any

from django.urls import reverse

from tests.permissions.forms import sent_by
from tests.permissions.people import (
    ABOVE,
    BRANCH,
    BUSINESS,
    FOREIGN_READERS,
    JUDGES,
    LOGGED_IN,
    READERS,
    REVIEWERS,
    RUN,
)
from tests.permissions.row import BOTH, GET, POST, REST, Row, but
from tests.permissions.rows_activity import ACTIVITIES
from tests.permissions.rows_archive import ARCHIVE
from tests.permissions.rows_honours import HONOURED
from tests.permissions.rows_inspection import LIFE
from tests.permissions.rows_ledger import LEDGERS
from tests.permissions.rows_phase import PHASES
from tests.permissions.rows_point import POINTS
from tests.permissions.rows_scheme import SCHEMES
from tests.permissions.rows_survey import SURVEYS


def draft_form(world: Any) -> dict[str, Any]:
    """What the form of the draft sends when nothing but its name was changed."""
    page = world.client("clerk").get(reverse("brands:application_edit", args=[world.thing("draft").pk]))
    return sent_by(page.content.decode()) | {"name": "先锋岗"}


KEEPERS = ("office", "system")
KNOWN_TO = (*BRANCH, *ABOVE, "system")
SEEN_NOT_KEPT = (*BRANCH, *REVIEWERS, "director")
IMPORTERS = (
    "office",
    "system",
    "security",
    "committee_security",
    "foreign_office",
    "foreign_system",
    "foreign_security",
)
ACCOUNT_KEEPERS = ("security", "committee_security", "foreign_security")
AUDITORS = ("auditor", "committee_auditor", "foreign_auditor")
SYSTEMS = ("system", "foreign_system")
KEEPS = {"ok": KEEPERS, "forbidden": SEEN_NOT_KEPT, "methods": BOTH}
ACCOUNT = {"thing": "account", "ok": ("security", "committee_security"), "methods": BOTH}
NO_ACCOUNTS = but(LOGGED_IN, *ACCOUNT_KEEPERS)
NO_IMPORTS = but(LOGGED_IN, *IMPORTERS)

PUBLIC = [
    Row("boards:wall", is_public=True),
    Row("boards:brand", "public_brand", is_public=True),
    Row("boards:brand", "brand", is_public=True, status=404),
    Row("boards:brand_logo", "public_brand", is_public=True),
    Row("boards:brand_logo", "brand", is_public=True, status=404),
    Row("boards:notice_list", is_public=True),
    Row("boards:notice", "in_notice_notice", is_public=True),
    Row("boards:notice", "checked_notice", is_public=True, status=404),
    Row("boards:opinion", "in_notice_notice", is_public=True, methods=BOTH),
    Row("boards:opinion_status", is_public=True),
    Row("boards:document_list", is_public=True),
    Row("boards:document", "named_document", is_public=True),
    Row("boards:document_check", is_public=True),
    Row("accounts:text_size", is_public=True, status=302),
    Row("healthz", is_public=True),
]

ACCOUNTS = [
    Row("accounts:login", ok=("anonymous", "disabled"), is_public=True, status=200),
    Row("accounts:logout", ok=LOGGED_IN),
    Row("accounts:password", ok=LOGGED_IN, methods=BOTH),
    Row("accounts:profile", ok=LOGGED_IN, methods=BOTH),
]

JOBS = [
    Row("core:jobs", ok=LOGGED_IN),
    Row("core:job", "office_job", ok=("office",)),
    Row("core:job_progress", "office_job", ok=("office",)),
    Row("core:job_download", "office_job", ok=("office",), is_export=True),
    Row("core:job_cancel", "waiting_job", ok=("office",), methods=POST, data=lambda world: {}),
]

ORGANIZATIONS = [
    Row("branches:organization_list", ok=(*READERS, *FOREIGN_READERS, *SYSTEMS), forbidden=REST),
    Row("branches:organization_list", ok=(*READERS, *FOREIGN_READERS, *SYSTEMS), forbidden=REST, query="?view=all"),
    Row("branches:organization_detail", "branch", ok=KNOWN_TO),
    Row("branches:organization_detail", "sibling", ok=("sibling_secretary", *ABOVE, "system")),
    Row("branches:organization_detail", "committee", ok=("committee_reviewer", *RUN, "system")),
    Row("branches:organization_children", "committee", ok=("committee_reviewer", *RUN, "system")),
    Row("branches:organization_edit", "branch", **KEEPS),
    Row("branches:organization_create", "general", ok=KEEPERS, forbidden=(*REVIEWERS, "director"), methods=BOTH),
    Row("branches:organization_move", "branch", **KEEPS),
    Row("branches:organization_deactivate", "branch", **KEEPS),
    Row("branches:organization_reactivate", "closed", ok=KEEPERS, forbidden=("director",), methods=BOTH),
    Row("branches:term_create", "branch", **KEEPS),
    Row("branches:term_edit", "branch_term", **KEEPS),
    Row("branches:term_delete", "branch_term", **KEEPS),
    Row("branches:member_list", ok=(*READERS, *FOREIGN_READERS, *SYSTEMS), forbidden=REST),
    Row("branches:member_create", "branch", **KEEPS),
    Row("branches:member_edit", "branch_member", **KEEPS),
    Row("branches:member_leave", "branch_member", **KEEPS),
    Row("branches:member_return", "branch_gone", **KEEPS),
    # Regions and lines are the whole installation's.
    Row("branches:region_list", ok=SYSTEMS, forbidden=REST),
    Row("branches:region_create", ok=SYSTEMS, forbidden=REST, methods=BOTH),
    Row("branches:region_edit", "region", ok=SYSTEMS, forbidden=REST, methods=BOTH),
    Row("branches:region_delete", "empty_region", ok=SYSTEMS, forbidden=REST, methods=POST, data=lambda world: {}),
    Row("branches:line_create", ok=SYSTEMS, forbidden=REST, methods=BOTH),
    Row("branches:line_edit", "line", ok=SYSTEMS, forbidden=REST, methods=BOTH),
    Row("branches:line_delete", "empty_line", ok=SYSTEMS, forbidden=REST, methods=POST, data=lambda world: {}),
]

ADMINISTRATION = [
    Row("branches:account_list", ok=ACCOUNT_KEEPERS, forbidden=REST),
    Row("branches:account_create", ok=ACCOUNT_KEEPERS, forbidden=REST, methods=BOTH),
    Row("branches:account_detail", **ACCOUNT | {"methods": GET}, forbidden=NO_ACCOUNTS),
    Row("branches:account_disable", **ACCOUNT, forbidden=NO_ACCOUNTS),
    Row("branches:account_enable", **ACCOUNT | {"thing": "idle_account"}, forbidden=NO_ACCOUNTS),
    Row("branches:account_unlock", **ACCOUNT, forbidden=NO_ACCOUNTS),
    Row("branches:account_reset", **ACCOUNT, forbidden=NO_ACCOUNTS),
    Row("branches:role_assign", **ACCOUNT, forbidden=NO_ACCOUNTS),
    Row("branches:role_end", **ACCOUNT | {"thing": "assignment"}, forbidden=NO_ACCOUNTS),
    Row("branches:import_list", ok=IMPORTERS, forbidden=REST, methods=BOTH),
    Row("branches:import_template", ok=IMPORTERS, forbidden=REST),
    Row("branches:import_detail", "ready_import", ok=("office",), forbidden=NO_IMPORTS),
    Row("branches:import_progress", "ready_import", ok=("office",), forbidden=NO_IMPORTS),
    Row("branches:import_confirm", "ready_import", ok=("office",), forbidden=NO_IMPORTS, methods=BOTH),
    Row("branches:import_recheck", "faulty_import", ok=("office",), forbidden=NO_IMPORTS, methods=POST,
        data=lambda world: {}),
    Row("branches:import_discard", "faulty_import", ok=("office",), forbidden=NO_IMPORTS, methods=POST,
        data=lambda world: {}),
    Row("branches:import_passwords", "done_import", ok=("office",), forbidden=NO_IMPORTS, methods=POST,
        data=lambda world: {}),
    Row("branches:audit_list", ok=AUDITORS, forbidden=REST),
    Row("branches:audit_export", ok=AUDITORS, forbidden=REST, methods=POST, data=lambda world: {}),
    Row("branches:audit_verify", ok=AUDITORS, forbidden=REST, methods=POST, data=lambda world: {}),
]  # fmt: skip

# A round that has begun is known to everybody of its part of the tree who has a part in the work.
NOT_OFFICE, NOT_DIRECTOR, NOT_RUN = but(BUSINESS, "office"), but(BUSINESS, "director"), but(BUSINESS, *RUN)
STEP = {"methods": BOTH}
SEEN_NOMINATION = (*BRANCH, *ABOVE)
SECRETARIES = ("secretary", "sibling_secretary", "direct_secretary")

PROGRAMS = [
    Row("brands:program_list", ok=LOGGED_IN),
    Row("brands:program_create", ok=("office", "foreign_office"), forbidden=REST, methods=BOTH),
    Row("brands:program_detail", "program", ok=BUSINESS),
    Row("brands:program_detail", "preparing_program", ok=RUN),
    Row("brands:program_edit", "preparing_program", ok=("office",), forbidden=("director",), methods=BOTH),
    Row("brands:program_edit", "program", ok=("office",), forbidden=NOT_OFFICE, methods=BOTH),
    Row("brands:program_step", "preparing_program", ok=("office",), forbidden=("director",), step="open", **STEP),
    Row("brands:program_step", "program", ok=("director",), forbidden=NOT_DIRECTOR, step="close", **STEP),
]

WRITERS = ("clerk", "secretary")
FILED = (*BRANCH, *ABOVE)
FOREIGN_WRITERS = ("foreign_clerk", "foreign_secretary")
REVIEW = (*REVIEWERS, "other_reviewer", *RUN, "foreign_committee_reviewer", "foreign_office", "foreign_director")


def filed(*people: str) -> dict[str, Any]:
    """Of those who read the filing these may; the others are told that it is not for them."""
    return {"ok": people, "forbidden": but(FILED, *people)}


APPLICATIONS = [
    Row("brands:workbench", ok=LOGGED_IN),
    Row("brands:application_list", ok=LOGGED_IN),
    Row("brands:application_list", ok=LOGGED_IN, query="?tab=all"),
    Row("brands:application_list", ok=LOGGED_IN, query="?tab=handled"),
    Row("brands:application_create", ok=(*WRITERS, *SECRETARIES[1:], *FOREIGN_WRITERS), forbidden=REST, methods=BOTH),
    Row("brands:application_bulk", ok=REVIEW, forbidden=REST, methods=POST, is_act=False,
        data=lambda world: {"selected": [world.thing("at_general").pk, world.thing("draft").pk]}),
    Row("brands:application_export", ok=RUN, forbidden=NOT_RUN, methods=POST,
        data=lambda world: {"program": world.thing("program").pk}),
    Row("brands:application_detail", "draft", ok=WRITERS),
    *(Row("brands:application_detail", state, ok=FILED)
      for state in ("at_general", "at_committee", "at_office", "at_director", "declined", "withdrawn", "returned")),
    Row("brands:application_detail", "accepted", ok=FILED),
    Row("brands:application_edit", "draft", ok=WRITERS, methods=BOTH),
    Row("brands:application_edit", "returned", ok=WRITERS, methods=BOTH),
    Row("brands:application_autosave", "draft", ok=WRITERS, methods=POST, data=lambda world: draft_form(world)),
    Row("brands:application_similar", "draft", ok=WRITERS, methods=POST, is_act=False,
        data=lambda world: {"name": world.thing("brand").name}),
    Row("brands:application_step", "draft", ok=("secretary",), forbidden=("clerk",), step="submit", **STEP),
    Row("brands:application_step", "at_general", **filed("general_reviewer"), step="endorse", **STEP),
    Row("brands:application_step", "at_general", **filed("general_reviewer"), step="return", **STEP),
    Row("brands:application_step", "at_general", **filed("secretary"), step="withdraw", **STEP),
    Row("brands:application_step", "at_committee", **filed("committee_reviewer"), step="decline", **STEP),
    Row("brands:application_step", "at_office", **filed("office"), step="screen", **STEP),
    Row("brands:application_step", "at_director", **filed("director"), step="accept", **STEP),
    Row("brands:application_step", "at_director", too_early=FILED, step="submit", **STEP),
    Row("brands:application_version", "returned", ok=FILED, extra=(("number", 1),)),
    Row("brands:application_compare", "returned", ok=FILED),
    Row("brands:application_compare", "returned", ok=FILED, query="?from=1&to=2"),
    Row("brands:application_logo", "draft", ok=WRITERS),
    Row("brands:application_logo", "at_general", ok=FILED),
    Row("brands:application_file", "draft", ok=WRITERS, extra=(("attachment", "draft_attachment"),)),
    Row("brands:application_file", "at_general", ok=FILED, extra=(("attachment", "at_general_attachment"),)),
    Row("brands:application_file", "returned", ok=WRITERS, extra=(("attachment", "later_attachment"),)),
    Row("brands:application_file", "at_general", extra=(("attachment", "at_office_attachment"),)),
    Row("brands:application_pdf", "draft", ok=WRITERS, is_export=True),
    Row("brands:application_pdf", "returned", ok=FILED, is_export=True),
    Row("brands:brand_list", ok=LOGGED_IN),
    Row("brands:brand_detail", "brand", ok=FILED),
    Row("brands:brand_detail", "sibling_brand", ok=("sibling_secretary", *ABOVE)),
    Row("brands:brand_detail", "scoring_brand", ok=(*FILED, *JUDGES)),
    Row("brands:brand_logo", "brand", ok=FILED),
    Row("brands:brand_revise", "brand", **filed(*WRITERS), methods=BOTH),
    Row("brands:brand_step", "brand", **filed("director"), step="publish", **STEP),
    Row("brands:brand_step", "brand", **filed("director"), step="unpublish", **STEP),
]  # fmt: skip

SELECTION = [
    Row("brands:round_list", ok=LOGGED_IN),
    Row("brands:round_create", ok=("office", "foreign_office"), forbidden=REST, methods=BOTH),
    Row("brands:round_detail", "preparing_round", ok=RUN),
    *(Row("brands:round_detail", f"{state}_round", ok=BUSINESS)
      for state in ("nominating", "scoring", "scored", "shortlisted", "in_notice", "decided", "named")),
    Row("brands:round_edit", "entering_round", ok=("office",), forbidden=NOT_OFFICE, methods=BOTH),
    Row("brands:round_edit", "scoring_round", too_early=("office",), forbidden=NOT_OFFICE, methods=BOTH),
    Row("brands:round_step", "preparing_round", ok=("office",), forbidden=("director",), step="open", **STEP),
    Row("brands:round_step", "scoring_round", ok=("office",), forbidden=NOT_OFFICE, step="extend", **STEP),
    Row("brands:round_step", "scoring_round", ok=("director",), forbidden=NOT_DIRECTOR, step="cancel", **STEP),
    Row("brands:round_step", "scoring_round", too_early=BUSINESS, step="begin_notice", **STEP),
    Row("brands:round_forms", "scored_round", ok=RUN, forbidden=NOT_RUN, methods=POST, data=lambda world: {}),
    Row("brands:nomination_list", "scoring_round", ok=BUSINESS, senders=("office",), methods=BOTH),
    Row("brands:nomination_list", "scored_round", ok=BUSINESS, senders=("office",), methods=BOTH),
    Row("brands:nomination_create", "entering_round", ok=("office", *SECRETARIES),
        forbidden=but(NOT_OFFICE, *SECRETARIES),
        methods=BOTH),
    Row("brands:nomination_detail", "scoring_nomination", ok=SEEN_NOMINATION),
    Row("brands:nomination_detail", "shortlisted_nomination", ok=SEEN_NOMINATION),
    Row("brands:nomination_detail", "named_nomination", ok=("direct_secretary", *RUN)),
    Row("brands:nomination_step", "nominating_nomination", ok=("office",), forbidden=(*BRANCH, *REVIEWERS, "director"),
        step="admit", **STEP),
    Row("brands:nomination_step", "nominating_nomination", ok=("secretary",),
        forbidden=("clerk", "member", *ABOVE), step="withdraw", **STEP),
    Row("brands:judge_list", "scoring_round", ok=RUN, forbidden=NOT_RUN),
    Row("brands:judge_add", "scoring_round", ok=("office",), forbidden=NOT_OFFICE, methods=BOTH),
    Row("brands:judge_assign", "scoring_round", ok=("office",), forbidden=NOT_OFFICE, methods=BOTH),
    Row("brands:judge_remove", "scoring_judge", ok=("office",), forbidden=NOT_OFFICE, methods=BOTH),
    Row("brands:sheet_list", ok=LOGGED_IN),
    Row("brands:sheet_detail", "scoring_sheet_judge", ok=("judge",), methods=BOTH),
    Row("brands:sheet_detail", "scored_sheet_judge", ok=("judge", *RUN)),
    Row("brands:sheet_reopen", "scoring_sheet_judge", ok=("judge",), methods=POST, data=lambda world: {}),
    Row("brands:sheet_recuse", "scoring_sheet_judge", ok=("judge",), methods=BOTH),
    Row("brands:sheet_logo", "scoring_sheet_judge", ok=("judge",)),
    Row("brands:round_scores", "scoring_round", too_early=RUN, forbidden=NOT_RUN),
    Row("brands:round_scores_pdf", "scoring_round", too_early=RUN, forbidden=NOT_RUN),
    Row("brands:round_scores_xlsx", "scoring_round", too_early=RUN, forbidden=NOT_RUN),
    Row("brands:round_scores", "scored_round", ok=RUN, forbidden=NOT_RUN),
    Row("brands:round_scores_pdf", "scored_round", ok=RUN, forbidden=NOT_RUN, is_export=True),
    Row("brands:round_scores_xlsx", "scored_round", ok=RUN, forbidden=NOT_RUN, is_export=True),
    Row("brands:round_shortlist", "scored_round", ok=("office",), forbidden=NOT_OFFICE, methods=BOTH),
    Row("brands:notice_create", "shortlisted_round", ok=("office",), forbidden=NOT_OFFICE, methods=BOTH),
    Row("brands:notice_list", ok=LOGGED_IN),
    Row("brands:notice_detail", "draft_notice", ok=RUN),
    Row("brands:notice_detail", "in_notice_notice", ok=RUN),
    Row("brands:notice_edit", "draft_notice", ok=("office",), forbidden=("director",), methods=BOTH),
    Row("brands:notice_pdf", "checked_notice", ok=RUN, is_export=True),
    Row("brands:notice_step", "draft_notice", ok=("office",), forbidden=("director",), step="check", **STEP),
    Row("brands:notice_step", "checked_notice", ok=("director",), forbidden=("office",), step="approve", **STEP),
    Row("brands:opinion_list", ok=LOGGED_IN),
    Row("brands:opinion_detail", "in_notice_opinion", ok=RUN),
    Row("brands:opinion_step", "in_notice_opinion", ok=("office",), forbidden=("director",), step="inquire",
        **STEP),
    Row("brands:round_decide", "in_notice_round", ok=("director",), forbidden=NOT_DIRECTOR, methods=BOTH),
    Row("brands:round_issue", "decided_round", ok=("director",), forbidden=NOT_DIRECTOR, methods=BOTH),
]  # fmt: skip

HONOURS = [
    Row("brands:honour_list", ok=LOGGED_IN),
    Row("brands:honour_detail", "named_honour", ok=("direct_secretary", *RUN)),
    Row("brands:honour_detail", "revoked_honour", ok=("direct_secretary", *RUN)),
    Row("brands:honour_step", "named_honour", ok=("director",), forbidden=("direct_secretary", "office"),
        step="revoke", **STEP),
    Row("brands:document_list", ok=LOGGED_IN),
    Row("brands:document_detail", "named_document", ok=BUSINESS),
    Row("brands:document_pdf", "named_document", ok=BUSINESS, is_export=True),
]  # fmt: skip

TABLE: list[Row] = [
    *PUBLIC,
    *ACCOUNTS,
    *JOBS,
    *ORGANIZATIONS,
    *ADMINISTRATION,
    *PROGRAMS,
    *APPLICATIONS,
    *SELECTION,
    *HONOURS,
    *ACTIVITIES,
    *HONOURED,
    *ARCHIVE,
    *PHASES,
    *LIFE,
    *SCHEMES,
    *POINTS,
    *SURVEYS,
    *LEDGERS,
]
__all__ = ["BOTH", "GET", "JUDGES", "POST", "TABLE", "Row"]
