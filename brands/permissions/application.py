"""Who may write, submit, review and accept an application."""

from typing import Any

from branches.enums import Ability
from branches.roles import has_ability
from brands.enums import ApplicationStatus
from brands.models import Application


def sees_draft(user: Any, application: Application) -> bool:
    """The branch's own writers see the text as it stands; everybody else what was last submitted."""
    return has_ability(user, Ability.EDIT, application.organization)


def may_read_application(user: Any, application: Application) -> bool:
    if has_ability(user, Ability.EDIT, application.organization):
        return True
    return application.version_number > 0 and has_ability(user, Ability.READ, application.organization)


def may_edit_application(user: Any, application: Application) -> bool:
    return application.status == ApplicationStatus.DRAFT and has_ability(user, Ability.EDIT, application.organization)


def may_submit_application(user: Any, application: Application) -> bool:
    return has_ability(user, Ability.SUBMIT, application.organization)


def may_endorse(user: Any, application: Application) -> bool:
    """A level between branch and organiser; nobody endorses what the same person has submitted."""
    return (
        application.held_by is not None
        and not is_at_organizer(application)
        and application.submitted_by_id != user.pk
        and has_ability(user, Ability.REVIEW, application.held_by)
    )


def may_forward(user: Any, application: Application) -> bool:
    """The organiser's office, for a level below it where nobody (but perhaps the submitter) could review."""
    return (
        application.held_by is not None
        and not is_at_organizer(application)
        and has_ability(user, Ability.ORGANIZE, application.program.organizer)
        and not has_reviewer(application)
    )


def has_reviewer(application: Application) -> bool:
    """Is there, at the level whose turn it is, somebody who may review it?"""
    return bool(application.held_by) and Application.objects.with_reviewer().get(pk=application.pk).has_reviewer


def may_screen(user: Any, application: Application) -> bool:
    """The organiser's office, before the director."""
    return (
        is_at_organizer(application)
        and not application.is_screened
        and application.submitted_by_id != user.pk
        and has_ability(user, Ability.ORGANIZE, application.program.organizer)
    )


def may_accept(user: Any, application: Application) -> bool:
    """The organiser's director, after the office."""
    return (
        is_at_organizer(application)
        and application.is_screened
        and application.submitted_by_id != user.pk
        and has_ability(user, Ability.DECIDE, application.program.organizer)
    )


def may_turn_back(user: Any, application: Application) -> bool:
    """Whoever's turn it is may return or decline."""
    return may_endorse(user, application) or may_screen(user, application) or may_accept(user, application)


def is_at_organizer(application: Application) -> bool:
    return application.held_by_id is not None and application.held_by_id == application.program.organizer_id
