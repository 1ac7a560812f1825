"""Errors whose text may be shown to the user."""


class BusinessError(Exception):
    """A rule of the domain forbids the act; the text says in plain Chinese which one and what to do."""

    def __init__(self, message: str, *, details: list[str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.details = details or []


class StepRefused(BusinessError):
    """The step is not open to this person in this state."""


class StaleCopy(BusinessError):
    """Somebody else saved the same record after this copy was read."""
