"""Reads of activities."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from branches.roles import reading_scope


class ActivityQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ActivityQuerySet":
        """Twin of permissions.may_read_activity: members the own branch's, superiors those below."""
        return self.filter(reading_scope(user).condition("organization_path"))

    def counted(self) -> "ActivityQuerySet":
        """Not entered by mistake."""
        return self.filter(is_void=False)

    def held(self, since: date, until: date) -> "ActivityQuerySet":
        """Counted, from day to day (both included), without what still lies ahead."""
        return self.counted().filter(held_on__range=(since, min(until, timezone.localdate())))

    def with_evidence_count(self) -> "ActivityQuerySet":
        """`evidence_count`: how many files show it."""
        from brands.models import Evidence

        files = Evidence.objects.filter(activity=OuterRef("pk")).order_by().values("activity")
        counted = Subquery(files.annotate(n=Count("pk")).values("n"), output_field=models.IntegerField())
        return self.annotate(evidence_count=Coalesce(counted, 0))
