"""What becomes of a scheme's results: published, appealed, closed, and what they lead to."""

from assessments.services.result.appeals import answer_appeal, file_appeal, withdraw_appeal
from assessments.services.result.moving import move_ledgers
from assessments.services.result.proposals import advance_proposal
from assessments.services.result.publishing import (
    advance_publication,
    draft_publication,
    resume_publication,
    update_publication,
)

__all__ = [
    "advance_proposal",
    "advance_publication",
    "answer_appeal",
    "draft_publication",
    "file_appeal",
    "move_ledgers",
    "resume_publication",
    "update_publication",
    "withdraw_appeal",
]
