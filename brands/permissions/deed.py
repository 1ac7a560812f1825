"""Who may read, keep and publish good deeds."""

from typing import Any

from branches.enums import Ability
from branches.models import Organization
from branches.roles import has_ability
from brands.models import Deed


def may_read_deed(user: Any, deed: Deed) -> bool:
    """Who keeps it always; everybody else who reads the organisation while the person's consent is in force."""
    if may_keep_deed(user, deed):
        return True
    return deed.has_consent() and has_ability(user, Ability.READ, deed.organization)


def may_enter_deeds(user: Any, organization: Organization) -> bool:
    return has_ability(user, Ability.EDIT, organization)


def may_keep_deed(user: Any, deed: Deed) -> bool:
    """Write it, record the person's consent and its end."""
    return has_ability(user, Ability.EDIT, deed.organization)


def may_propose_deed(user: Any, deed: Deed) -> bool:
    """The branch's secretary asks for its publication."""
    return has_ability(user, Ability.SUBMIT, deed.organization)


def may_screen_deed(user: Any, deed: Deed) -> bool:
    """The office of the brand's organiser checks secrecy and accuracy."""
    return deed.brand is not None and has_ability(user, Ability.ORGANIZE, deed.brand.program.organizer)


def may_approve_deed(user: Any, deed: Deed) -> bool:
    """The organiser's director, who must not be the one who has checked it."""
    return may_decide_deed(user, deed) and deed.secrecy_checked_by_id != user.pk


def may_decide_deed(user: Any, deed: Deed) -> bool:
    return deed.brand is not None and has_ability(user, Ability.DECIDE, deed.brand.program.organizer)


def may_send_deed_back(user: Any, deed: Deed) -> bool:
    return may_screen_deed(user, deed) or may_decide_deed(user, deed)


def may_take_deed_down(user: Any, deed: Deed) -> bool:
    """The branch's secretary, the organiser's office and director."""
    return may_propose_deed(user, deed) or may_send_deed_back(user, deed)
