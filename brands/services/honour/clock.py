"""What a day brings by itself: rechecks that are due, honours that have run out."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from brands.enums import RecheckStatus
from brands.limits import RECHECK_FILL_DAYS
from brands.models import Brand, Honour, Program, Recheck
from brands.querysets.honour import IN_FORCE
from brands.services.consequences import follow
from brands.services.honour.recheck import open_recheck
from brands.services.taken import Taken
from brands.workflow.honour import HONOUR_FLOW
from core.errors import BusinessError

BATCH = 200
REASON = "称号将于{day}期满，按规定复核。"


def expire_honours(*, dry_run: bool = False) -> int:
    """Every honour whose last day is over; done again it finds none. Returns how many."""
    over = Honour.objects.filter(status__in=IN_FORCE, expires_on__lt=timezone.localdate())
    if dry_run:
        return over.count()
    return sum(_expire(honour) for honour in _by_key(over))


def _expire(honour: Honour) -> bool:
    try:
        with transaction.atomic():
            # Before the trail's end is locked, as every act on brands does.
            Brand.objects.select_for_update(of=("self",)).get(pk=honour.brand_id)
            honour = HONOUR_FLOW.take("expire", honour, actor=None, expect={"status": honour.status}, correct_by=None)
            follow("honour", "expire", Taken(honour, None))
    except BusinessError:
        # Decided by somebody in the same instant.
        return False
    return True


def open_due_rechecks(*, dry_run: bool = False) -> int:
    """For honours that run out within their program's days and were not rechecked in that time. Returns how many."""
    today, opened = timezone.localdate(), 0
    for days in sorted(set(Program.objects.order_by().values_list("recheck_days", flat=True).distinct())):
        for honour in due_for_recheck(today, days):
            opened += 1 if dry_run else _open(honour, today)
    return opened


def due_for_recheck(today: date, days: int) -> Iterator[Honour]:
    """In force, near the end, not being rechecked; what was called off since the end came near stays called off."""
    ahead = timedelta(days=days)
    rows = Honour.objects.valid(today).filter(round__program__recheck_days=days, expires_on__lte=today + ahead)
    of_this = Recheck.objects.filter(honour=OuterRef("pk"))
    called_off = of_this.filter(status=RecheckStatus.CANCELLED).order_by("-opened_on").values("opened_on")[:1]
    rows = rows.filter(~Exists(of_this.alive())).annotate(called_off_on=Subquery(called_off))
    for honour in _by_key(rows):
        if honour.called_off_on is None or honour.called_off_on < honour.expires_on - ahead:  # type: ignore[attr-defined]
            yield honour


def _open(honour: Honour, today: date) -> bool:
    due_on = min(today + timedelta(days=RECHECK_FILL_DAYS), honour.expires_on)
    day = honour.expires_on
    reason = REASON.format(day=f"{day.year}年{day.month}月{day.day}日")
    try:
        open_recheck(honour, reason=reason, due_on=due_on)
    except BusinessError:
        # Opened by hand in the same instant.
        return False
    return True


def _by_key(rows: QuerySet) -> Iterator[Honour]:
    """Some hundreds at a time, by key: the memory does not grow with the table."""
    last = 0
    while batch := list(
        rows.filter(pk__gt=last).select_related("brand__organization", "round__program").order_by("pk")[:BATCH]
    ):
        last = batch[-1].pk
        yield from batch
