"""Who may read, fill in, check and confirm a ledger, and which of its columns who may see when."""

from typing import Any

from assessments.enums.ledger import Column, LedgerStatus, Readers
from assessments.models import Ledger, LedgerPublication, Scheme
from assessments.permissions.scheme import may_decide_scheme, may_organize_scheme
from assessments.querysets.ledger import OUT, WORKING
from branches.enums import Ability
from branches.roles import has_ability, reading_scope

CHECKED_ON = (LedgerStatus.CHECKED, LedgerStatus.CONFIRMED, LedgerStatus.PUBLISHED, LedgerStatus.CLOSED)
SETTLED = (LedgerStatus.CONFIRMED, LedgerStatus.PUBLISHED, LedgerStatus.CLOSED)


def is_released(ledger: Ledger) -> bool:
    """The scheme's results are out; `for_reading()` spares the query."""
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


def has_checker(ledger: Ledger) -> bool:
    """Somebody at the superior directly above could check it; `for_reading()` spares the query."""
    known: dict[str, Any] = vars(ledger)
    if "has_checker" not in known:
        known["has_checker"] = Ledger.objects.with_checker().get(pk=ledger.pk).has_checker
    return known["has_checker"]


def may_check(user: Any, ledger: Ledger) -> bool:
    """The superior directly above, or the office in its stead; nobody checks a unit that the same person writes for."""
    parent = ledger.organization.parent
    if parent is None or may_fill_self(user, ledger):
        return False
    return has_ability(user, Ability.REVIEW, parent) or may_stand_in(user, ledger)


def may_stand_in(user: Any, ledger: Ledger) -> bool:
    """The organiser's office, where at the superior nobody but writers of the unit could check."""
    return may_organize_ledger(user, ledger) and not has_checker(ledger)


def may_run_scheme(user: Any, scheme: Scheme) -> bool:
    """The office or the director."""
    return may_organize_scheme(user, scheme) or may_decide_scheme(user, scheme)


def may_organize_ledger(user: Any, ledger: Ledger) -> bool:
    """The office; nobody decides about a unit for which the same person writes."""
    return may_organize_scheme(user, ledger.scheme) and not may_fill_self(user, ledger)


def may_confirm(user: Any, ledger: Ledger) -> bool:
    """The director; nobody decides about a unit for which the same person writes."""
    return may_decide_scheme(user, ledger.scheme) and not may_fill_self(user, ledger)


def may_publish_ledger(user: Any, ledger: Ledger) -> bool:
    """Together with all others of the scheme, the own unit's among them."""
    return may_decide_scheme(user, ledger.scheme)


def may_fill_confirmed(user: Any, ledger: Ledger) -> bool:
    """The office prepares what the director confirms; neither for a unit for which the same person writes."""
    return may_run_scheme(user, ledger.scheme) and not may_fill_self(user, ledger)


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


# To whom the words of each step are addressed; what is not named is the organiser's own record.
WORDS_FOR = {
    "submit": Readers.UNIT,
    "withdraw": Readers.UNIT,
    "pass_on": Readers.UNIT,
    "check": Readers.SUPERIORS,
    "return": Readers.UNIT,
    "confirm": Readers.ORGANIZER,
    "send_back": Readers.SUPERIORS,
    "reopen": Readers.ORGANIZER,
    "exclude": Readers.UNIT,
    "include": Readers.UNIT,
    # The answer to the appeal.
    "correct": Readers.UNIT,
}


def reads_words(user: Any, ledger: Ledger, step: str) -> bool:
    """May this person read what was said with the step? Members read results, not what was said on the way."""
    readers = WORDS_FOR.get(step, Readers.ORGANIZER)
    if any(has_ability(user, ability, ledger.organization) for ability in WORKING):
        return readers == Readers.UNIT
    if may_run_scheme(user, ledger.scheme):
        return True
    path = ledger.organization.path
    is_above = any(path.startswith(top) and path != top for top in reading_scope(user).subtrees)
    return is_above and readers != Readers.ORGANIZER
