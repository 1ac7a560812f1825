"""The administration of programs, applications, brands, selection and honours, for the office."""

from brands.admin import (
    activity,
    application,
    creation,
    guidance,
    honour,
    inspection,
    phase,
    plan,
    program,
    regulation,
    selection,
)

__all__ = [
    "activity",
    "application",
    "creation",
    "guidance",
    "honour",
    "inspection",
    "phase",
    "plan",
    "program",
    "regulation",
    "selection",
]
