"""Who may read, fill in, check and confirm a ledger, and which of its columns who may see when."""

from typing import Any

from assessments.enums.ledger import Column, LedgerStatus
from assessments.models import Ledger, LedgerPublication, Scheme
from assessments.permissions.scheme import may_decide_scheme, may_organize_scheme
from assessments.querysets.ledger import OUT, WORKING
from branches.enums import Ability
from branches.roles import has_ability, reading_scope

CHECKED_ON = (LedgerStatus.CHECKED, LedgerStatus.CONFIRMED, LedgerStatus.PUBLISHED, LedgerStatus.CLOSED)
SETTLED = (LedgerStatus.CONFIRMED, LedgerStatus.PUBLISHED, LedgerStatus.CLOSED)


def is_released(ledger: Ledger) -> bool:
    """The scheme's results are out; `with_release()` spares the query."""
    known: dict[str, Any] = vars(ledger)
    if "is_released" not in known:
        known["is_released"] = LedgerPublication.objects.filter(scheme=ledger.scheme_id, status__in=OUT).exists()
    return known["is_released"]


def may_read_ledger(user: Any, ledger: Ledger) -> bool:
    if any(has_ability(user, ability, ledger.organization) for ability in WORKING):
        return True
    reading = reading_scope(user)
    if any(ledger.organization.path.startswith(top) for top in reading.subtrees):
        return True
    return ledger.organization.path in reading.nodes and is_released(ledger)


def may_fill_self(user: Any, ledger: Ledger) -> bool:
    """Clerk and secretary prepare it."""
    return has_ability(user, Ability.EDIT, ledger.organization)


def may_self_score(user: Any, ledger: Ledger) -> bool:
    return has_ability(user, Ability.SUBMIT, ledger.organization)


def may_check(user: Any, ledger: Ledger) -> bool:
    """The superior directly above; nobody checks a unit for which the same person writes."""
    parent = ledger.organization.parent
    if parent is None or may_fill_self(user, ledger):
        return False
    return has_ability(user, Ability.REVIEW, parent)


def may_run_scheme(user: Any, scheme: Scheme) -> bool:
    """The office or the director."""
    return may_organize_scheme(user, scheme) or may_decide_scheme(user, scheme)


def may_organize_ledger(user: Any, ledger: Ledger) -> bool:
    return may_organize_scheme(user, ledger.scheme)


def may_confirm(user: Any, ledger: Ledger) -> bool:
    return may_decide_scheme(user, ledger.scheme)


def may_fill_confirmed(user: Any, ledger: Ledger) -> bool:
    """The office prepares what the director confirms."""
    return may_run_scheme(user, ledger.scheme)


def may_pass_on(user: Any, ledger: Ledger) -> bool:
    """To the check without a self score: whoever waits for it."""
    return may_check(user, ledger) or may_organize_ledger(user, ledger)


def column_to_fill(user: Any, ledger: Ledger) -> Column | None:
    """What this person may write now."""
    if ledger.status == LedgerStatus.OPEN and may_fill_self(user, ledger):
        return Column.SELF
    if ledger.status == LedgerStatus.SELF_SCORED and may_check(user, ledger):
        return Column.SUPERIOR
    if ledger.status == LedgerStatus.CHECKED and may_fill_confirmed(user, ledger):
        return Column.CONFIRMED
    return None


def sees_column(user: Any, ledger: Ledger, column: Column) -> bool:
    """What is being written is seen by those who write it; each column by the others once it has been handed on."""
    if is_released(ledger):
        return True
    match column:
        case Column.SELF:
            return ledger.status != LedgerStatus.OPEN or may_fill_self(user, ledger)
        case Column.SUPERIOR:
            is_writing = ledger.status == LedgerStatus.SELF_SCORED and may_check(user, ledger)
            return ledger.status in CHECKED_ON or is_writing
    return may_run_scheme(user, ledger.scheme)


def sees_result(user: Any, ledger: Ledger) -> bool:
    """Total, grade and rank: the organiser as soon as they are settled, everybody else once they are out."""
    return ledger.status in SETTLED and (is_released(ledger) or may_run_scheme(user, ledger.scheme))
