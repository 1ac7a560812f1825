"""What the branches of the demonstration say of their brands."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CURRENT, EARLIER = "current", "earlier"


@dataclass(frozen=True)
class Text:
    """One brand's text; `organization` is the branch's key, `program` one of CURRENT and EARLIER."""

    organization: str
    name: str
    slogan: str
    concept: str
    connotation: str
    goals: str
    carriers: list[list[str]]
    plans: list[str]
    motif: str
    tone: int | None = None
    logo_meaning: str = ""
    facets: list[list[str]] = field(default_factory=list)
    opinions: str = ""
    statement: str = ""
    program: str = CURRENT
    revision: Mapping[str, str] = field(default_factory=dict)

    def values(self) -> dict[str, Any]:
        """The application form's plain texts."""
        plain = ("name", "slogan", "logo_meaning", "concept", "connotation", "goals")
        facets = [{"title": title, "text": text} for title, text in self.facets]
        carriers = [{"kind": kind, "name": name, "text": text} for kind, name, text in self.carriers]
        return {name: getattr(self, name) for name in plain} | {"facets": facets, "carriers": carriers}


@cache
def texts(program: str = CURRENT) -> dict[str, Text]:
    """The texts of a program by the branch's key."""
    found = [
        Text(**entry) for file in sorted(HERE.glob("*.toml")) for entry in tomllib.loads(file.read_text())["brand"]
    ]
    return {text.organization: text for text in found if text.program == program}
