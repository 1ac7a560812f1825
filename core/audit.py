"""The audit trail: one line for each act, in the act's own transaction, chained by hash."""

import hashlib
import ipaddress
import json
from datetime import UTC
from typing import Any

from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone

from core.enums import AuditKind
from core.models import AuditEntry, AuditHead

# Fields under the hash, in this order; `number` and `previous_digest` tie the line to its place.
HASHED = ("number", "kind", "action", "actor_id", "actor_name", "object_label", "object_key", "details", "address")


def record(
    kind: AuditKind,
    action: str,
    *,
    actor: Any = None,
    subject: models.Model | None = None,
    details: dict[str, Any] | None = None,
    address: str | None = None,
) -> AuditEntry:
    """Write a line about the act into the trail: no line, no act, and no act, no line.

    The end of the chain stays locked until the transaction ends, so this comes late in it.
    """
    user = actor if getattr(actor, "is_authenticated", False) else None
    with transaction.atomic():
        head = _locked_head()
        entry = AuditEntry(
            number=head.number + 1,
            kind=kind,
            action=action[:80],
            actor=user,
            actor_name=str(user)[:80] if user else "系统" if actor is None else "未登录",
            object_label=str(subject)[:200] if subject else "",
            object_key=f"{subject._meta.label_lower}:{subject.pk}"[:80] if subject else "",
            # Through JSON and back, so that what is hashed is what will be read; as PostgreSQL writes
            # floats in its own way, they are kept as text.
            details=json.loads(json.dumps(details or {}, default=str), parse_float=str, parse_constant=str),
            address=address,
            at=timezone.now(),
            previous_digest=head.digest,
        )
        entry.digest = digest_of(entry)
        entry.save(force_insert=True)
        head.number, head.digest = entry.number, entry.digest
        head.save(update_fields=["number", "digest"])
    return entry


def record_denial(request: HttpRequest) -> AuditEntry:
    """Somebody who had logged in was refused an address."""
    return record(
        AuditKind.DENIAL,
        "无权访问",
        actor=request.user,
        details={"method": request.method, "path": request.path[:500]},
        address=address_of(request),
    )


def address_of(request: HttpRequest) -> str | None:
    """The visitor's address; the server has put it right where proxies of ours stand before it."""
    try:
        return str(ipaddress.ip_address(request.META.get("REMOTE_ADDR") or ""))
    except ValueError:  # a local socket has none
        return None


def verify() -> int | None:
    """The number of the first line that is missing, altered or out of its chain; None when all is whole."""
    head = AuditHead.objects.filter(pk=1).first() or AuditHead()
    number, digest, bad = _walk(0, "0" * 64, AuditEntry.objects.filter(number__lte=head.number))
    if bad:
        return bad
    # The last lines under the lock: nothing may be added meanwhile, and the end must be where the head says.
    with transaction.atomic():
        head = _locked_head()
        number, digest, bad = _walk(number, digest, AuditEntry.objects.filter(number__gt=number))
        if bad:
            return bad
        return None if (number, digest) == (head.number, head.digest) else min(number, head.number) + 1


def _walk(number: int, digest: str, entries: models.QuerySet[AuditEntry]) -> tuple[int, str, int | None]:
    """Follow the chain; the last good number and digest, and the first bad number if there is one."""
    for entry in entries.order_by("number").iterator(chunk_size=2000):
        whole = entry.number == number + 1 and entry.previous_digest == digest and entry.digest == digest_of(entry)
        if not whole:
            return number, digest, number + 1
        number, digest = entry.number, entry.digest
    return number, digest, None


def digest_of(entry: AuditEntry) -> str:
    """SHA-256 over the canonical JSON of the line and its predecessor's digest."""
    content = {name: getattr(entry, name) for name in HASHED}
    content["at"] = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    content["previous"] = entry.previous_digest
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _locked_head() -> AuditHead:
    """The end of the chain, locked until the transaction ends: numbers and hashes then have no gap."""
    head, _ = AuditHead.objects.select_for_update().get_or_create(pk=1)
    return head
