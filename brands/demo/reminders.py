"""The reminders of the last days, as the morning's command would have written them; the older ones have been read."""

from datetime import timedelta

from brands.demo.clock import Clock, Story
from brands.models import Message
from brands.services.reminder import mark_read, remind

DAYS, UNREAD_DAYS = 10, 3


def reminder_story(clock: Clock) -> Story:
    for days in range(DAYS, -1, -1):
        yield clock.at(days, hour=8)
        remind()
        for message in Message.objects.unread().filter(day__lt=clock.moment.date() - timedelta(days=UNREAD_DAYS)):
            mark_read(message, actor=message.user)
