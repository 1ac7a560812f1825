"""Messages, each with a text that its addressee alone may read."""

from typing import Any

from django.utils import timezone

from brands.models import Message
from tests.permissions.canaries import Canaries


def fill(side: Any, canaries: Canaries) -> None:
    for name in ("secretary", "office"):
        person = side.prefix + name
        mark = canaries.new(f"{person}: message", [person])
        item = {
            "key": "phase:1",
            "source": "phase",
            "text": mark,
            "url": "/",
            "due_on": "2026-11-30",
            "left": "还有3天",
        }
        row = {"user": side.people[person], "day": timezone.localdate(), "title": f"{mark}提醒", "items": [item]}
        message = Message.objects.create(**row)
        if name == "secretary":
            side.things["message"] = message
