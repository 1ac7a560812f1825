"""Who may run a scheme, and who reads it."""

from typing import Any

from assessments.models import Scheme, SchemeImport
from assessments.querysets.scheme import SHOWN
from branches.enums import Ability
from branches.roles import has_ability, line_of


def may_read_scheme(user: Any, scheme: Scheme) -> bool:
    """A draft is the organiser's; from its start it is known to everybody below."""
    if may_organize_scheme(user, scheme) or may_decide_scheme(user, scheme):
        return True
    return scheme.status in SHOWN and scheme.organizer.path in line_of(user)


def may_organize_scheme(user: Any, scheme: Scheme) -> bool:
    """The office of the organiser."""
    return has_ability(user, Ability.ORGANIZE, scheme.organizer)


def may_decide_scheme(user: Any, scheme: Scheme) -> bool:
    """The director of the organiser."""
    return has_ability(user, Ability.DECIDE, scheme.organizer)


def may_see_import(user: Any, draft: SchemeImport) -> bool:
    """Whoever uploaded it."""
    return bool(user.is_authenticated) and draft.actor_id == user.pk
