"""Who may read and enter activities."""

from typing import Any

from branches.enums import Ability
from branches.models import Organization
from branches.roles import has_ability
from brands.models import Activity


def may_read_activity(user: Any, activity: Activity) -> bool:
    return has_ability(user, Ability.READ, activity.organization)


def may_enter_activities(user: Any, organization: Organization) -> bool:
    """The organisation's clerk or secretary."""
    return has_ability(user, Ability.EDIT, organization)


def may_edit_activity(user: Any, activity: Activity) -> bool:
    """Change it, declare it void."""
    return has_ability(user, Ability.EDIT, activity.organization)
