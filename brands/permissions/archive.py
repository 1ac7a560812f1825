"""Who may read a brand's archive."""

from typing import Any

from branches.enums import Ability
from branches.roles import has_ability
from brands.models import Brand


def may_read_archive(user: Any, brand: Brand) -> bool:
    """The brand's own side and its superiors; not a judge to whom it was given to score."""
    return has_ability(user, Ability.READ, brand.organization)
