"""One kind of entry in a brand's archive, and one entry: the columns that all sources share."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, DateTimeField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat, ExtractYear

from brands.models import Brand

Text = str | Concat | Coalesce | Value
NOTHING = Value("")


@dataclass(frozen=True)
class ArchiveSource:
    """Where entries of one kind come from.

    `rows(user, brand)`: what belongs to the brand and this person may see. `at`: the column of the moment, or of the
    day where `is_day` says so. `title`, `note`, `who`: columns or expressions. The entry leads to `url_name` with the
    value of `subject`; a list (`subject` empty) is asked with `?brand=`.
    """

    key: str
    kind: str
    label: str
    rows: Callable[[Any, Brand], QuerySet]
    at: Any
    title: Text
    url_name: str
    subject: str = "pk"
    note: Text = NOTHING
    who: Text = NOTHING
    is_day: bool = False

    def entries(self, user: Any, brand: Brand) -> QuerySet:
        """The rows with `e_at` and `e_year` (of the site's time zone), for whoever counts or lists them."""
        at = F(self.at) if isinstance(self.at, str) else self.at
        # A day counts as its eighth hour here: it stays the same day, whichever zone the database works in.
        rows = self.rows(user, brand).order_by().annotate(e_at=Cast(at, DateTimeField()) if self.is_day else at)
        return rows.annotate(e_source=Value(self.key, output_field=CharField()), e_year=ExtractYear("e_at"))

    def columns(self, rows: QuerySet) -> QuerySet:
        """As tuples with the columns of `Entry`."""
        texts = {
            f"e_{name}": Cast(F(value) if isinstance(value, str) else value, TextField())
            for name, value in (("title", self.title), ("note", self.note), ("who", self.who))
        }
        rows = rows.annotate(e_pk=F("pk"), e_subject=F(self.subject or "pk"), **texts)
        return rows.values_list("e_source", "e_pk", "e_subject", "e_at", "e_title", "e_note", "e_who")


@dataclass(frozen=True)
class Entry:
    """One line of the archive."""

    source: ArchiveSource
    pk: int
    subject: int
    at: datetime
    title: str
    note: str
    who: str
    url: str = ""

    @property
    def label(self) -> str:
        return self.source.label

    @property
    def is_day(self) -> bool:
        return self.source.is_day
