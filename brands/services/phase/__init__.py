"""A brand's phases: written and closed by the branch, accepted and extended by the superior."""

from brands.services.phase.closing import save_closing
from brands.services.phase.steps import advance_phase, seen_of

__all__ = ["advance_phase", "save_closing", "seen_of"]
