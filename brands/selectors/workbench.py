"""What waits for one person, what the person has begun and has done.

`TODO_SOURCES` is the table of everything that may wait for somebody: a process adds its row here. All counts of a
page are one query, each counted up to a bound.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery

from accounts.models import User
from branches.enums import Ability
from branches.roles import holds_any, scope_of
from brands.enums import NoticeStatus
from brands.models import Application, Message, Opinion, PublicNotice, ScoreSheet, SelectionRound

BOUND = 300  # more than a city has branches; beyond it the number no longer matters
NEXT = 5
MESSAGES = "messages"  # counted with what waits, but nothing to be done


class BoundedCount(Subquery):
    """How many rows a limited query has; the limit keeps it cheap over a whole country."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()
    # Of what nobody could see at all nothing is asked of the database.
    empty_result_set_value = 0


@dataclass(frozen=True)
class Count:
    """A number of rows, counted up to the bound."""

    number: int

    def __str__(self) -> str:
        return str(self.number) if self.number <= BOUND else f"{BOUND}+"

    def __bool__(self) -> bool:
        return self.number > 0


def bounded_counts(user: Any, querysets: Mapping[str, QuerySet]) -> dict[str, Count]:
    """All counts in one query."""
    if not querysets:
        return {}
    names = list(querysets)
    counted = {
        f"count_{place}": BoundedCount(querysets[name].order_by().values("pk")[: BOUND + 1])
        for place, name in enumerate(names)
    }
    row = User.objects.filter(pk=user.pk).values_list(*[*counted.values()]).first() or ()
    return {name: Count(number) for name, number in zip(names, row, strict=False)}


@dataclass(frozen=True)
class Due:
    """One thing to do next: what, where, since or until when."""

    label: str
    url_name: str
    pk: int
    note: str
    at: Any


@dataclass(frozen=True)
class Source:
    """One kind of work that waits for somebody.

    `rows(user)`: the waiting rows, a queryset. `url_name` and `query`: the list on which they stand.
    `next_rows(rows)`: the first few of them, next due first, without a query a row; None leaves them to the list.
    Without one of the `abilities` the source is not asked at all.
    """

    key: str
    label: str
    icon: str
    url_name: str
    query: str
    abilities: tuple[Ability, ...]
    rows: Callable[[Any], QuerySet]
    next_rows: Callable[[QuerySet], list[Due]] | None = None
    # The menu's line beside which it is counted, when that is not the key.
    menu: str = ""


def waiting_applications(user: Any) -> QuerySet[Application]:
    return Application.objects.visible_to(user).waiting_for(user)


def next_applications(rows: QuerySet[Application]) -> list[Due]:
    """Whoever has waited longest comes first."""
    found = rows.select_related("organization").order_by("held_since", "pk")[:NEXT]
    return [
        Due(str(row), "brands:application_detail", row.pk, row.organization.short_name, row.held_since) for row in found
    ]


def drafts_of(user: Any) -> QuerySet[Application]:
    return Application.objects.written_by(user).drafts()


def next_drafts(rows: QuerySet[Application]) -> list[Due]:
    found = rows.select_related("organization").order_by("-updated_at", "-pk")[:NEXT]
    return [
        Due(
            row.name or "（未命名的申报）",
            "brands:application_edit",
            row.pk,
            row.organization.short_name,
            row.updated_at,
        )
        for row in found
    ]


def notices_to_approve(user: Any) -> QuerySet[PublicNotice]:
    """Checked by the office, for the director; nobody approves what the same person has checked."""
    deciding = sorted(scope_of(user, Ability.DECIDE).nodes)
    checked = PublicNotice.objects.filter(status=NoticeStatus.CHECKED, organization__path__in=deciding)
    return checked.exclude(secrecy_checked_by=user.pk)


