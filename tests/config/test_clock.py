"""The embedded clock, and that every entry of the schedule can be called."""

from datetime import datetime, timedelta
from io import StringIO

import pytest
from celery.schedules import schedule
from django.core.management import call_command, get_commands, load_command_class
from django.utils import timezone

from config import clock
from config.schedule import SCHEDULE, Entry, beat_schedule


def test_each_entry_names_a_command_and_arguments_it_takes():
    known = get_commands()
    for entry in SCHEDULE.values():
        name, *arguments = entry.command
        parser = load_command_class(known[name], name).create_parser("manage.py", name)
        parser.parse_args(arguments)


@pytest.mark.django_db(transaction=True)
def test_each_entry_may_be_called_again_and_again():
    for entry in [*SCHEDULE.values(), *SCHEDULE.values()]:
        call_command(*entry.command, stdout=StringIO())


def test_beat_sends_names_only():
    assert {name: sent["args"] for name, sent in beat_schedule().items()} == {name: [name] for name in SCHEDULE}
    assert {sent["task"] for sent in beat_schedule().values()} == {"config.scheduled"}


@pytest.mark.django_db
def test_the_clock_calls_what_is_due_and_survives_a_failure(monkeypatch):
    minute = schedule(timedelta(minutes=1))
    broken = {"broken": Entry(("no_such_command",), minute), "sound": Entry(("clearsessions",), minute)}
    monkeypatch.setattr(clock, "SCHEDULE", broken)
    monkeypatch.setattr("config.schedule.SCHEDULE", broken)
    monkeypatch.setattr(clock, "close_old_connections", lambda: None)  # the test's own connection stays
    called: dict[str, datetime] = {}
    now = timezone.now()
    assert clock.call_due(called, now) == ["broken", "sound"]
    assert clock.call_due(called, now) == []
    called["sound"] = now - timedelta(minutes=2)
    assert clock.call_due(called, now) == ["sound"]
