"""One row of the table of addresses, and the words in which rows are written."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.permissions.people import LOGGED_IN

REST = ("REST",)
GET, POST, BOTH = "GET", "POST", "GET POST"


@dataclass(frozen=True)
class Row:
    name: str
    thing: str | None = None
    ok: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    # Who may ask and is told that the thing's state is not the right one (409).
    too_early: tuple[str, ...] = ()
    step: str = ""
    # Further parts of the address: a number, or the name of a thing of the world.
    extra: tuple[tuple[str, str | int], ...] = ()
    # Where fewer may send the form than open the page; everybody else is told so (403).
    senders: tuple[str, ...] = ()
    query: str = ""
    methods: str = GET
    # What is sent to an address that only takes POST; may look things up in the world.
    data: Callable[[Any], dict[str, Any]] | None = None
    # The answer to those who may: a page, or the way to one.
    status: int = 200
    # A document taken out leaves a line in the trail, and nothing else.
    is_export: bool = False
    # An act that leaves no trace of its own: a search, a page that asks for confirmation.
    is_act: bool = True
    is_public: bool = False
    # A form that nobody is logged in for and that asks for no cookie: what it entitles to is typed into it.
    is_tokenless: bool = False

    def __str__(self) -> str:
        extra = "".join(f"-{part}" for part in (self.step, *(value for _, value in self.extra)) if part)
        return f"{self.name}{extra}{f'({self.thing})' if self.thing else ''}{self.query}"

    @property
    def welcome(self) -> tuple[str, ...]:
        """Who does not just find nothing."""
        return (*self._named(self.ok), *self._named(self.too_early))

    def expected_of_post(self, person: str) -> int:
        if self.senders and person in self.ok and person not in self.senders:
            return 403
        return self.expected(person)

    def expected(self, person: str) -> int:
        if person in self._named(self.ok):
            return self.status
        if person in self._named(self.too_early):
            return 409
        if self.is_public:
            return self.status
        if person not in LOGGED_IN:
            return 302
        return 403 if person in self._named(self.forbidden) else 404

    def _named(self, names: tuple[str, ...]) -> tuple[str, ...]:
        if names != REST:
            return names
        given = {name for group in (self.ok, self.forbidden, self.too_early) if group != REST for name in group}
        return tuple(name for name in LOGGED_IN if name not in given)


def but(names: tuple[str, ...], *without: str) -> tuple[str, ...]:
    return tuple(name for name in names if name not in without)


def key(world: Any) -> dict[str, str]:
    return {"key": str(uuid4())}
