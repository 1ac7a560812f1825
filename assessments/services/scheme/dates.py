"""The dates of a scheme that is under way: the one thing of it that may still change."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from assessments.enums.scheme import SchemeStatus
from assessments.models import Scheme
from assessments.permissions.scheme import may_organize_scheme
from assessments.rules.scheme import DUE_FIELDS, check_dates
from assessments.services.scheme.common import CHANGED, OFFICE_ONLY, touch
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError, StaleCopy, StepRefused


def set_dates(scheme: Scheme, *, actor: Any, values: Mapping[str, date | None], seen: int | None = None) -> Scheme:
    """Put off, brought forward or taken away; what they were before stays in the trail."""
    with transaction.atomic():
        fresh = Scheme.objects.select_for_update(of=("self",)).select_related("organizer").get(pk=scheme.pk)
        if not may_organize_scheme(actor, fresh):
            raise StepRefused(OFFICE_ONLY)
        if fresh.status not in (SchemeStatus.DRAFT, SchemeStatus.IN_FORCE):
            raise BusinessError(f"细则{fresh.get_status_display()}，不再调整时间安排。")
        if seen is not None and fresh.edit_version != seen:
            raise StaleCopy(CHANGED)
        before = {name: str(getattr(fresh, name) or "") for name in DUE_FIELDS}
        for name in DUE_FIELDS:
            setattr(fresh, name, values[name])
        check_dates(fresh)
        fresh.save(update_fields=[*DUE_FIELDS, "updated_at"])
        after = {name: str(getattr(fresh, name) or "") for name in DUE_FIELDS}
        details = {"before": before, "after": after}
        record(AuditKind.CHANGE, "调整考核时间安排", actor=actor, subject=fresh, details=details)
        return touch(fresh)
