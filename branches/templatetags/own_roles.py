"""What a person may do and where, for the page about oneself."""

from typing import Any

from django import template

register = template.Library()


@register.inclusion_tag("components/own_roles.html")
def own_roles(user: Any) -> dict[str, Any]:
    """The person's assignments in force."""
    rows = user.role_assignments.in_force().select_related("organization").order_by("organization__path", "role")
    return {"assignments": rows}
