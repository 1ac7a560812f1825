"""What else happens when an organisation gets another superior.

A higher app registers a function in AppConfig.ready; it runs in the move's own transaction, after every place in the
tree has been rewritten, without branches knowing what waits at a superior.
"""

from collections.abc import Callable
from dataclasses import dataclass

from branches.models import Organization


@dataclass(frozen=True)
class Moved:
    """The organisation in its new place, and the superiors it had and has."""

    organization: Organization
    former: Organization | None
    superior: Organization

    def __str__(self) -> str:
        former = f"由“{self.former.name}”" if self.former else ""
        return f"“{self.organization.name}”的隶属关系{former}调整到“{self.superior.name}”"


Follower = Callable[[Moved], None]
_followers: list[Follower] = []


def register(follower: Follower) -> None:
    if follower not in _followers:
        _followers.append(follower)


def follow(moved: Moved) -> None:
    for follower in _followers:
        follower(moved)
