"""Ledgers and their results: who may open which address."""

from tests.permissions.people import ABOVE, BRANCH, BUSINESS, LOGGED_IN, RUN
from tests.permissions.row import BOTH, POST, Row, but

WRITERS = ("clerk", "secretary")
READ = (*WRITERS, *ABOVE)
NOT_RUN, NOT_OFFICE, NOT_DIRECTOR = but(BUSINESS, *RUN), but(BUSINESS, "office"), but(BUSINESS, "director")
SIBLING = ("sibling_secretary", *ABOVE)
STEP = {"methods": BOTH}


def read(thing: str, ok: tuple[str, ...]) -> list[Row]:
    """Everything that shows a ledger and changes nothing."""
    return [
        Row("assessments:ledger_detail", thing, ok=ok),
        Row("assessments:ledger_compare", thing, ok=ok),
        Row("assessments:ledger_chart", thing, ok=ok, extra=(("name", "groups"),)),
        Row("assessments:ledger_chart", thing, ok=ok, extra=(("name", "years"),)),
        Row("assessments:ledger_pdf", thing, ok=ok, is_export=True),
        Row("assessments:ledger_xlsx", thing, ok=ok, is_export=True),
    ]


LEDGERS = [
    Row("assessments:ledger_list", ok=LOGGED_IN),
    Row("assessments:ledger_list", ok=LOGGED_IN, query="?waiting=check"),
    *read("checked_ledger", READ),
    *read("self_scored_ledger", SIBLING),
    *read("open_ledger", ("direct_secretary", *RUN)),
    *read("published_ledger", (*BRANCH, *ABOVE)),
    Row("assessments:ledger_score", "checked_ledger", ok=RUN, too_early=(*WRITERS, "general_reviewer"),
        forbidden=("committee_reviewer",), methods=BOTH),
    Row("assessments:ledger_score", "open_ledger", ok=("direct_secretary",), too_early=RUN, methods=BOTH),
    Row("assessments:ledger_score", "self_scored_ledger", ok=("general_reviewer",),
        too_early=("sibling_secretary", *RUN), forbidden=("committee_reviewer",), methods=BOTH),
    Row("assessments:ledger_autosave", "open_ledger", ok=("direct_secretary",), too_early=RUN, methods=POST,
        data=lambda world: {"version": "0"}, is_act=False),
    Row("assessments:ledger_evidence", "open_ledger", ok=("direct_secretary",), forbidden=RUN, methods=BOTH,
        extra=(("indicator", "ledger_line"),)),
    Row("assessments:ledger_step", "open_ledger", ok=("direct_secretary",), forbidden=RUN, step="submit", **STEP),
    Row("assessments:ledger_step", "open_ledger", ok=("office",), forbidden=("direct_secretary", "director"),
        step="exclude", **STEP),
    Row("assessments:ledger_step", "self_scored_ledger", ok=("general_reviewer",),
        forbidden=but(SIBLING, "general_reviewer"), step="check", **STEP),
    Row("assessments:ledger_step", "checked_ledger", ok=("director",), forbidden=but(READ, "director"), step="confirm",
        **STEP),
    Row("assessments:ledger_step", "checked_ledger", too_early=READ, step="publish", **STEP),
    Row("assessments:scheme_ledgers", "ledger_scheme", ok=RUN, forbidden=NOT_RUN, senders=("director",), methods=BOTH),
    Row("assessments:scheme_ledgers", "published_scheme", ok=RUN, forbidden=NOT_RUN, query="?order=score"),
    Row("assessments:scheme_ledgers_open", "ledger_scheme", ok=("office",), forbidden=NOT_OFFICE, methods=POST,
        data=lambda world: {}),
    Row("assessments:scheme_ledgers_settle", "ledger_scheme", ok=RUN, forbidden=NOT_RUN, methods=BOTH),
    Row("assessments:scheme_ledgers_ties", "published_scheme", too_early=RUN, forbidden=NOT_RUN, methods=BOTH),
    Row("assessments:scheme_ledgers_chart", "published_scheme", ok=RUN, forbidden=NOT_RUN, extra=(("name", "gaps"),)),
    Row("assessments:scheme_ledgers_pdf", "published_scheme", ok=RUN, forbidden=NOT_RUN, is_export=True),
    Row("assessments:scheme_ledgers_xlsx", "published_scheme", ok=RUN, forbidden=NOT_RUN, is_export=True),
    Row("assessments:publication_create", "ledger_scheme", ok=("office",), forbidden=NOT_OFFICE, methods=BOTH),
    Row("assessments:publication_detail", "publication", ok=BUSINESS),
    Row("assessments:publication_detail", "draft_publication", ok=RUN),
    Row("assessments:publication_edit", "draft_publication", ok=("office",), forbidden=("director",), methods=BOTH),
    Row("assessments:publication_xlsx", "publication", ok=BUSINESS, is_export=True),
    Row("assessments:publication_resume", "publication", too_early=("director",), forbidden=NOT_DIRECTOR, methods=POST,
        data=lambda world: {}),
    Row("assessments:publication_step", "draft_publication", ok=("office",), forbidden=("director",), step="check",
        **STEP),
    Row("assessments:publication_step", "publication", ok=("director",), forbidden=NOT_DIRECTOR, step="withdraw",
        **STEP),
    Row("assessments:appeal_create", "published_ledger", too_early=("secretary",),
        forbidden=("clerk", "member", *ABOVE), methods=BOTH),
    Row("assessments:appeal_list", ok=LOGGED_IN),
    Row("assessments:appeal_detail", "appeal", ok=READ),
    Row("assessments:appeal_step", "appeal", ok=("director",), forbidden=but(READ, "director"), step="uphold", **STEP),
    Row("assessments:appeal_step", "appeal", ok=("director",), forbidden=but(READ, "director"), step="dismiss", **STEP),
    Row("assessments:appeal_step", "appeal", ok=("secretary",), forbidden=but(READ, "secretary"), step="withdraw",
        **STEP),
    Row("assessments:proposal_list", ok=LOGGED_IN),
    Row("assessments:proposal_step", "proposal", ok=("office",), forbidden=("director",), step="leave", **STEP),
    Row("boards:result_list", is_public=True),
    Row("boards:result", "publication", is_public=True, status=404),
]  # fmt: skip