def next_rounds(rows: QuerySet[SelectionRound]) -> list[Due]:
    return [
        Due(row.name, "brands:round_detail", row.pk, row.get_status_display(), row.updated_at)
        for row in rows.order_by("updated_at", "pk")[:NEXT]
    ]


REVIEWING = (Ability.REVIEW, Ability.ORGANIZE, Ability.DECIDE)
TODO_SOURCES: list[Source] = [
    Source(
        key="applications",
        label="待审核申报",
        icon="file-earmark-check",
        url_name="brands:application_list",
        query="tab=waiting",
        abilities=REVIEWING,
        rows=waiting_applications,
        next_rows=next_applications,
    ),
    Source(
        key="drafts",
        label="待提交申报",
        icon="pencil-square",
        url_name="brands:application_list",
        query="tab=drafts",
        abilities=(Ability.EDIT,),
        rows=drafts_of,
        next_rows=next_drafts,
    ),
    Source(
        key="sheets",
        label="待评分",
        icon="ui-checks",
        url_name="brands:sheet_list",
        query="status=assigned",
        abilities=(Ability.SCORE,),
        rows=lambda user: ScoreSheet.objects.to_score(user),
    ),
    Source(
        key="opinions",
        label="待处理公示意见",
        icon="chat-left-text",
        url_name="brands:opinion_list",
        query="",
        abilities=(Ability.ORGANIZE,),
        rows=lambda user: Opinion.objects.visible_to(user).open(),
    ),
    Source(
        key="approvals",
        label="待批准公示",
        icon="megaphone",
        url_name="brands:notice_list",
        query="status=checked",
        abilities=(Ability.DECIDE,),
        rows=notices_to_approve,
    ),
    Source(
        key="screenings",
        label="待资格审查的批次",
        icon="award",
        url_name="brands:round_list",
        query="",
        abilities=(Ability.ORGANIZE,),
        rows=lambda user: SelectionRound.objects.to_screen(user),
        next_rows=next_rounds,
    ),
    Source(
        key="decisions",
        label="待决定或签发的批次",
        icon="trophy",
        url_name="brands:round_list",
        query="",
        abilities=(Ability.DECIDE,),
        rows=lambda user: SelectionRound.objects.to_decide(user),
        next_rows=next_rounds,
    ),
]


def register_source(*sources: Source) -> None:
    """Rows of a higher app, in its AppConfig.ready; a key stands once."""
    known = {source.key for source in TODO_SOURCES}
    TODO_SOURCES.extend(source for source in sources if source.key not in known)


def sources_for(user: Any) -> list[Source]:
    return [source for source in TODO_SOURCES if holds_any(user, source.abilities)]


def todo_counts(user: Any) -> dict[str, Count]:
    """Source key → how many wait; one query, kept on the user for the rest of the request."""
    return {key: count for key, count in _counts(user).items() if key != MESSAGES}


def unread_messages(user: Any) -> Count:
    """From the same query; nothing is asked for who has no part in the work, and so gets no messages."""
    return _counts(user).get(MESSAGES, Count(0))


def _counts(user: Any) -> dict[str, Count]:
    if not hasattr(user, "_todo_counts"):
        rows = {source.key: source.rows(user) for source in sources_for(user)}
        if rows:
            rows[MESSAGES] = Message.objects.visible_to(user).unread()
        user._todo_counts = bounded_counts(user, rows)
    return user._todo_counts


def menu_counts(user: Any) -> dict[str, int]:
    """The numbers beside the menu's lines: what waits, kind by kind and all together."""
    counts = {key: count.number for key, count in todo_counts(user).items()}
    lines = {
        "notices": counts.get("opinions", 0) + counts.get("approvals", 0),
        "rounds": counts.get("screenings", 0) + counts.get("decisions", 0),
    }
    for source in sources_for(user):
        if source.menu:
            lines[source.menu] = lines.get(source.menu, 0) + counts.get(source.key, 0)
    return counts | lines | {"todo": sum(counts.values()), MESSAGES: unread_messages(user).number}
