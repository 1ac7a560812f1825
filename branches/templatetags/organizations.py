"""Small filters of the pages of organisations."""

from django import template

register = template.Library()


@register.filter
def mask_name(name: str) -> str:
    """张**: for readers from elsewhere."""
    return name[:1] + "*" * max(1, len(name) - 1)


@register.filter
def mask_code(code: str) -> str:
    """The last four characters of a code."""
    return "*" * max(2, len(code) - 4) + code[-4:] if len(code) > 4 else "****"
