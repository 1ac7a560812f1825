"""Reminders: one message a person and day, by mail as well where it is wanted; and what a person does with them."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, cached_property
from heapq import heappush, heappushpop
from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from accounts.models import User
from branches.enums import Role
from branches.models import RoleAssignment
from branches.roles import Held
from brands.models import Message, ReminderSetting
from brands.selectors.reminder import REMINDER_SOURCES, DueRow, address_of, left_words, source_of, written_by

logger = logging.getLogger(__name__)
BATCH = 500  # people whose dates are looked up together
ITEMS_MOST = 30  # of one message; the rest is counted
CATCH_UP = 7  # days without a run that the next one makes good
MAIL_AGAIN = 3  # days during which a mail that failed is tried again
WEEKS_AFTER = 52
DAYS_BEFORE = 7  # see ReminderSetting.days_before


@dataclass
class Summary:
    """What a run did, or would do."""

    people: int = 0
    messages: int = 0
    mails: int = 0
    failed: int = 0


@dataclass
class Reminded:
    """One person during a run: where the person acts, how the person wants to be reminded, what is due."""

    pk: int
    username: str
    before: int = DAYS_BEFORE
    muted: frozenset[str] = frozenset()
    held: list[Held] = field(default_factory=list)
    count: int = 0
    overdue: int = 0
    # The most urgent ones: a heap whose first is the least urgent, so that it falls out when there are too many.
    found: list[tuple[int, str, int, DueRow]] = field(default_factory=list)

    @cached_property
    def writes(self) -> set[str]:
        """Where this person writes, and so judges nothing."""
        return written_by(self.held)

    def add(self, row: DueRow, today: date) -> None:
        days = row.days(today)
        self.count += 1
        self.overdue += days < 0
        entry = (-days, row.source, row.pk, row)
        (heappush if len(self.found) < ITEMS_MOST else heappushpop)(self.found, entry)

    def rows(self) -> list[DueRow]:
        """Next due first."""
        return [entry[3] for entry in sorted(self.found, key=lambda entry: (-entry[0], entry[1], entry[2]))]


def remind(
    *, today: date | None = None, dry_run: bool = False, say: Callable[[str], None] = lambda line: None
) -> Summary:
    """Write today's messages for all who have something to do, then send the mails.

    Whoever has a message of today is left out, so a second run adds nothing. People are taken a batch at a time, in
    the order of their keys: memory does not grow with the tree.
    """
    today = today or timezone.localdate()
    window, summary = _window(today), Summary()
    for batch in _batches(today):
        summary.people += len(batch)
        _gather(batch, today, window)
        reminded = [person for person in batch if person.count]
        for person in reminded:
            say(f"{person.username}: {_title(person, today)}")
        summary.messages += len(reminded)
        if not dry_run:
            rows = [_message(person, today) for person in reminded]
            Message.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    if not dry_run:
        send_mails(today, summary)
    return summary


def _window(today: date) -> int:
    """How many days this run answers for: today, and those since the last messages if the command stood still."""
    last = Message.objects.filter(day__lt=today).aggregate(last=Max("day"))["last"]
    return min(max((today - last).days, 1), CATCH_UP) if last else 1


def _batches(today: date) -> Iterator[list[Reminded]]:
    """Active accounts with a role in force and without a message of today."""
    assigned = RoleAssignment.objects.in_force(today).filter(user=OuterRef("pk"), organization__is_active=True)
    told = Message.objects.filter(user=OuterRef("pk"), day=today)
    people = User.objects.filter(Exists(assigned), ~Exists(told), is_active=True).order_by("pk")
    after = 0
    while rows := list(people.filter(pk__gt=after).values_list("pk", "username")[:BATCH]):
        after = rows[-1][0]
        batch = {pk: Reminded(pk, username) for pk, username in rows}
        for setting in ReminderSetting.objects.filter(user__in=batch):
            person = batch[setting.user_id]
            person.before, person.muted = setting.days_before, frozenset(setting.muted)
        held = RoleAssignment.objects.in_force(today).filter(user__in=batch, organization__is_active=True)
        for pk, role, organization, path in held.values_list("user", "role", "organization", "organization__path"):
            batch[pk].held.append(Held(Role(role), organization, path))
        yield list(batch.values())


def _gather(batch: list[Reminded], today: date, window: int) -> None:
    """Give each person of the batch the rows of which a reminder falls into the window; a query for each source."""
    for source in REMINDER_SOURCES:
        if not source.abilities:
            continue
        doers: dict[str, list[Reminded]] = defaultdict(list)
        for person in batch:
            if source.key not in person.muted:
                for path in {held.path for held in person.held if source.acting(held)}:
                    doers[path].append(person)
        if not doers:
            continue
        wanted = {person.before for people in doers.values() for person in people}
        days = sorted(_days(today, window, {*wanted, *source.before}))
        rows = source.rows().filter(**{f"{source.path}__in": sorted(doers), f"{source.due}__in": days})
        for row in map(_row, source.dated(rows).iterator(chunk_size=2000)):
            for person in doers[row.path]:
                if row.work_of and row.work_of in person.writes:
                    continue
                if row.person in (0, person.pk) and is_time(row.days(today), person.before, source.before, window):
                    person.add(row, today)


def _row(values: tuple[Any, ...]) -> DueRow:
    return DueRow(*values)


@cache
def marks(before: int, more: tuple[int, ...] = ()) -> frozenset[int]:
    """Days before (and, negative, after) the due date on which there is a reminder: as the person wishes, on the eve,
    on the day itself, a day late and every week from then on."""
    return frozenset({before, 1, 0, *more, *(-1 - 7 * week for week in range(WEEKS_AFTER))})


def is_time(days: int, before: int, more: tuple[int, ...] = (), window: int = 1) -> bool:
    """Does a reminder fall on today, or on one of the days before it that this run answers for?"""
    return any(days + back in marks(before, more) for back in range(window))


def _days(today: date, window: int, before: set[int]) -> set[date]:
    """Due dates that can be meant."""
    return {today + timedelta(days=mark - back) for mark in marks(0, tuple(sorted(before))) for back in range(window)}


def _title(person: Reminded, today: date) -> str:
    late = f"，其中{person.overdue}项已逾期" if person.overdue else ""
    return f"{today.month}月{today.day}日提醒：{person.count}项事项需要办理{late}"


def _message(person: Reminded, today: date) -> Message:
    items = []
    for row in person.rows():
        days = row.days(today)
        label = source_of(row.source).label
        items.append(
            {
                "key": f"{row.source}:{row.pk}:{row.due_on.isoformat()}",
                "source": row.source,
                "text": f"{label}：{row.title[:80]}",
                "due_on": row.due_on.isoformat(),
                "days": days,
                "left": left_words(days),
                "url": address_of(row),
            }
        )
    if person.count > len(items):
        items.append({"key": "more", "text": f"另有{person.count - len(items)}项，请到工作台查看。", "url": "/"})
    return Message(user_id=person.pk, day=today, title=_title(person, today), items=items)


def send_mails(today: date, summary: Summary) -> None:
    """What was not mailed yet, one mail a person, over one connection; one that fails is left for the next run."""
    rows = Message.objects.to_mail(today - timedelta(days=MAIL_AGAIN)).select_related("user")
    connection = get_connection()
    after = 0
    while batch := list(rows.filter(user__gt=after).order_by("user_id", "day", "pk")[:BATCH]):
        # The last person's messages may go on beyond the batch.
        complete = batch if len(batch) < BATCH else [row for row in batch if row.user_id != batch[-1].user_id] or batch
        after = complete[-1].user_id
        for _, group in groupby(complete, key=lambda row: row.user_id):
            messages = list(group)
            if not _claim(messages):
                continue
            if _mail(messages, connection):
                summary.mails += 1
            else:
                summary.failed += 1
    connection.close()


def _claim(messages: list[Message]) -> bool:
    """Marked before they are sent, so that two runs in the same instant send nothing twice."""
    keys = [message.pk for message in messages]
    rows = Message.objects.filter(pk__in=keys, mailed_at__isnull=True)
    return rows.update(mailed_at=timezone.now()) == len(keys)


def _mail(messages: list[Message], connection: Any) -> bool:
    """The mark is taken off again when sending failed."""
    keys = [message.pk for message in messages]
    latest = messages[-1]
    text = "\n\n".join(mail_text(message) for message in messages)
    mail = EmailMessage(f"{settings.SITE_NAME}：{latest.title}", text, to=[latest.user.email], connection=connection)
    try:
        mail.send()
    except Exception as error:  # whatever a mail server may answer: the others still get theirs
        logger.warning("mail to account %s failed: %s", latest.user_id, type(error).__name__)
        Message.objects.filter(pk__in=keys).update(mailed_at=None)
        # A broken connection is opened anew for the next one.
        connection.close()
        return False
    return True


def mail_text(message: Message) -> str:
    lines = [f"{message.user.name}同志：", "", message.title, ""]
    for number, item in enumerate(message.items, start=1):
        left = f"（{item['due_on']}，{item['left']}）" if item.get("due_on") else ""
        lines += [f"{number}. {item['text']}{left}", f"   {settings.SITE_URL}{item['url']}"]
    lines += ["", "提醒方式可以在系统“消息—提醒设置”中修改。"]
    return "\n".join(lines)


def mark_read(message: Message, *, actor: Any) -> Message:
    """The first reading counts; nobody else is told of it."""
    Message.objects.visible_to(actor).unread().filter(pk=message.pk).update(read_at=timezone.now())
    message.refresh_from_db()
    return message


def mark_all_read(*, actor: Any) -> int:
    return Message.objects.visible_to(actor).unread().update(read_at=timezone.now())


def save_setting(*, actor: Any, by_mail: bool, days_before: int, muted: list[str]) -> ReminderSetting:
    """A person's own wishes; rows of kinds that are gone are dropped."""
    known = [source.key for source in REMINDER_SOURCES if source.abilities and source.key in muted]
    setting, _ = ReminderSetting.objects.update_or_create(
        user=actor, defaults={"by_mail": by_mail, "days_before": days_before, "muted": known}
    )
    return setting
