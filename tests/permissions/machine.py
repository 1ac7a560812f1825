"""A process as it is reached from outside, and what is sent for a step of it: its fields and what no form has."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from core.workflow import Flow

# What nobody may slip in beside the fields of a form.
SMUGGLED = {
    "status": "named",
    "publicity": "public",
    "organization": "424242",
    "organization_id": "424242",
    "organization_path": "0001",
    "branch": "424242",
    "program": "424242",
    "held_by": "424242",
    "is_screened": "on",
    "version_number": "4242",
    "edit_version": "4242",
    "score": "100",
    "rank": "424242",
    "points": "100",
    "number": "4242",
    "honour_level": "3",
    "level": "1",
    "quota": "4242",
    "approved_at": "2026-01-01",
    "approved_by": "424242",
    "published_from": "2026-01-01",
    "is_superuser": "1",
    "is_active": "",
    "actor": "424242",
    "submitted_by": "424242",
    "issued_on": "2020-01-01",
    "starts_on": "2020-01-01",
    "ends_on": "2020-01-02",
}
# The same table for every step: what its form may ask for.
ANSWERS = {
    "comment": "经研究，同意。",
    "secrecy": "on",
    "accuracy": "on",
    "emblem": "on",
    "similar": "on",
    "faults": "vague",
    "reply": "感谢关心，已经核实。",
    "answer": "已经整改到位。",
    "conclusion": "总体较好。",
    "result": "共建取得成效。",
    "report": "学到了做法。",
    "publication_range": "none",
}
Moves = dict[str, dict[str, str]]


def status_of(thing: Any) -> str:
    return thing.status


@dataclass(frozen=True)
class Machine:
    address: str
    flow: Flow
    # state's thing → step → person, or several with blanks between
    moves: Moves
    seen: Callable[[Any], str] = status_of
    # What the forms of this process ask for besides.
    answers: tuple[tuple[str, str], ...] = ()

    def data(self, thing: Any) -> dict[str, str]:
        later = (timezone.localdate() + timedelta(days=60)).isoformat()
        return SMUGGLED | ANSWERS | dict(self.answers) | {"seen": self.seen(thing), "until": later}
