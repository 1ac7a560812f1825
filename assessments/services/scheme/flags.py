"""Flags of what must not be scored: kept by the office with a reason, and open again when it thinks better."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.models import SchemeFlag
from assessments.services.scheme.common import locked_draft, touch
from core.audit import record
from core.enums import AuditKind
from core.errors import BusinessError


def overrule_flag(flag: SchemeFlag, *, actor: Any, reason: str) -> SchemeFlag:
    """The indicator stays as it is; who decided so and why is kept with it and in the trail."""
    reason = reason.strip()
    if len(reason) < 10:
        raise BusinessError("请具体写明保留理由（不少于10个字）。")
    with transaction.atomic():
        scheme = locked_draft(flag.indicator.group.scheme, actor, None)
        fresh = _present(flag)
        fresh.overruled_by, fresh.overruled_at, fresh.reason = actor, timezone.now(), reason
        fresh.save()
        _note("确认保留减负提示", fresh, scheme, actor, reason)
    return fresh


def reopen_flag(flag: SchemeFlag, *, actor: Any) -> SchemeFlag:
    with transaction.atomic():
        scheme = locked_draft(flag.indicator.group.scheme, actor, None)
        fresh = _present(flag)
        former, fresh.overruled_by, fresh.overruled_at, fresh.reason = fresh.reason, None, None, ""
        fresh.save()
        _note("撤回减负提示的保留", fresh, scheme, actor, former)
    return fresh


def _present(flag: SchemeFlag) -> SchemeFlag:
    fresh = SchemeFlag.objects.select_related("indicator__group").filter(pk=flag.pk).first()
    if fresh is None:
        raise BusinessError("该提示已不存在，指标可能已由其他同志修改，请刷新页面查看。")
    return fresh


def _note(action: str, flag: SchemeFlag, scheme: Any, actor: Any, reason: str) -> None:
    details = {"indicator": flag.indicator.name, "rule": flag.rule, "found": flag.found, "reason": reason}
    record(AuditKind.CHANGE, action, actor=actor, subject=scheme, details=details)
    touch(scheme)
