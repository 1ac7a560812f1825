"""What the tests of assessments start from: open ledgers with their people, a branch that collects points."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.factories import ledgers, points


@pytest.fixture
def stage() -> ledgers.Office:
    return ledgers.office()


@pytest.fixture
def scene() -> Iterator[points.Scene]:
    with time_machine.travel(points.NOW, tick=True):
        yield points.Scene()
