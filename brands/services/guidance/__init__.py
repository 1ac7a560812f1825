"""Classified guidance: classes of brands, pairs of strong and weak, sites that others visit."""

from brands.services.guidance.classes import Applied, classify, lock_brands, lock_brands_of, note_ledger, reclassify

__all__ = [
    "Applied",
    "classify",
    "lock_brands",
    "lock_brands_of",
    "note_ledger",
    "reclassify",
]
