"""Who proposes a pair, agrees to it, works in it and ends it."""

from typing import Any

from branches.enums import Ability
from branches.roles import has_ability
from brands.models import Pairing


def may_read_pairing(user: Any, pairing: Pairing) -> bool:
    places = (pairing.strong.organization, pairing.weak, pairing.organizer)
    return any(has_ability(user, Ability.READ, place) for place in places)


def may_propose(user: Any, pairing: Pairing) -> bool:
    """The office that brings the two together."""
    return has_ability(user, Ability.ORGANIZE, pairing.organizer)


def _speaks_for_strong(user: Any, pairing: Pairing) -> bool:
    return has_ability(user, Ability.SUBMIT, pairing.strong.organization)


def _speaks_for_weak(user: Any, pairing: Pairing) -> bool:
    return has_ability(user, Ability.SUBMIT, pairing.weak)


def may_agree_as_strong(user: Any, pairing: Pairing) -> bool:
    return pairing.strong_agreed_on is None and _speaks_for_strong(user, pairing)


def may_agree_as_weak(user: Any, pairing: Pairing) -> bool:
    return pairing.weak_agreed_on is None and _speaks_for_weak(user, pairing)


def may_take_part(user: Any, pairing: Pairing) -> bool:
    return _speaks_for_strong(user, pairing) or _speaks_for_weak(user, pairing)


def may_decline_pairing(user: Any, pairing: Pairing) -> bool:
    """Either branch, also after it has agreed, as long as the other has not."""
    return may_take_part(user, pairing)


def may_link_activities(user: Any, pairing: Pairing) -> bool:
    """Whoever writes for one of the two branches."""
    return any(has_ability(user, Ability.EDIT, place) for place in (pairing.strong.organization, pairing.weak))


def may_end_pairing(user: Any, pairing: Pairing) -> bool:
    """The helping branch or the office, with a word on what came of it."""
    return _speaks_for_strong(user, pairing) or may_propose(user, pairing)
