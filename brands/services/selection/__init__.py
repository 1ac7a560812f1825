"""The acts of selection and naming: rounds, nominations, judging, notice and opinions, decision."""

from brands.services.selection.judging import (
    assign_judges,
    close_scoring,
    name_judges,
    recuse,
    remove_judge,
    reopen_sheet,
    save_scores,
    submit_scores,
)
from brands.services.selection.naming import Decision, decide, issue_document, shortlist
from brands.services.selection.nominations import admit_all, advance_nomination, nominate
from brands.services.selection.notices import (
    advance_notice,
    advance_opinion,
    draft_notice,
    receive_opinion,
    update_notice,
)
from brands.services.selection.rounds import (
    CriterionDraft,
    advance_round,
    create_round,
    extend_scoring,
    update_round,
)

__all__ = [
    "CriterionDraft",
    "Decision",
    "admit_all",
    "advance_nomination",
    "advance_notice",
    "advance_opinion",
    "advance_round",
    "assign_judges",
    "close_scoring",
    "create_round",
    "decide",
    "draft_notice",
    "extend_scoring",
    "issue_document",
    "name_judges",
    "nominate",
    "receive_opinion",
    "recuse",
    "remove_judge",
    "reopen_sheet",
    "save_scores",
    "shortlist",
    "submit_scores",
    "update_notice",
    "update_round",
]
