"""Steps of a scheme."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.models import Scheme
from assessments.services.ledger.opening import begin_ledgers
from assessments.workflow.scheme import SCHEME_FLOW
from core.posted import whole


def advance_scheme(scheme: Scheme, step: str, *, actor: Any, comment: str = "", seen: str | None = None) -> Scheme:
    """Start (which freezes it), close, discard; `seen` is the state and the edit version that the actor saw."""
    expect: dict[str, Any] = {}
    if seen:
        status, _, version = seen.partition("/")
        expect = {"status": status, "edit_version": whole(version)}
    changes: dict[str, Any] = {"frozen_at": timezone.now()} if step == "start" else {}
    with transaction.atomic():
        scheme = SCHEME_FLOW.take(step, scheme, actor=actor, comment=comment, expect=expect, **changes)
        if step == "start":
            begin_ledgers(scheme, actor=actor)
    return scheme
