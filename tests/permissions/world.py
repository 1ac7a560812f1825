"""Two sides of the world, full of marked texts: whatever could leak lies here in a state in which it could."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from accounts.models import User
from branches.enums import Role
from tests.factories.accounts import UserFactory
from tests.factories.branches import RoleAssignmentFactory
from tests.permissions import (
    activities,
    brands,
    filings,
    honours,
    inspections,
    jobs,
    ledgers,
    messages,
    phases,
    points,
    register,
    rounds,
    schemes,
    surveys,
)
from tests.permissions.canaries import Canaries
from tests.permissions.people import FOREIGN_ROLES, PLACES
from tests.permissions.side import Side, appoint, plant_tree


@dataclass
class World:
    canaries: Canaries
    own: Side
    foreign: Side
    people: dict[str, User]
    sessions: dict[str, str]

    def thing(self, name: str) -> Any:
        return self.own.things[name]

    def client(self, name: str, *, csrf: bool = False) -> Client:
        """A browser of its own in which this person is logged in, if that is possible."""
        client = Client(enforce_csrf_checks=csrf)
        if self.sessions[name]:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[name]
        return client


def build() -> World:
    canaries = Canaries()
    sides = [build_side("", tuple(PLACES), canaries), build_side("foreign_", FOREIGN_ROLES, canaries)]
    own, foreign = sides
    people = {**own.people, **foreign.people, **strangers(own)}
    return World(canaries, own, foreign, people, {name: session_of(user) for name, user in people.items()})


def session_of(user: User | None) -> str:
    """The key of a session that was begun by logging in; none for who can't."""
    if user is None or not user.is_active:
        return ""
    client = Client()
    client.force_login(user, backend="accounts.backends.AccountBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def strangers(side: Side) -> dict[str, User | None]:
    yesterday = timezone.localdate() - timedelta(days=1)
    former, disabled = UserFactory(name="前任书记"), UserFactory(name="停用账号", is_active=False)
    for place, role in (("branch", Role.SECRETARY), ("top", Role.OFFICE), ("top", Role.JUDGE)):
        RoleAssignmentFactory(user=former, organization=side.places[place], role=role, ends_on=yesterday)
        RoleAssignmentFactory(user=disabled, organization=side.places[place], role=role)
    return {"nobody": UserFactory(name="无授权"), "former": former, "disabled": disabled, "anonymous": None}


def build_side(prefix: str, roles: tuple[str, ...], canaries: Canaries) -> Side:
    side = Side(prefix)
    plant_tree(side, canaries)
    for name in roles:
        role, place = PLACES[name]
        side.people[prefix + name] = appoint(side, prefix + name, role, place, canaries)
    if prefix:  # what the same objects need on the other side; nobody asks in their name
        for name in ("other_judge", "direct_secretary"):
            role, place = PLACES[name]
            side.people[prefix + name] = appoint(side, prefix + name, role, place, canaries)
    register.fill(side, canaries)
    filings.fill(side, canaries)
    brands.fill(side, canaries)
    rounds.fill(side, canaries)
    activities.fill(side, canaries)
    honours.fill(side, canaries)
    phases.fill(side, canaries)
    inspections.fill(side, canaries)
    schemes.fill(side, canaries)
    surveys.fill(side, canaries)
    points.fill(side, canaries)
    ledgers.fill(side, canaries)
    messages.fill(side, canaries)
    jobs.fill(side, canaries)
    for thing in side.things.values():
        if isinstance(thing, Model):
            thing.refresh_from_db()
    return side
