"""The demonstration's past: everything that is done bears the moment at which it would have been done.

The services read the clock by `timezone.now()`. While the demonstration is being made, in this process alone, that
clock stands where the story is; so deadlines, numbers of the year, the audit trail and its order come out as they
would have, and no row has to be altered afterwards.
"""

import heapq
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.db import models
from django.db.models.signals import pre_save
from django.utils import timezone

from core.calendar import is_working_day

# A story yields the moment at which it goes on.
Story = Generator[datetime, None, None]
MINUTE = timedelta(minutes=1)


class Clock:
    def __init__(self) -> None:
        self.real_now = timezone.now
        self.today: date = timezone.localdate()
        self.moment: datetime = self.at(10_000)

    def at(self, days_ago: int, hour: int = 9, minute: int = 0) -> datetime:
        """So many days before today, or the last working day before that."""
        return self.on(self.today - timedelta(days=days_ago), hour, minute)

    def on(self, day: date, hour: int = 9, minute: int = 0) -> datetime:
        while not self._is_working(day):
            day -= timedelta(days=1)
        return timezone.make_aware(datetime.combine(day, time(hour, minute)))

    def play(self, *stories: Story) -> None:
        """Carry the stories on, always the one whose moment comes first: the clock never goes backwards."""
        waiting: list[tuple[datetime, int, Story]] = []
        for number, story in enumerate(stories):
            heapq.heappush(waiting, (next(story), number, story))
        while waiting:
            moment, number, story = heapq.heappop(waiting)
            # Never into the future, however the calendar falls.
            self.moment = min(max(moment, self.moment + MINUTE), self.real_now())
            following = next(story, None)
            if following is not None:
                heapq.heappush(waiting, (following, number, story))

    @cache  # noqa: B019
    def _is_working(self, day: date) -> bool:
        return is_working_day(day)

    @contextmanager
    def running(self) -> Iterator["Clock"]:
        """`timezone.now()` is this clock's moment, also where it is a column's default."""
        timezone.now = self._now  # type: ignore[assignment]
        pre_save.connect(self._stamp)
        try:
            yield self
        finally:
            pre_save.disconnect(self._stamp)
            timezone.now = self.real_now

    def _now(self) -> datetime:
        return self.moment

    def _stamp(self, sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
        """A default that was bound when the model was made still asks the real clock."""
        if instance._state.adding:
            for name in self._stamped(sender):
                setattr(instance, name, self.moment)

    @cache  # noqa: B019  (one clock, one command)
    def _stamped(self, model: type[models.Model]) -> tuple[str, ...]:
        return tuple(f.name for f in model._meta.concrete_fields if f.default is self.real_now)
