"""Who may read and man a brand's carriers."""

from typing import Any

from branches.enums import Ability
from branches.roles import has_ability
from brands.models import Carrier


def may_read_carrier(user: Any, carrier: Carrier) -> bool:
    return has_ability(user, Ability.READ, carrier.brand.organization)


def may_man_carrier(user: Any, carrier: Carrier) -> bool:
    """Add members to a post or team, end their service."""
    return has_ability(user, Ability.EDIT, carrier.brand.organization)
