"""Who may run a program."""

from typing import Any

from branches.enums import Ability
from branches.roles import has_ability, line_of
from brands.enums import ProgramStatus
from brands.models import Program


def may_read_program(user: Any, program: Program) -> bool:
    if may_organize(user, program) or may_decide(user, program):
        return True
    return program.organizer.path in line_of(user) and program.status != ProgramStatus.PREPARING


def may_organize(user: Any, program: Program) -> bool:
    """The office of the organiser."""
    return has_ability(user, Ability.ORGANIZE, program.organizer)


def may_decide(user: Any, program: Program) -> bool:
    """The director of the organiser."""
    return has_ability(user, Ability.DECIDE, program.organizer)
