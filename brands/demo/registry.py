"""Stories of higher apps: they name them here, and the demonstration tells them with its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from branches.models import Member, Organization
    from brands.demo.accounts import Cast
    from brands.demo.clock import Clock, Story


@dataclass(frozen=True)
class Stage:
    """What every story may act with."""

    organizations: "Mapping[str, Organization]"
    members: "Mapping[str, list[Member]]"
    cast: "Cast"
    clock: "Clock"


_names: list[str] = []


def register_stories(*names: str) -> None:
    """Dotted names of functions (Stage) -> stories; loaded only when the demonstration is made."""
    _names.extend(name for name in names if name not in _names)


def further_stories(stage: Stage) -> "list[Story]":
    return [story for name in _names for story in import_string(name)(stage)]
