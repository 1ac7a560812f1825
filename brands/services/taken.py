"""What a consequence of a step is told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Taken:
    """A step that has just been taken: the subject as it is now, who took it, what else the form said."""

    subject: Any
    actor: Any
    extra: Mapping[str, Any] = field(default_factory=dict)


Consequence = Callable[[Taken], None]
