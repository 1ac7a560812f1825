"""Who sees the classes of brands, writes the rules and overrules them."""

from typing import Any

from branches.enums import Ability
from branches.models import Organization
from branches.roles import has_ability
from brands.models import Brand, Program


def may_read_class(user: Any, brand: Brand) -> bool:
    """The brand's own side and its superiors; not a judge to whom it was given to score."""
    return has_ability(user, Ability.READ, brand.organization)


def may_judge(user: Any, brand: Brand) -> bool:
    return has_ability(user, Ability.ORGANIZE, brand.program.organizer)


def may_write_rules(user: Any, program: Program) -> bool:
    return has_ability(user, Ability.ORGANIZE, program.organizer)


def may_pair_from(user: Any, organizer: Organization) -> bool:
    """Propose pairs and mark sites in the name of the organisation: its office."""
    return has_ability(user, Ability.ORGANIZE, organizer)
