"""What may be typed of activities: one on its own, several rows at once."""

from brands.forms.activity.rows import BrandChoice, PasteForm, RowSet, from_month, from_paste, posted_rows
from brands.forms.activity.single import ActivityForm, likely, stored

__all__ = [
    "ActivityForm",
    "BrandChoice",
    "PasteForm",
    "RowSet",
    "from_month",
    "from_paste",
    "likely",
    "posted_rows",
    "stored",
]
