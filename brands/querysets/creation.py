"""Reads of brands."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef

from branches.enums import Ability
from branches.roles import reading_scope, scope_of
from brands.enums import ApplicationStatus, BrandStatus, ScoreSheetStatus
from brands.querysets.selection import judging
from core.models import PublishableQuerySet
from core.similarity import bigrams

SEARCH_GRAMS = 12  # pairs of characters that one search looks up


class BrandQuerySet(PublishableQuerySet):
    def visible_to(self, user: Any) -> "BrandQuerySet":
        """Twin of permissions.may_read_brand: by reading scope, and what a judge has been given to score."""
        from brands.models import ScoreSheet

        judged = ScoreSheet.objects.filter(judging(user), nomination__brand=OuterRef("pk"), judge__user=user.pk)
        judged = judged.exclude(status=ScoreSheetStatus.RECUSED)
        return self.filter(reading_scope(user).condition("organization_path") | models.Q(Exists(judged)))

    def in_creation(self) -> "BrandQuerySet":
        return self.filter(status=BrandStatus.IN_CREATION)

    def to_reapply(self, user: Any) -> "BrandQuerySet":
        """To be filed anew by this person's organisation, and not handed in yet."""
        from brands.models import Application

        filed = Application.objects.filter(brand=OuterRef("pk"), status=ApplicationStatus.IN_REVIEW)
        own = scope_of(user, Ability.EDIT).condition("organization_path")
        return self.filter(own, status=BrandStatus.REAPPLYING).exclude(Exists(filed))

    def for_wall(self) -> "BrandQuerySet":
        """With what a card shows, without the long texts."""
        return self.select_related("organization").defer("concept", "connotation", "goals", "logo_meaning", "facets")

    def matching(self, text: str) -> "BrandQuerySet":
        """Whose name, slogan or organisation holds the text (from two characters), or whose initials begin with it."""
        text = text.strip()
        if not text:
            return self
        if text.isascii() and text.isalpha():
            return self.filter(models.Q(initials__startswith=text.lower()) | self._with_grams(text))
        return self.filter(self._with_grams(text))

    def _with_grams(self, text: str) -> models.Q:
        """Every pair of neighbouring characters occurs: one index look-up a pair."""
        from brands.models import SearchGram

        condition = models.Q()
        for gram in bigrams(text)[:SEARCH_GRAMS]:
            condition &= models.Q(pk__in=SearchGram.objects.filter(gram=gram).values("brand"))
        return condition if condition else models.Q(pk__in=[])
