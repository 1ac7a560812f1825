"""One kind of date, and one date: the columns that all sources share."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import BigIntegerField, CharField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from branches.enums import Ability
from branches.roles import ROLE_TABLE, Held
from branches.tree import ancestor_paths


@dataclass(frozen=True)
class ReminderSource:
    """One kind of date.

    `rows()`: what is still to be done, whoever asks. `due`, `path`: the columns that hold the date and the place of
    the organisation whose turn it is; there, whoever holds one of the `abilities` acts. Without abilities the date is
    shown to those who write there, and nobody is reminded. `person`: the column of the one person whose turn it is,
    where the ability alone does not say so. `subject`: the column whose value the address takes; empty: it takes
    none. `before`: days on which a reminder comes besides those of the person's own setting. `reaches_below`: the
    date concerns all organisations below that place, too. `work_of`: the column that holds the place of the
    organisation whose work is judged; whoever writes there leaves it to others.
    """

    key: str
    label: str
    rows: Callable[[], QuerySet]
    title: str | Concat
    due: str
    path: str
    abilities: tuple[Ability, ...]
    url_name: str
    subject: str = "pk"
    person: str = ""
    before: tuple[int, ...] = ()
    reaches_below: bool = False
    work_of: str = ""

    def acting(self, held: Held) -> bool:
        """Does this role, at its own organisation, have to do what is due there?"""
        return not ROLE_TABLE[held.role].own.isdisjoint(self.abilities)

    def concerned(self, held: Iterable[Held]) -> set[str]:
        """Paths whose rows concern somebody with these roles."""
        writers = written_by(held)
        paths = {h.path for h in held if self.acting(h)} if self.abilities else set(writers)
        if self.reaches_below:
            paths |= {path for own in writers for path in ancestor_paths(own)}
        return paths

    def dated(self, rows: QuerySet | None = None) -> QuerySet:
        """The rows as tuples with the columns of `DueRow`, the same for every source."""
        title = F(self.title) if isinstance(self.title, str) else self.title
        rows = self.rows() if rows is None else rows
        person = F(self.person) if self.person else Value(0)
        return (
            rows.order_by()
            .annotate(
                r_source=Value(self.key, output_field=CharField()),
                r_pk=F("pk"),
                r_subject=F(self.subject or "pk"),
                r_due=F(self.due),
                r_path=F(self.path),
                r_person=Cast(person, BigIntegerField()),
                r_title=Cast(title, TextField()),
                r_work=Cast(F(self.work_of) if self.work_of else Value(""), TextField()),
            )
            .values_list("r_source", "r_pk", "r_subject", "r_due", "r_path", "r_person", "r_title", "r_work")
        )


@dataclass(frozen=True)
class DueRow:
    """One date: what, by when, at which organisation."""

    source: str
    pk: int
    subject: int
    due_on: date
    path: str
    person: int
    title: str
    work_of: str

    def days(self, today: date) -> int:
        """Whole days left; the last day itself is 0, a day late is -1."""
        return (self.due_on - today).days


def written_by(held: Iterable[Held]) -> set[str]:
    """Where somebody with these roles writes."""
    return {h.path for h in held if Ability.EDIT in ROLE_TABLE[h.role].own}


def left_words(days: int) -> str:
    """How long there is still time, in words."""
    if days < 0:
        return f"已逾期{-days}天"
    return {0: "今天截止", 1: "明天截止"}.get(days, f"还有{days}天")
