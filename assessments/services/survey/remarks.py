"""The office reads what was written freely, and decides what others may read."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from assessments.models import Remark
from assessments.workflow.survey import REMARK_FLOW


def advance_remark(remark: Remark, step: str, *, actor: Any, comment: str = "", seen: str | None = None) -> Remark:
    expect = {"status": seen} if seen else None
    return REMARK_FLOW.take(step, remark, actor=actor, comment=comment, expect=expect)


def approve_remarks(remarks: Iterable[Remark], *, actor: Any) -> int:
    """All or none; how many."""
    with transaction.atomic():
        return len([REMARK_FLOW.take("approve", r, actor=actor) for r in sorted(remarks, key=lambda r: r.pk)])
