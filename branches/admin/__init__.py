"""The administration of accounts, organisations and the system's own records."""

from branches.admin import accounts, organizations, system

__all__ = ["accounts", "organizations", "system"]
