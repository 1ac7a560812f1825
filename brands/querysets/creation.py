"""Reads of brands."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef

from branches.roles import reading_scope
from brands.enums import BrandStatus, ScoreSheetStatus
from core.models import PublishableQuerySet


class BrandQuerySet(PublishableQuerySet):
    def visible_to(self, user: Any) -> "BrandQuerySet":
        """Twin of permissions.may_read_brand: by reading scope, and what a judge has been given to score."""
        from brands.models import ScoreSheet

        judged = ScoreSheet.objects.filter(nomination__brand=OuterRef("pk"), judge__user=user.pk).exclude(
            status=ScoreSheetStatus.RECUSED
        )
        return self.filter(reading_scope(user).condition("organization_path") | models.Q(Exists(judged)))

    def in_creation(self) -> "BrandQuerySet":
        return self.filter(status=BrandStatus.IN_CREATION)
