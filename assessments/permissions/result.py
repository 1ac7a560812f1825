"""Who may publish a scheme's results, appeal them, answer, and take up what they lead to."""

from typing import Any

from assessments.models import Appeal, LedgerProposal, LedgerPublication
from assessments.permissions.ledger import may_confirm, may_run_scheme
from assessments.permissions.scheme import may_decide_scheme, may_organize_scheme
from assessments.querysets.ledger import OUT, WORKING
from branches.enums import Ability
from branches.roles import has_ability, line_of, reading_scope


def may_read_publication(user: Any, publication: LedgerPublication) -> bool:
    if may_run_scheme(user, publication.scheme):
        return True
    return publication.status in OUT and publication.scheme.organizer.path in line_of(user)


def may_draft_publication(user: Any, publication: LedgerPublication) -> bool:
    return may_organize_scheme(user, publication.scheme)


def may_decide_publication(user: Any, publication: LedgerPublication) -> bool:
    return may_decide_scheme(user, publication.scheme)


def may_approve_publication(user: Any, publication: LedgerPublication) -> bool:
    """By another person than the one who has checked secrecy and accuracy."""
    return may_decide_publication(user, publication) and publication.secrecy_checked_by_id != user.pk


def may_read_appeal(user: Any, appeal: Appeal) -> bool:
    """Members read the result, not what their secretary holds against it."""
    organization = appeal.ledger.organization
    if any(has_ability(user, ability, organization) for ability in WORKING):
        return True
    return any(organization.path.startswith(top) for top in reading_scope(user).subtrees)


def may_withdraw_appeal(user: Any, appeal: Appeal) -> bool:
    return has_ability(user, Ability.SUBMIT, appeal.ledger.organization)


def may_answer_appeal(user: Any, appeal: Appeal) -> bool:
    """The director, who must neither have filed it nor write for the unit."""
    return may_confirm(user, appeal.ledger) and appeal.filed_by_id != user.pk


def may_handle_proposal(user: Any, proposal: LedgerProposal) -> bool:
    return may_organize_scheme(user, proposal.ledger.scheme)


def may_read_proposal(user: Any, proposal: LedgerProposal) -> bool:
    return may_run_scheme(user, proposal.ledger.scheme)
