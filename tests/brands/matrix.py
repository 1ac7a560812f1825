"""A process table by the book: every status × person × step, both what is offered and what is refused."""

from typing import Any

import pytest
from django.db import models, transaction

from core.errors import StepRefused
from core.workflow import Flow

# step → (states it starts from, who may take it)
Expected = dict[str, tuple[tuple[str, ...], tuple[str, ...]]]


def check_matrix(flow: Flow, subject: models.Model, people: dict[str, Any], expected: Expected) -> int:
    """Asserts the whole table; how many refusals were tried."""
    assert list(expected) == list(flow.steps)
    rows = type(subject)._default_manager
    refusals = 0
    for status in type(subject)._meta.get_field("status").choices:
        # Taken back afterwards: what is closed for good could not be moved on to the next state.
        with transaction.atomic():
            rows.filter(pk=subject.pk).update(status=status[0])
            for name, user in people.items():
                now = rows.get(pk=subject.pk)
                want = [
                    step for step, (sources, allowed) in expected.items() if status[0] in sources and name in allowed
                ]
                assert [step.name for step in flow.open_steps(user, now)] == want, (status[0], name)
                for step in flow.steps:
                    if step in want:
                        continue
                    with pytest.raises(StepRefused):
                        flow.take(step, now, actor=user, comment="强行办理")
                    refusals += 1
                assert rows.filter(pk=subject.pk).values().get() == {
                    f.attname: getattr(now, f.attname) for f in _columns(now)
                }
            transaction.set_rollback(True)
    assert subject.events.count() == flow.event_model.objects.filter(subject=subject).count()
    return refusals


def _columns(subject: models.Model) -> list[models.Field]:
    return list(subject._meta.concrete_fields)
