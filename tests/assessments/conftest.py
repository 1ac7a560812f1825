"""What the tests of assessments start from: a tree and its office, open ledgers, a branch that collects points."""

from collections.abc import Iterator

import pytest
import time_machine

from accounts.models import User
from branches.enums import Role
from tests.factories import ledgers, points
from tests.factories.branches import Tree, person, small_tree


@pytest.fixture
def tree() -> Tree:
    return small_tree()


@pytest.fixture
def office(tree) -> User:
    return person(Role.OFFICE, tree.top)


@pytest.fixture
def stage() -> ledgers.Office:
    return ledgers.office()


@pytest.fixture
def scene() -> Iterator[points.Scene]:
    with time_machine.travel(points.NOW, tick=True):
        yield points.Scene()
