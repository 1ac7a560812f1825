"""What the public pages know of brands: kept pages made anew after a change, and what their search looks up."""

import secrets

from django.core.cache import cache
from django.db import transaction

from brands.models import Brand, SearchGram
from core.similarity import bigrams, initials

INITIALS_MOST = 40


def wall_changed() -> None:
    """Public pages made so far are not served any more, once the change is there for all to read."""
    transaction.on_commit(lambda: cache.set("boards:wall", secrets.token_hex(8), None))


def brand_changed(brand: Brand) -> None:
    transaction.on_commit(lambda: cache.set(f"boards:brand:{brand.pk}", secrets.token_hex(8), None))
    wall_changed()


def refresh_search(brand: Brand) -> None:
    """What the wall's search looks up: pairs of characters of name, slogan and organisation, and the initials."""
    texts = (brand.name, brand.slogan, brand.organization.short_name)
    grams = sorted({gram for text in texts for gram in bigrams(text) if len(gram) == 2})
    brand.search_grams.all().delete()
    SearchGram.objects.bulk_create(SearchGram(brand=brand, gram=gram) for gram in grams)
    letters = initials(brand.name)[:INITIALS_MOST]
    if brand.initials != letters:
        brand.initials = letters
        Brand.objects.filter(pk=brand.pk).update(initials=letters)
